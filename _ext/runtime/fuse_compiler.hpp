// Writes the steps of a chain: which registers hold what, and the instructions of each step.
#pragma once
#include <stddef.h>
#include "dispatch.h"
#include "fuse_code.h"
#include "x86_avx512.hpp"

namespace {

enum Form { ARITHMETIC, OF_ONE, ROUNDING, WITH_BITS, COMPARISON, EXTREME, PRODUCT_OF_ONE, INVERSE, ABOVE_ZERO, OF_MASKS, NOT_OF_MASK };

// What the kernel of an operation does to a vector. `number`: of the rounding or comparison.
struct Simple {
    int16_t op, form, opcode, number;
};
const Simple SIMPLE[] = {
    {TA_OP_ADD, ARITHMETIC, 0x58, 0},         {TA_OP_SUBTRACT, ARITHMETIC, 0x5C, 0},     {TA_OP_MULTIPLY, ARITHMETIC, 0x59, 0},
    {TA_OP_DIVIDE, ARITHMETIC, 0x5E, 0},      {TA_OP_SQRT, OF_ONE, 0x51, 0},             {TA_OP_SQUARE, PRODUCT_OF_ONE, 0x59, 0},
    {TA_OP_RECIPROCAL, INVERSE, 0x5E, 0},     {TA_OP_ABS, WITH_BITS, 0x54, 0},           {TA_OP_NEGATIVE, WITH_BITS, 0x57, 0},
    {TA_OP_ROUND, ROUNDING, 0, 8},            {TA_OP_FLOOR, ROUNDING, 0, 9},             {TA_OP_CEIL, ROUNDING, 0, 10},
    {TA_OP_TRUNC, ROUNDING, 0, 11},           {TA_OP_MAXIMUM, EXTREME, 0x5F, 0x54},      {TA_OP_MINIMUM, EXTREME, 0x5D, 0x56},
    {TA_OP_RELU, ABOVE_ZERO, 0x5F, 0},        {TA_OP_EQUAL, COMPARISON, 0xC2, 0x00},     {TA_OP_NOT_EQUAL, COMPARISON, 0xC2, 0x04},
    {TA_OP_LESS, COMPARISON, 0xC2, 0x11},     {TA_OP_LESS_EQUAL, COMPARISON, 0xC2, 0x12}, {TA_OP_GREATER, COMPARISON, 0xC2, 0x1E},
    {TA_OP_GREATER_EQUAL, COMPARISON, 0xC2, 0x1D}, {TA_OP_LOGICAL_AND, OF_MASKS, 0x41, 0}, {TA_OP_LOGICAL_OR, OF_MASKS, 0x45, 0},
    {TA_OP_LOGICAL_XOR, OF_MASKS, 0x47, 0},   {TA_OP_LOGICAL_NOT, NOT_OF_MASK, 0x44, 0},
};

const Simple* simple_of(const ta_fuse_step& step) {
    if (step.kind != TA_FUSE_MAP) return nullptr;
    for (const Simple& x : SIMPLE)
        if (x.op == step.op) return (x.form >= OF_MASKS) == (step.dtype == TA_BOOL) ? &x : nullptr;
    return nullptr;
}

bool is_float(int dtype) { return dtype == TA_F32 || dtype == TA_F64; }
bool is_simple(const ta_fuse_step& step) {
    if (step.kind == TA_FUSE_WHERE) return is_float(step.dtype);
    return simple_of(step) && (is_float(step.dtype) || step.dtype == TA_BOOL);
}

bool reads(const ta_fuse_step& step, int place) {
    for (int k = 0; k < step.n_in; k++)
        if (step.in[k] == place) return true;
    return false;
}

// Registers that hold the addresses of operands; a function may change the first n_scratch of them.
struct Addresses {
    int n, n_scratch, number[11];
};
const int MAX_NUMBERS = 5;
const int ALL_LANES = 1, LOW_REST = 2, HIGH_REST = 3;  // mask registers

// The bits of a number in each lane.
struct Number {
    uint64_t of_double;
    uint32_t of_float;
};
const Number MAGNITUDE_BITS = {0x7FFFFFFFFFFFFFFF, 0x7FFFFFFF}, SIGN_BIT = {0x8000000000000000, 0x80000000}, ONE = {0x3FF0000000000000, 0x3F800000}, ZERO = {0, 0},
             BYTE_ONES = {0x0101010101010101, 0x01010101};

// One chain of a pass. What is made of the steps' bodies, and what `kept` is for, those say that derive from it.
struct Compiler {
    const ta_fuse_pass* pass;
    uint32_t spread;
    int first, last;  // steps
    const Addresses* addresses;
    int kept;         // the place whose vector the caller takes, or -1
    bool is_double;
    bool is_rest;     // the elements behind the last whole vector are written
    int lanes;        // the mask register of the lanes that are computed
    bool has_failed;
    ta_fuse_chain* chain;
    Assembler* code;
    int8_t slot[TA_FUSE_MAX_PLACES], vector[TA_FUSE_MAX_PLACES], mask[TA_FUSE_MAX_PLACES];  // of each place, or -1
    int address[TA_CHAIN_MAX_SLOTS], n_addresses;
    uint32_t free_vectors;
    uint8_t free_masks;
    uint64_t number[MAX_NUMBERS];
    int number_vector[MAX_NUMBERS], n_numbers;

