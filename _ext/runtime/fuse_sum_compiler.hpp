// Writes loops that sum the values of a chain, row by row. The sums stand where the kernel of the reduction has them (reduce_float.hpp): four pairs of
// float64 vectors, for the even and odd halves of a unit of sixteen elements, the last elements in the fourth; they are joined in its order.
#pragma once
#include "fuse_compiler.hpp"

namespace {

const Addresses OF_SUMS = {9, 3, {R9, R10, R11, RBX, RBP, R12, R13, R14, R15}};
const uint64_t MINUS_ZERO = 0x8000000000000000;  // float64: what a sum starts with

// RDI: the ta_fuse_run, RSI: n_fours, RDX: n_units, RCX: n_rows, R8: sums.
struct SumCompiler : Compiler {
    int even[4], odd[4];

    SumCompiler(const ta_fuse_pass* pass, uint32_t spread, ta_fuse_chain* chain, Assembler* code)
        : Compiler(pass, spread, 0, pass->n_steps, chain, code, &OF_SUMS, 0xF0) {
        kept = pass->steps[pass->n_steps - 1].out;
    }

    static Instruction of_doubles(int opcode) { return {MAP_0F, PREFIX_66, 1, opcode}; }
    void add(int to, int x, int length = BITS_512, Masked masked = {0, false}) { code->evex(of_doubles(0x58), length, to, to, in_register(x), masked); }
    int half_of(bool is_high, int x) {
        const int out = take_vector();
        if (is_high) code->evex({MAP_0F3A, PREFIX_66, 0, 0x1B}, BITS_512, x, 0, in_register(out)), code->byte(1);
        code->evex({MAP_0F, PREFIX_NONE, 0, 0x5A}, BITS_512, out, 0, in_register(is_high ? out : x));
        return out;
    }
    int take_value() {
        const int x = vector[kept];
        vector[kept] = -1;
        return x;
    }
    void free_vector(int x) { free_vectors |= 1u << x; }

    // The elements of a unit as float64: first(low), then second(high).
    template <class First, class Second> void write_unit(bool of_rest, First first, Second second) {
        lanes = of_rest ? LOW_REST : ALL_LANES;
        write_body(of_rest);
        if (has_failed) return;
        int x = take_value();
        if (is_double) {
            first(x);
            code->add_immediate(RAX, 8);
            lanes = of_rest ? HIGH_REST : ALL_LANES;
            write_body(of_rest);
            if (has_failed) return;
            second(take_value());
            code->add_immediate(RAX, 8);
            return;
        }
        const int low = half_of(false, x), high = half_of(true, x);
        free_vector(x);
        first(low);
        second(high);
        code->add_immediate(RAX, 16);
    }
    void add_unit(int k, bool of_rest) {
        write_unit(
            of_rest, [&](int x) { add(even[k], x, BITS_512, {of_rest ? LOW_REST : 0, false}), free_vector(x); },
            [&](int x) { add(odd[k], x, BITS_512, {of_rest ? HIGH_REST : 0, false}), free_vector(x); });
    }

    void write_row() {
        for (int k = 0; k < 4; k++) {
            code->evex(of_doubles(0x28), BITS_512, even[k], 0, in_register(vector_of_bits(MINUS_ZERO)));
            code->evex(of_doubles(0x28), BITS_512, odd[k], 0, in_register(vector_of_bits(MINUS_ZERO)));
        }
        code->clear(RAX);
        code->compare(RAX, RSI);
        const int over = code->jump(Assembler::NOT_BELOW), loop = code->size;
        for (int k = 0; k < 4; k++) add_unit(k, false);
        code->compare(RAX, RSI);
        code->land(code->jump(Assembler::BELOW), loop);
        code->land(over, code->size);
        int behind[3];
        for (int k = 0; k < 3; k++) {
            code->compare(RAX, RDX);
            behind[k] = code->jump(Assembler::NOT_BELOW);
            add_unit(k, false);
        }
        for (int k = 0; k < 3; k++) code->land(behind[k], code->size);
        code->mask_one(0x98, LOW_REST, LOW_REST);
        const int done = code->jump(Assembler::EQUAL);
        add_unit(3, true);
        code->land(done, code->size);
        for (int k = 0; k < 4; k += 2) add(even[k], even[k + 1]), add(odd[k], odd[k + 1]);
        add(even[0], even[2]), add(odd[0], odd[2]);
    }
    void write_row_of_unit() {
        code->clear(RAX);
        write_unit(false, [&](int x) { even[0] = x; }, [&](int x) { odd[0] = x; });
    }
    // The lanes of both vectors joined, in halves, and added to the row's sum.
    void write_sum() {
        const int x = even[0], y = odd[0];
        add(x, y);
        code->evex({MAP_0F3A, PREFIX_66, 1, 0x1B}, BITS_512, x, 0, in_register(y)), code->byte(1);
        add(x, y, BITS_256);
        code->evex({MAP_0F3A, PREFIX_66, 1, 0x19}, BITS_256, x, 0, in_register(y)), code->byte(1);
        add(x, y, BITS_128);
        code->evex(of_doubles(0x15), BITS_128, y, x, in_register(x));
        add(x, y, BITS_128);
        code->evex({MAP_0F, PREFIX_F2, 1, 0x10}, BITS_128, y, 0, at_address(R8));
        add(y, x, BITS_128);
        code->evex({MAP_0F, PREFIX_F2, 1, 0x11}, BITS_128, y, 0, at_address(R8));
    }

