// One tile of a fused pass: finding the operands of a stretch of the space, then running the steps over them.
#pragma once
#include <string.h>
#include "dispatch.h"
#include "fuse.h"
#include "fuse_code.h"
#include "fuse_operand.hpp"

namespace {

const int64_t TILE_BYTES = 4096;    // of one register
const int64_t ARENA_BYTES = 98304;  // of all registers of a thread
const int64_t LEAST_CUT_BYTES = 512;  // of a run
const int64_t SHARE_BYTES = 1024;     // asked for at once
const int64_t CACHE_BYTES = 33554432; // of operands that are read from the cache
const int64_t LEAST_ROW = 8;  // elements of rows that one loop takes together
const int64_t APART = 192;          // between registers
struct Frame {
    const ta_fuse_pass* pass;
    const ta_fuse_call* call;
    const ta_fuse_code* code;  // NULL: every step by its kernel
    bool by_rows;              // the code is one loop over rows of `run` elements
    int64_t size;   // elements of the space
    int64_t run;    // the shortest inner run of an operand that is not plain, or 0
    bool cuts_runs; // a tile lies in one run; otherwise short runs lie in one tile
    bool streams;   // the operands are too large for the cache: the next tile is asked for early
    int64_t tile;   // elements
    int64_t register_bytes;  // from one to the next: not a multiple of the page, so that they use other sets of the cache
    int n_operands;
    Operand operand[TA_FUSE_MAX_OPERANDS];
};

// The places of one tile, and the memory of the registers.
struct Tile {
    char* data[TA_FUSE_MAX_PLACES];
    int64_t stride[TA_FUSE_MAX_PLACES];
    char* base[TA_FUSE_MAX_OPERANDS];  // element 0 of each operand

    char* at(int place, int64_t i) const { return data[place] + i * stride[place]; }
    alignas(64) char arena[ARENA_BYTES];
};

// Points places at elements first .. first + n - 1 of every operand: side by side, but for those that frame.code takes as one value.
void find_operands(const Frame& frame, Tile& tile, int64_t first, int64_t n) {
    const int64_t register_bytes = frame.register_bytes;
    char* free_register = tile.arena + frame.pass->n_registers * register_bytes;
    for (int k = 0; k < frame.n_operands; k++) {
        const Operand& x = frame.operand[k];
        if (x.is_plain()) {
            tile.data[x.place] = tile.base[k] + first * x.stride[0];
            tile.stride[x.place] = x.stride[0];
            continue;
        }
        int64_t inner = first % x.shape[0];
        if (inner + n <= x.shape[0] && (x.stride[0] == x.item || (x.stride[0] == 0 && frame.cuts_runs))) {
            const char* from = tile.base[k] + inner * x.stride[0];
            int64_t rest = first / x.shape[0];
            for (int d = 1; d < x.n_dims; d++) {
                from += rest % x.shape[d] * x.stride[d];
                rest /= x.shape[d];
            }
            tile.data[x.place] = (char*)from;
            tile.stride[x.place] = x.stride[0];
        } else {
            pack_operand(x, tile.base[k], first, n, free_register);
            tile.data[x.place] = free_register;
            tile.stride[x.place] = x.item;
        }
        free_register += register_bytes;
    }
}

// Where the operands and results of the next tile are, `step` elements behind this one: asked for in shares, one before each part of a step over this
// tile, so that memory is busy while the steps compute.
struct NextTile {
    struct Stretch {
        const char* from;
        int64_t bytes, share;
    };
    Stretch read[TA_FUSE_MAX_OPERANDS], write[TA_FUSE_MAX_OPERANDS];
    int n_read = 0, n_write = 0;
    int n_parts = 1;  // of each step