    Compiler(const ta_fuse_pass* pass, uint32_t spread, int first, int last, ta_fuse_chain* chain, Assembler* code, const Addresses* addresses, uint8_t free_masks)
        : pass(pass), spread(spread), first(first), last(last), addresses(addresses), kept(-1), is_double(chain->lanes == 8), is_rest(false), lanes(ALL_LANES),
          has_failed(false), chain(chain), code(code), n_addresses(0), free_vectors(~0u), free_masks(free_masks), n_numbers(0) {
        for (int p = 0; p < TA_FUSE_MAX_PLACES; p++) slot[p] = vector[p] = mask[p] = -1;
    }

    const ta_fuse_place& place(int p) const { return pass->places[p]; }
    // Whether a place has one value for all elements.
    bool is_constant(int p) const {
        if (place(p).kind != TA_FUSE_VIEW) return place(p).kind == TA_FUSE_CONSTANT;
        int k = 0;
        for (int q = 0; q < p; q++) k += place(q).kind == TA_FUSE_VIEW;
        return spread >> k & 1;
    }
    int log2_item(int p) const { return place(p).dtype == TA_BOOL ? 0 : is_double ? 3 : 2; }

    // Whether a step of the chain behind step s reads what place p holds now; whether one behind the chain, or the caller does.
    bool is_read_again(int p, int s) const {
        for (int t = s + 1; t < last; t++) {
            if (reads(pass->steps[t], p)) return true;
            if (pass->steps[t].out == p) return false;
        }
        return false;
    }
    bool lives_on(int p, int s) const {
        if (place(p).kind == TA_FUSE_TARGET) return p != kept;
        for (int t = s + 1; t < pass->n_steps; t++) {
            if (t >= last && reads(pass->steps[t], p)) return true;
            if (pass->steps[t].out == p) return false;
        }
        return false;
    }

    int take_vector() {
        if (!free_vectors) return has_failed = true, 0;
        int v = __builtin_ctz(free_vectors);
        free_vectors &= ~(1u << v);
        return v;
    }
    int take_mask() {
        if (!free_masks) return has_failed = true, 2;
        int k = __builtin_ctz(free_masks);
        free_masks &= uint8_t(~(1 << k));
        return k;
    }
    void use_slot(int p) {
        if (slot[p] >= 0) return;
        if (chain->n_slots == TA_CHAIN_MAX_SLOTS || (!is_constant(p) && n_addresses == addresses->n)) {
            has_failed = true;
            return;
        }
        slot[p] = int8_t(chain->n_slots);
        address[chain->n_slots] = is_constant(p) ? 0 : addresses->number[n_addresses++];
        chain->place[chain->n_slots++] = int16_t(p);
    }
    // The places that come from outside or go there.
    void survey() {
        bool is_made[TA_FUSE_MAX_PLACES] = {};
        for (int s = first; s < last; s++) {
            const ta_fuse_step& step = pass->steps[s];
            for (int k = 0; k < step.n_in; k++)
                if (!is_made[step.in[k]]) use_slot(step.in[k]);
            is_made[step.out] = true;
            if (lives_on(step.out, s)) use_slot(step.out);
        }
    }

    Instruction of_floats(int opcode) const { return {MAP_0F, is_double ? PREFIX_66 : PREFIX_NONE, is_double, opcode}; }
    Masked when_loading() const { return {is_rest ? lanes : 0, is_rest}; }
    Masked when_storing() const { return {is_rest ? lanes : 0, false}; }
    Last memory(int p) const { return at_element(address[slot[p]], log2_item(p)); }

