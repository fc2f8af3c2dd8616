#include "fuse_code.h"

#if defined(__x86_64__) && defined(TA_WITH_AVX512) && !defined(_WIN32)
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fuse_sum_compiler.hpp"

namespace {

const int MAX_CODES = 8;  // of a pass

const Addresses OF_LOOPS = {11, 5, {R8, R9, R10, R11, RDX, RBX, RBP, R12, R13, R14, R15}};

// A loop over the elements of each row. RDI: the ta_fuse_run, RSI: n_vectors, RCX: n_rows.
struct LoopCompiler : Compiler {
    LoopCompiler(const ta_fuse_pass* pass, uint32_t spread, ta_fuse_chain* chain, Assembler* code)
        : Compiler(pass, spread, chain->first, chain->first + chain->n_steps, chain, code, &OF_LOOPS, 0xF8) {}

    void write() {
        survey();
        if (has_failed) return;
        write_start();
        load(RSI, offsetof(ta_fuse_run, n_vectors)), load(RCX, offsetof(ta_fuse_run, n_rows));
        const int row = code->size;
        code->clear(RAX);
        code->compare(RAX, RSI);
        const int over = code->jump(Assembler::NOT_BELOW), loop = code->size;
        lanes = ALL_LANES;
        write_body(false);
        code->add_immediate(RAX, chain->lanes);
        code->compare(RAX, RSI);
        code->land(code->jump(Assembler::BELOW), loop);
        code->land(over, code->size);
        code->mask_one(0x98, LOW_REST, LOW_REST);
        const int done = code->jump(Assembler::EQUAL);
        lanes = LOW_REST;
        write_body(true);
        code->land(done, code->size);
        write_next_row();
        code->add_immediate(RCX, -1);
        code->land(code->jump(Assembler::NOT_EQUAL), row);
        write_end();
    }
};

// The float dtype of steps first .. last - 1, -1 where they have none.
int dtype_of(const ta_fuse_pass* pass, int first, int last) {
    for (int s = first; s < last; s++)
        if (is_float(pass->steps[s].dtype)) return pass->steps[s].dtype;
    return -1;
}
int end_of_chain(const ta_fuse_pass* pass, int first) {
    int dtype = -1, s = first;
    for (; s < pass->n_steps && is_simple(pass->steps[s]); s++) {
        const int own = pass->steps[s].dtype;
        if (own == TA_BOOL) continue;
        if (dtype >= 0 && own != dtype) break;
        dtype = own;
    }
    return s;
}

// Writes the longest chain that begins at `first` and that registers suffice for; false if there is none.
bool write_chain(const ta_fuse_pass* pass, uint32_t spread, int first, Assembler* code, ta_fuse_chain* chain) {
    const int start = code->size;
    for (int last = end_of_chain(pass, first); last > first; last--) {
        const int dtype = dtype_of(pass, first, last);
        if (dtype < 0) return false;
        *chain = {nullptr, nullptr, first, last - first, dtype == TA_F64 ? 8 : 16, 0, {}};
        LoopCompiler compiler(pass, spread, chain, code);
        compiler.write();
        if (!compiler.has_failed && !code->is_full) return true;
        code->size = start;
        if (code->is_full) return false;
    }
    return false;
}

void* executable(const Assembler& code, int64_t n_bytes) {
    void* memory = mmap(nullptr, size_t(n_bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    memcpy(memory, code.bytes, size_t(code.size));
    if (mprotect(memory, size_t(n_bytes), PROT_READ | PROT_EXEC) == 0) return memory;
    munmap(memory, size_t(n_bytes));
    return nullptr;
}

void set_entry(ta_fuse_fn* to, const ta_fuse_code* made, int start) {
    char* at = (char*)made->memory + start;
    memcpy(to, &at, sizeof at);
}

// Fills `made`, which has room for as many chains as the pass has steps.
void compile(const ta_fuse_pass* pass, Assembler* code, ta_fuse_code* made) {
    int start[TA_FUSE_MAX_PLACES], n_simple = 0;
    for (int s = 0; s < pass->n_steps && made->n_chains < TA_FUSE_MAX_PLACES && !code->is_full;) {
        start[made->n_chains] = code->size;
        ta_fuse_chain* chain = &made->chains[made->n_chains];
        if (write_chain(pass, made->spread, s, code, chain)) n_simple += chain->n_steps, s += chain->n_steps, made->n_chains++;
        else s++;
    }
    made->n_units = pass->n_steps - n_simple + made->n_chains;
    made->n_bytes = code->size;
    made->memory = made->n_chains ? executable(*code, made->n_bytes) : nullptr;
    for (int i = 0; made->memory && i < made->n_chains; i++) set_entry(&made->chains[i].run, made, start[i]);
}

// As one chain, if the pass is one.
void compile_sum(const ta_fuse_pass* pass, Assembler* code, ta_fuse_code* made) {
    const int dtype = dtype_of(pass, 0, pass->n_steps), out = pass->steps[pass->n_steps - 1].out;
    if (end_of_chain(pass, 0) < pass->n_steps || dtype < 0 || pass->places[out].dtype != dtype) return;
    int start[2];
    for (int of_units = 0; of_units < 2; of_units++) {
        made->chains[0] = {nullptr, nullptr, 0, pass->n_steps, dtype == TA_F64 ? 8 : 16, 0, {}};
        start[of_units] = code->size;
        SumCompiler compiler(pass, made->spread, made->chains, code);
        compiler.write(of_units);
        if (compiler.has_failed || code->is_full) return;
    }
    made->n_chains = made->n_units = 1;
    made->n_bytes = code->size;
    made->memory = executable(*code, made->n_bytes);
    if (!made->memory) return;
    set_entry(&made->chains[0].run, made, start[0]);
    set_entry(&made->chains[0].run_unit, made, start[1]);
}

void free_one(ta_fuse_code* code) {
    if (code->memory) munmap(code->memory, size_t(code->n_bytes));
    free(code);
}

// The code that is known, or written now.
const ta_fuse_code* code_for(const ta_fuse_pass* pass, uint32_t spread, bool sums, void (*compile)(const ta_fuse_pass*, Assembler*, ta_fuse_code*)) {
    if (ta_level_in_use() != TA_AVX512) return nullptr;
    int n_known = 0;
    ta_fuse_code* known = __atomic_load_n(pass->codes, __ATOMIC_ACQUIRE);
    for (ta_fuse_code* x = known; x; x = x->next, n_known++)
        if (x->spread == spread && x->sums == sums) return x->memory ? x : nullptr;
    if (n_known == MAX_CODES) return nullptr;
    Assembler* code = (Assembler*)malloc(sizeof(Assembler));
    ta_fuse_code* made = (ta_fuse_code*)calloc(1, sizeof(ta_fuse_code) + size_t(pass->n_steps) * sizeof(ta_fuse_chain));
    if (code && made) {
        code->size = 0, code->is_full = false;
        made->spread = spread, made->sums = sums;
        compile(pass, code, made);
        for (made->next = known; !__atomic_compare_exchange_n(pass->codes, &made->next, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);) {}
    } else free(made), made = nullptr;
    free(code);
    return made && made->memory ? made : nullptr;
}

}  // namespace

const ta_fuse_code* ta_fuse_code_for(const ta_fuse_pass* pass, uint32_t spread) { return code_for(pass, spread, false, compile); }
const ta_fuse_chain* ta_fuse_sum_for(const ta_fuse_pass* pass, uint32_t spread) {
    const ta_fuse_code* code = code_for(pass, spread, true, compile_sum);
    return code ? code->chains : nullptr;
}

void ta_fuse_codes_free(ta_fuse_code* codes) {
    while (codes) {
        ta_fuse_code* next = codes->next;
        free_one(codes);
        codes = next;
    }
}

#else

const ta_fuse_code* ta_fuse_code_for(const ta_fuse_pass*, uint32_t) { return nullptr; }
const ta_fuse_chain* ta_fuse_sum_for(const ta_fuse_pass*, uint32_t) { return nullptr; }
void ta_fuse_codes_free(ta_fuse_code*) {}

#endif

int ta_fuse_chains_of(const ta_fuse_pass* pass, int32_t* first, int32_t* n_steps, int most) {
    const ta_fuse_code* code = ta_fuse_code_for(pass, 0);
    const int n = code ? (code->n_chains < most ? code->n_chains : most) : 0;
    for (int i = 0; i < n; i++) first[i] = code->chains[i].first, n_steps[i] = code->chains[i].n_steps;
    return n;
}
