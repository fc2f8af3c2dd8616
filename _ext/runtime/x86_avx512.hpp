// Machine code of AVX-512: the few instructions that fused chains are made of. Registers are numbers: 0-31 of vectors, 0-7 of masks, 0-15 of addresses.
// Source of the encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections 2.3 (VEX) and 2.7 (EVEX).
#pragma once
#include <stdint.h>

namespace {

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };
enum { MAP_0F = 1, MAP_0F38, MAP_0F3A };
enum { PREFIX_NONE, PREFIX_66, PREFIX_F3, PREFIX_F2 };
enum { BITS_128, BITS_256, BITS_512 };

// The last operand of an instruction: a register, or memory at base, or at base + 2^log2_item * rax.
struct Last {
    bool is_memory, is_indexed;
    int number, log2_item;
};
inline Last in_register(int number) { return {false, false, number, 0}; }
inline Last at_element(int base, int log2_item) { return {true, true, base, log2_item}; }
inline Last at_address(int base) { return {true, false, base, 0}; }

struct Instruction {
    int map, prefix, wide, opcode;
};

// How an EVEX instruction is masked: lanes that `mask` (0: all lanes) leaves out become zero, or stay as they are.
struct Masked {
    int mask;
    bool zeroes;
};

struct Assembler {
    enum { CAPACITY = 16384 };
    uint8_t bytes[CAPACITY];
    int size = 0;
    bool is_full = false;

    void byte(int value) {
        if (size < CAPACITY) bytes[size++] = uint8_t(value);
        else is_full = true;
    }
    void bytes_of(uint64_t value, int n) {
        for (int i = 0; i < n; i++) byte(int(value >> 8 * i & 255));
    }

    // dst, src, last of the instruction's operands; `src` is 0 where there is none.
    void evex(Instruction x, int length, int dst, int src, Last last, Masked masked = {0, false}) {
        const int index_or_high = last.is_memory ? 0 : last.number >> 4 & 1;
        byte(0x62);
        byte((~dst >> 3 & 1) << 7 | (index_or_high ^ 1) << 6 | (~last.number >> 3 & 1) << 5 | (~dst >> 4 & 1) << 4 | x.map);
        byte(x.wide << 7 | (~src & 15) << 3 | 4 | x.prefix);
        byte((masked.zeroes ? 1 : 0) << 7 | length << 5 | (~src >> 4 & 1) << 3 | masked.mask);
        byte(x.opcode);
        operand(dst, last);
    }
    void operand(int dst, Last last) {
        const int reg = (dst & 7) << 3, base = last.number & 7;
        const bool needs_displacement = last.is_memory && base == 5;  // rbp, r13 without one mean something else
        if (!last.is_memory) byte(0xC0 | reg | base);
        else if (last.is_indexed || base == 4) {
            byte((needs_displacement ? 0x44 : 0x04) | reg);
            byte(last.log2_item << 6 | (last.is_indexed ? RAX : RSP) << 3 | base);
        } else byte((needs_displacement ? 0x40 : 0x00) | reg | base);
        if (needs_displacement) byte(0);
    }

    // Masks, 16 bits of them.
    void mask_two(int opcode, int dst, int src, int last) {
        byte(0xC5), byte(0x80 | (~src & 15) << 3 | 4), byte(opcode), byte(0xC0 | dst << 3 | last);
    }
    void mask_one(int opcode, int dst, int last) { byte(0xC5), byte(0xF8), byte(opcode), byte(0xC0 | dst << 3 | last); }
    void mask_from(int mask, int general) { byte(0xC5), byte(0xF8), byte(0x92), byte(0xC0 | mask << 3 | general); }  // eax .. edi

    // Addresses and numbers, 64 bits of them.
    void rex(int opcode, int reg, int base) { byte(0x48 | reg >> 3 << 2 | base >> 3), byte(opcode), byte(0xC0 | (reg & 7) << 3 | (base & 7)); }
    void with_memory(int opcode, int reg, int base, int displacement) {  // base: not rsp, r12
        byte(0x48 | reg >> 3 << 2 | base >> 3), byte(opcode), byte(0x80 | (reg & 7) << 3 | (base & 7));
        bytes_of(uint64_t(uint32_t(displacement)), 4);
    }
    void load_pointer(int to, int base, int displacement) { with_memory(0x8B, to, base, displacement); }
    void store_pointer(int x, int base, int displacement) { with_memory(0x89, x, base, displacement); }
    void add_from(int to, int base, int displacement) { with_memory(0x03, to, base, displacement); }
    void load_immediate(int to, uint64_t value) { byte(0x48 | to >> 3), byte(0xB8 | (to & 7)), bytes_of(value, 8); }
    void clear(int x) { rex(0x31, x, x); }
    void add_immediate(int x, int value) { byte(0x48 | x >> 3), byte(0x83), byte(0xC0 | (x & 7)), byte(value); }  // -128 .. 127
    void compare(int x, int with) { rex(0x39, with, x); }
    void push(int x) { byte(0x40 | x >> 3), byte(0x50 | (x & 7)); }
    void pop(int x) { byte(0x40 | x >> 3), byte(0x58 | (x & 7)); }
    void leave_vectors() { byte(0xC5), byte(0xF8), byte(0x77); }
    void leave() { byte(0xC3); }

    enum { ALWAYS = 0xE9, EQUAL = 0x84, NOT_EQUAL = 0x85, BELOW = 0x82, NOT_BELOW = 0x83 };
    // A jump whose target is set later; the result is what `land` takes.
    int jump(int condition) {
        if (condition != ALWAYS) byte(0x0F);
        byte(condition);
        bytes_of(0, 4);
        return size;
    }
    void land(int jump, int target) {
        const uint32_t distance = uint32_t(target - jump);
        for (int i = 0; i < 4 && jump <= CAPACITY; i++) bytes[jump - 4 + i] = uint8_t(distance >> 8 * i);
    }
};

}  // namespace