    uint64_t bits_of(Number x) const { return is_double ? x.of_double : uint64_t(x.of_float) << 32 | x.of_float; }
    // The vector of a prepared number.
    int number_vector_of(Number x) { return vector_of_bits(bits_of(x)); }
    int vector_of_bits(uint64_t bits) {
        for (int i = 0; i < n_numbers; i++)
            if (number[i] == bits) return number_vector[i];
        has_failed = true;  // numbers are found before code is written
        return 0;
    }
    void prepare_number(Number x) { prepare_bits(bits_of(x)); }
    void prepare_bits(uint64_t bits) {
        for (int i = 0; i < n_numbers; i++)
            if (number[i] == bits) return;
        const int v = take_vector();
        if (n_numbers == MAX_NUMBERS) has_failed = true;
        if (has_failed) return;
        number[n_numbers] = bits;
        number_vector[n_numbers++] = v;
        code->load_immediate(RAX, bits);
        code->evex({MAP_0F38, PREFIX_66, 1, 0x7C}, BITS_512, v, 0, in_register(RAX));
    }
    void prepare_numbers() {
        for (int s = first; s < last; s++) {
            const ta_fuse_step& step = pass->steps[s];
            if (step.kind == TA_FUSE_MAP) switch (step.op) {
                case TA_OP_ABS: prepare_number(MAGNITUDE_BITS); break;
                case TA_OP_NEGATIVE: prepare_number(SIGN_BIT); break;
                case TA_OP_RECIPROCAL: prepare_number(ONE); break;
                case TA_OP_RELU: prepare_number(ZERO); break;
            }
            if (place(step.out).dtype == TA_BOOL && lives_on(step.out, s)) prepare_number(BYTE_ONES);
        }
    }

    int vector_of(int p) {
        if (vector[p] >= 0) return vector[p];
        if (slot[p] < 0) return has_failed = true, 0;
        vector[p] = int8_t(take_vector());
        code->evex(of_floats(0x10), BITS_512, vector[p], 0, memory(p), when_loading());
        return vector[p];
    }
    int mask_of(int p) {
        if (mask[p] >= 0) return mask[p];
        if (slot[p] < 0 || is_constant(p)) return has_failed = true, 2;
        mask[p] = int8_t(take_mask());
        const int bytes = take_vector();
        code->evex({MAP_0F, PREFIX_F2, 0, 0x6F}, BITS_128, bytes, 0, memory(p), {lanes, true});
        code->evex({MAP_0F38, PREFIX_66, 0, 0x26}, BITS_128, mask[p], bytes, in_register(bytes));
        free_vectors |= 1u << bytes;
        return mask[p];
    }
    // The last operand of step s: from memory where nothing else reads it.
    Last last_of(int p, int s) {
        const ta_fuse_step& step = pass->steps[s];
        const bool is_once = step.n_in == 1 || step.in[0] != step.in[1];
        if (vector[p] < 0 && slot[p] >= 0 && !is_constant(p) && is_once && !is_read_again(p, s)) return memory(p);
        return in_register(vector_of(p));
    }

    void release(int p) {
        if (vector[p] >= 0) free_vectors |= 1u << vector[p], vector[p] = -1;
        if (mask[p] >= 0) free_masks |= uint8_t(1 << mask[p]), mask[p] = -1;
    }
    void store(int p) {
        if (mask[p] >= 0) {
            const int bytes = take_vector();
            code->evex({MAP_0F, PREFIX_F2, 0, 0x6F}, BITS_128, bytes, 0, in_register(number_vector_of(BYTE_ONES)), {mask[p], true});
            code->evex({MAP_0F, PREFIX_F2, 0, 0x7F}, BITS_128, bytes, 0, memory(p), {lanes, false});
            free_vectors |= 1u << bytes;
        } else code->evex(of_floats(0x11), BITS_512, vector[p], 0, memory(p), when_storing());
    }

    void write_extreme(const Simple& x, int out, int a, int b) {
        const int k = take_mask();
        code->evex(of_floats(x.opcode), BITS_512, out, a, in_register(b));
        code->evex(of_floats(0xC2), BITS_512, k, a, in_register(b)), code->byte(0);           // equal: zeros of both signs
        code->evex(of_floats(x.number), BITS_512, out, a, in_register(b), {k, false});
        code->evex(of_floats(0xC2), BITS_512, k, a, in_register(a)), code->byte(3);           // unordered
        code->evex(of_floats(0x28), BITS_512, out, 0, in_register(a), {k, false});
        free_masks |= uint8_t(1 << k);
    }
    void write_masks(const Simple& x, const ta_fuse_step& step, int out) {
        const int a = mask_of(step.in[0]);
        if (x.form == NOT_OF_MASK) code->mask_one(x.opcode, out, a);
        else code->mask_two(x.opcode, out, a, mask_of(step.in[1]));
    }
    void write_rounding(const Simple& x, int s, int out) {
        const Instruction instruction = {MAP_0F3A, PREFIX_66, is_double, is_double ? 0x09 : 0x08};
        code->evex(instruction, BITS_512, out, 0, last_of(pass->steps[s].in[0], s), when_loading()), code->byte(x.number);
    }
    // Floats from floats.
    void write_vector(const Simple& x, int s, int out) {
        const int p = pass->steps[s].in[0];
        switch (x.form) {
            case OF_ONE: code->evex(of_floats(x.opcode), BITS_512, out, 0, last_of(p, s), when_loading()); return;
            case ROUNDING: write_rounding(x, s, out); return;
            case PRODUCT_OF_ONE: code->evex(of_floats(x.opcode), BITS_512, out, vector_of(p), in_register(vector_of(p))); return;
            case INVERSE: code->evex(of_floats(x.opcode), BITS_512, out, number_vector_of(ONE), last_of(p, s), when_loading()); return;
            case ABOVE_ZERO: code->evex(of_floats(x.opcode), BITS_512, out, number_vector_of(ZERO), last_of(p, s), when_loading()); return;
            case WITH_BITS: {
                const int bits = number_vector_of(x.op == TA_OP_ABS ? MAGNITUDE_BITS : SIGN_BIT);
                code->evex(of_floats(x.opcode), BITS_512, out, bits, last_of(p, s), when_loading());
                return;
            }
        }
        const int q = pass->steps[s].in[1], a = vector_of(p);
        if (x.form == EXTREME) write_extreme(x, out, a, vector_of(q));
        else code->evex(of_floats(x.opcode), BITS_512, out, a, last_of(q, s), when_loading());
    }
    void write_where(const ta_fuse_step& step, int out) {
        const int k = mask_of(step.in[0]), if_true = vector_of(step.in[1]), if_false = vector_of(step.in[2]);
        code->evex({MAP_0F38, PREFIX_66, is_double, 0x65}, BITS_512, out, if_false, in_register(if_true), {k, false});
    }