    void find(const Frame& frame, const Tile& tile, int64_t step, int64_t n, bool is_written) {
        const ta_fuse_pass* pass = frame.pass;
        int64_t bytes = 0;
        for (int k = 0; k < frame.n_operands; k++) {
            const Operand& x = frame.operand[k];
            if (x.is_contiguous()) bytes += add(read[n_read++], tile.data[x.place] + step * x.item, n * x.item);
        }
        for (int p = 0; is_written && p < pass->n_places; p++)
            if (pass->places[p].kind == TA_FUSE_TARGET) bytes += add(write[n_write++], tile.data[p] + step * tile.stride[p], n * tile.stride[p]);
        const int units = frame.code ? frame.code->n_units : pass->n_steps;
        n_parts = int(bytes / (units * SHARE_BYTES)) + 1;
        for (int k = 0; k < n_read; k++) share(read[k], n_parts * units);
        for (int k = 0; k < n_write; k++) share(write[k], n_parts * units);
    }
    static int64_t add(Stretch& x, const char* from, int64_t bytes) {
        x.from = from, x.bytes = bytes;
        return bytes;
    }
    static void share(Stretch& x, int n_shares) { x.share = (x.bytes / n_shares + 63) & ~int64_t(63); }

    // Inlined by force: gcc takes a function that only prefetches for one that does nothing, and drops the call.
    template <int is_written> static __attribute__((always_inline)) void ask(const Stretch& x, int i) {
        int64_t first = i * x.share, last = first + x.share < x.bytes ? first + x.share : x.bytes;
        for (int64_t at = first; at < last; at += 64) __builtin_prefetch(x.from + at, is_written, 3);
    }
    __attribute__((always_inline)) void ask(int i) const {
        for (int k = 0; k < n_read; k++) ask<0>(read[k], i);
        for (int k = 0; k < n_write; k++) ask<1>(write[k], i);
    }
};

// What a row of n elements is to the loops of machine code.
void set_row(ta_fuse_run& run, int64_t n, int lanes) {
    const uint64_t bits = (uint64_t(1) << (n & (lanes - 1))) - 1;
    run.n_vectors = n & ~int64_t(lanes - 1);
    run.low = bits, run.high = 0;
}
// Elements first .. first + n - 1 of the tile.
void run_chain(const ta_fuse_chain& chain, const Tile& tile, int64_t first, int64_t n) {
    ta_fuse_run run;
    for (int k = 0; k < chain.n_slots; k++) run.data[k] = tile.at(chain.place[k], first), run.step[k] = 0;
    run.n_rows = 1;
    set_row(run, n, chain.lanes);
    chain.run(&run);
}
void run_step(const ta_fuse_step& step, const Tile& tile, int64_t first, int64_t n) {
    char* data[4] = {tile.at(step.out, first), tile.at(step.in[0], first), tile.at(step.in[1], first), tile.at(step.in[2], first)};
    const int64_t stride[4] = {tile.stride[step.out], tile.stride[step.in[0]], tile.stride[step.in[1]], tile.stride[step.in[2]]};
    if (step.kind == TA_FUSE_PART) {
        data[1] += step.op * ta_itemsize[step.dtype];
        return ta_active_cast->cast[step.dtype][step.dtype](data, stride, n);
    }
    ta_map_fn run = step.kind == TA_FUSE_MAP ? ta_map_kernel[step.op][step.dtype]
                  : step.kind == TA_FUSE_CAST ? ta_active_cast->cast[step.op][step.dtype] : ta_active_cast->where[step.op];
    run(data, stride, n);
}
void run_steps(const Frame& frame, const Tile& tile, int64_t n, const NextTile& next) {
    const ta_fuse_chain* chain = frame.code ? frame.code->chains : nullptr;
    const ta_fuse_chain* end = frame.code ? chain + frame.code->n_chains : nullptr;
    const int64_t part = (n / next.n_parts + 63) & ~int64_t(63);
    for (int i = 0, share = 0; i < frame.pass->n_steps;) {
        const bool in_chain = chain != end && chain->first == i;
        for (int64_t first = 0; first < n; first += part) {
            const int64_t m = n - first < part ? n - first : part;
            next.ask(share++);
            if (in_chain) run_chain(*chain, tile, first, m);
            else run_step(frame.pass->steps[i], tile, first, m);
        }
        i += in_chain ? (chain++)->n_steps : 1;
    }
}

// The places that are the same for every tile.
void set_fixed_places(const Frame& frame, Tile& tile) {
    const ta_fuse_pass* pass = frame.pass;
    for (int k = 0; k < frame.n_operands; k++) tile.base[k] = frame.operand[k].data;
    for (int p = 0; p < pass->n_places; p++) {
        const ta_fuse_place& place = pass->places[p];
        if (place.kind == TA_FUSE_CONSTANT) {
            tile.data[p] = (char*)frame.call->constants + 16 * int64_t(place.index);
            tile.stride[p] = 0;
        } else if (place.kind == TA_FUSE_REGISTER) {
            tile.data[p] = tile.arena + place.index * frame.register_bytes;
            tile.stride[p] = ta_itemsize[place.dtype];
        }
    }
}

// How many elements from `first` on are computed at once, at most `left`.
int64_t stretch(const Frame& frame, int64_t first, int64_t left) {
    int64_t n = frame.tile;
    if (frame.cuts_runs) {  // runs are cut into equal tiles, none of which crosses the end of one
        int64_t tiles = (frame.run + n - 1) / n, rest = frame.run - first % frame.run;
        n = ((frame.run + tiles - 1) / tiles + 15) & ~int64_t(15);
        if (n > frame.tile) n = frame.tile;
        if (n > rest) n = rest;
    } else if (frame.run) {  // short runs of an operand are packed together into a register
        n -= n % frame.run;
    }
    return n < left ? n : left;
}

// Whether each row lies in the innermost dimension of every operand, side by side or as one value.
bool has_plain_rows(const Frame& frame, const RowsOf& rows) {
    for (int k = 0; k < frame.n_operands; k++) {
        const Operand& x = frame.operand[k];
        if (x.stride[0] != x.item && x.stride[0] != 0) return false;
        if (x.n_dims > 1 && (x.shape[0] % rows.n || rows.first % rows.n || rows.row_step % rows.n)) return false;
    }
    return true;
}

// The operands that have one value for all elements of a row, as the bits of ta_fuse_code.
uint32_t spread_of_rows(const Frame& frame) {
    uint32_t spread = 0;
    for (int k = 0; k < frame.n_operands; k++)
        if (frame.operand[k].stride[0] == 0) spread |= 1u << k;
    return spread;
}

// Points the operands of a chain at the first of these rows. The number of rows that follow it with the same steps, at most rows.n_rows.
int64_t place_rows(const Frame& frame, const Tile& tile, const ta_fuse_chain& chain, const RowsOf& rows, ta_fuse_run& run) {
    int64_t n_rows = rows.n_rows;
    for (int i = 0, k = 0; i < chain.n_slots; i++) {
        const int p = chain.place[i];
        run.data[i] = tile.data[p], run.step[i] = 0;
        if (frame.pass->places[p].kind != TA_FUSE_VIEW) continue;
        for (k = 0; frame.operand[k].place != p;) k++;
        const int64_t n = place_row(frame.operand[k], tile.base[k], rows.first, rows, run.data[i], run.step[i]);
        if (n < n_rows) n_rows = n;
    }
    return n_rows;
}

// As evaluate, of a pass that is one loop over rows.
template <class Target> void evaluate_rows(const Frame& frame, Tile& tile, int64_t first, int64_t n, Target target) {
    const ta_fuse_pass* pass = frame.pass;
    const ta_fuse_chain& chain = frame.code->chains[0];
    for (int64_t i = first, last = first + n; i < last;) {
        const int64_t inner = i % frame.run, left = last - i;
        RowsOf rows = {i, frame.run, left / frame.run, frame.run};
        if (inner || left < frame.run) rows.n_rows = 1, rows.n = frame.run - inner < left ? frame.run - inner : left;
        ta_fuse_run run;
        rows.n_rows = place_rows(frame, tile, chain, rows, run);
        for (int k = 0; k < chain.n_slots; k++) {
            const ta_fuse_place& place = pass->places[chain.place[k]];
            if (place.kind != TA_FUSE_TARGET) continue;
            run.data[k] = target(place.index, i), run.step[k] = rows.n * ta_itemsize[place.dtype];
        }
        run.n_rows = rows.n_rows;
        set_row(run, rows.n, chain.lanes);
        chain.run(&run);
        i += rows.n_rows * rows.n;
    }
}

// The steps over elements first .. first + n - 1; target(t, i) is where element i of target t goes. `then`: the element from which as many are likely
// to be computed next, or -1.
template <class Target> void evaluate(const Frame& frame, Tile& tile, int64_t first, int64_t n, int64_t then, Target target) {
    if (frame.by_rows) return evaluate_rows(frame, tile, first, n, target);
    const ta_fuse_pass* pass = frame.pass;
    for (int64_t i = first, last = first + n; i < last;) {
        int64_t m = stretch(frame, i, last - i);
        find_operands(frame, tile, i, m);
        for (int p = 0; p < pass->n_places; p++)
            if (pass->places[p].kind == TA_FUSE_TARGET) {
                tile.data[p] = target(pass->places[p].index, i);
                tile.stride[p] = ta_itemsize[pass->places[p].dtype];
            }
        NextTile next;
        if (!frame.streams) {
        } else if (i + m < last) next.find(frame, tile, m, m, true);
        else if (then >= 0 && then + m <= frame.size) next.find(frame, tile, then - i, m, false);
        run_steps(frame, tile, m, next);
        i += m;
    }
}

bool make_frame(Frame& frame, const ta_fuse_pass* pass, const ta_fuse_call* call, int ndim, const int64_t* shape) {
    frame.pass = pass;
    frame.call = call;
    frame.size = 1;
    frame.run = 0;
    frame.n_operands = 0;
    for (int d = 0; d < ndim; d++) frame.size *= shape[d];
    int n_registers = pass->n_registers;
    int64_t n_bytes = 0;
    for (int p = 0; p < pass->n_places; p++) {
        if (pass->places[p].kind != TA_FUSE_VIEW) continue;
        Operand& x = frame.operand[frame.n_operands++];
        x.place = p;
        n_bytes += ta_itemsize[pass->places[p].dtype];
        if (!make_operand(x, call->views[pass->places[p].index], ndim, shape, call->order)) return false;
        if (x.is_plain()) continue;
        n_registers++;
        if (x.n_dims > 1 && (!frame.run || x.shape[0] < frame.run)) frame.run = x.shape[0];
    }
    int64_t bytes = n_registers * (TILE_BYTES + APART) <= ARENA_BYTES ? TILE_BYTES : (ARENA_BYTES / n_registers - APART) & ~int64_t(63);
    frame.tile = bytes / pass->itemsize & ~int64_t(15);
    frame.register_bytes = bytes + APART;
    frame.streams = n_bytes * frame.size > CACHE_BYTES;
    frame.cuts_runs = frame.run * pass->itemsize >= LEAST_CUT_BYTES;
    frame.by_rows = false;
    if (frame.run && frame.run >= LEAST_ROW && has_plain_rows(frame, {0, frame.run, 1, frame.run})) {
        frame.code = ta_fuse_code_for(pass, spread_of_rows(frame));
        frame.by_rows = frame.code && frame.code->n_units == 1;
        if (frame.by_rows) return true;
    }
    uint32_t spread = 0;
    for (int k = 0; k < frame.n_operands; k++)
        if (frame.operand[k].stride[0] == 0 && (frame.operand[k].n_dims == 1 || frame.cuts_runs)) spread |= 1u << k;
    frame.code = ta_fuse_code_for(pass, spread);
    if (frame.code && frame.code->n_units == 1 && n_registers == pass->n_registers) frame.tile = int64_t(1) << 40;  // nothing is kept in registers
    return true;
}

}  // namespace