    // The sums of eight rows of one unit: their vectors joined as write_sum has it, two of them in each vector, then four, then eight.
    void write_eight_sums() {
        int x[8];
        for (int r = 0; r < 8; r++) {
            write_row_of_unit();
            if (has_failed) return;
            add(x[r] = even[0], odd[0]);
            free_vector(odd[0]);
            write_next_row();
        }
        const Instruction pairs_of_lanes = {MAP_0F3A, PREFIX_66, 1, 0x23};
        for (int r = 0; r < 6; r += r == 1 ? 3 : 1) join(pairs_of_lanes, x[r], x[r + 2], 0x44, 0xEE);
        for (int r = 0; r < 2; r++) join(pairs_of_lanes, x[r], x[r + 4], 0x88, 0xDD);
        const int high = take_vector();
        code->evex(of_doubles(0x15), BITS_512, high, x[0], in_register(x[1]));
        code->evex(of_doubles(0x14), BITS_512, x[0], x[0], in_register(x[1]));
        add(x[0], high);
        code->evex(of_doubles(0x10), BITS_512, high, 0, at_address(R8));
        add(high, x[0]);
        code->evex(of_doubles(0x11), BITS_512, high, 0, at_address(R8));
        free_vector(high);
        free_vector(x[0]), free_vector(x[1]);
    }
    // x: the low parts of x and y, plus the high ones; y is free.
    void join(Instruction shuffle, int x, int y, int low, int high) {
        const int other = take_vector();
        code->evex(shuffle, BITS_512, other, x, in_register(y)), code->byte(high);
        code->evex(shuffle, BITS_512, x, x, in_register(y)), code->byte(low);
        add(x, other);
        free_vector(other);
        free_vector(y);
    }

    // The rest of the rows, one by one.
    void write_rows(bool of_units) {
        const int row = code->size;
        if (of_units) write_row_of_unit();
        else write_row();
        if (has_failed) return;
        write_sum();
        if (of_units) free_vector(even[0]), free_vector(odd[0]);
        write_next_row();
        code->add_immediate(R8, 8);
        code->add_immediate(RCX, -1);
        code->land(code->jump(Assembler::NOT_EQUAL), row);
    }
    // The rows by eights, and those that are left.
    void write_rows_of_units() {
        code->load_immediate(RSI, 8);
        code->compare(RCX, RSI);
        const int few = code->jump(Assembler::BELOW), eight = code->size;
        write_eight_sums();
        if (has_failed) return;
        code->add_immediate(R8, 64);
        code->add_immediate(RCX, -8);
        code->compare(RCX, RSI);
        code->land(code->jump(Assembler::NOT_BELOW), eight);
        code->land(few, code->size);
        code->add_immediate(RCX, 0);
        const int none = code->jump(Assembler::EQUAL);
        write_rows(true);
        code->land(none, code->size);
    }
    void write(bool of_units) {
        survey();
        if (has_failed) return;
        write_start();
        load(RSI, offsetof(ta_fuse_run, n_fours)), load(RDX, offsetof(ta_fuse_run, n_units));
        load(RCX, offsetof(ta_fuse_run, n_rows)), load(R8, offsetof(ta_fuse_run, sums));
        if (of_units) write_rows_of_units();
        else {
            prepare_bits(MINUS_ZERO);
            for (int k = 0; k < 4; k++) even[k] = take_vector(), odd[k] = take_vector();
            write_rows(false);
        }
        write_end();
    }
};

}  // namespace