    void write_step(int s) {
        const ta_fuse_step& step = pass->steps[s];
        const Simple* x = simple_of(step);
        const bool makes_mask = place(step.out).dtype == TA_BOOL;
        const int out = makes_mask ? take_mask() : take_vector();
        if (step.kind == TA_FUSE_WHERE) write_where(step, out);
        else if (x->form >= OF_MASKS) write_masks(*x, step, out);
        else if (x->form == COMPARISON) {
            const int a = vector_of(step.in[0]);
            code->evex(of_floats(x->opcode), BITS_512, out, a, last_of(step.in[1], s), when_storing()), code->byte(x->number);
        } else write_vector(*x, s, out);
        for (int k = 0; k < step.n_in; k++)
            if (!is_constant(step.in[k]) && (step.in[k] == step.out || !is_read_again(step.in[k], s))) release(step.in[k]);
        (makes_mask ? mask : vector)[step.out] = int8_t(out);
        if (lives_on(step.out, s)) store(step.out);
        if (step.out != kept && !is_read_again(step.out, s)) release(step.out);
    }
    void write_body(bool of_rest) {
        is_rest = of_rest;
        for (int s = first; s < last && !has_failed; s++) write_step(s);
    }

    void load(int to, size_t offset) { code->load_pointer(to, RDI, int(offset)); }
    void write_broadcast(int p, int pointer) {
        code->evex({MAP_0F38, PREFIX_66, is_double, is_double ? 0x19 : 0x18}, BITS_512, vector[p], 0, at_address(pointer));
    }
    // The operands' addresses, constants in vectors, numbers, masks. RDI: the ta_fuse_run.
    void write_start() {
        for (int i = addresses->n_scratch; i < n_addresses; i++) code->push(addresses->number[i]);
        for (int k = 0; k < chain->n_slots; k++) {
            const int p = chain->place[k];
            if (!is_constant(p)) {
                load(address[k], 8 * size_t(k));
                continue;
            }
            if (place(p).dtype == TA_BOOL) has_failed = true;
            vector[p] = int8_t(take_vector());
            load(RAX, 8 * size_t(k));
            write_broadcast(p, RAX);
        }
        prepare_numbers();
        code->load_immediate(RAX, is_double ? 0xFF : 0xFFFF);
        code->mask_from(ALL_LANES, RAX);
        load(RAX, offsetof(ta_fuse_run, low)), code->mask_from(LOW_REST, RAX);
        load(RAX, offsetof(ta_fuse_run, high)), code->mask_from(HIGH_REST, RAX);
    }
    // Operands of the next row. Changes RAX.
    void write_next_row() {
        for (int k = 0; k < chain->n_slots; k++) {
            const int p = chain->place[k], offset = int(offsetof(ta_fuse_run, step) + 8 * size_t(k));
            if (!is_constant(p)) code->add_from(address[k], RDI, offset);
            else if (place(p).kind == TA_FUSE_VIEW) {
                load(RAX, 8 * size_t(k));
                code->add_from(RAX, RDI, offset);
                code->store_pointer(RAX, RDI, 8 * k);
                write_broadcast(p, RAX);
            }
        }
    }
    void write_end() {
        code->leave_vectors();
        for (int i = n_addresses; i-- > addresses->n_scratch;) code->pop(addresses->number[i]);
        code->leave();
    }
};

}  // namespace
