// Draws random numbers tile by tile: words into a buffer that stays in the first cache, then numbers from words.
#include "random.h"

#include <string.h>

#include "pool.h"
#include "ta_ops.h"

namespace {

const int64_t tile_words = 1024, task_words = 1 << 15;

struct Draw {
    uint64_t key, first_block;
    int64_t n, per_word;  // elements, and how many of them a word makes
    int64_t item_bytes;
    char* out;
    ta_random_fn floats;
    double offset, scale;
    ta_random_integers_fn integers;
    uint64_t low, span;
};

// Ids of halves of words are apart from those of words.
uint64_t id_of(const Draw* d, int64_t element) {
    uint64_t first = 2 * d->first_block * uint64_t(d->per_word);
    return (first + uint64_t(element)) | (d->per_word > 1 ? uint64_t(1) << 63 : 0);
}

void draw_tile(const Draw* d, int64_t word, int64_t n_words) {
    alignas(64) uint64_t words[tile_words];
    int64_t element = word * d->per_word, n = n_words * d->per_word;
    if (n > d->n - element) n = d->n - element;
    ta_active_random->words(d->key, d->first_block + uint64_t(word / 2), (n_words + 1) / 2, words);
    char* out = d->out + element * d->item_bytes;
    if (d->floats) d->floats(d->key, id_of(d, element), words, n, d->offset, d->scale, out);
    else if (d->integers) d->integers(d->key, id_of(d, element), words, n, d->low, d->span, out);
    else memcpy(out, words, size_t(n * d->item_bytes));
}

void draw_task(void* context, int64_t index) {
    const Draw* d = (const Draw*)context;
    int64_t n_words = (d->n + d->per_word - 1) / d->per_word;
    int64_t end = (index + 1) * task_words < n_words ? (index + 1) * task_words : n_words;
    for (int64_t word = index * task_words; word < end; word += tile_words) draw_tile(d, word, end - word < tile_words ? end - word : tile_words);
}

void draw(Draw* d) {
    int64_t n_words = (d->n + d->per_word - 1) / d->per_word;
    ta_parallel_for((n_words + task_words - 1) / task_words, draw_task, d);
}

}  // namespace

extern "C" {

int64_t ta_random_blocks(int64_t n, int64_t bytes_each) { return n / 16 * bytes_each + (n % 16 * bytes_each + 15) / 16; }

void ta_random_floats(int distribution, int dtype, uint64_t key, uint64_t first_block, int64_t n, double offset, double scale, void* out) {
    Draw d = {};
    d.key = key, d.first_block = first_block, d.n = n, d.out = (char*)out, d.offset = offset, d.scale = scale;
    d.per_word = dtype == TA_F32 ? 2 : 1;
    d.item_bytes = 8 / d.per_word;
    d.floats = ta_active_random->floats[distribution][dtype == TA_F64];
    draw(&d);
}

void ta_random_integers(int dtype, uint64_t key, uint64_t first_block, int64_t n, uint64_t low, uint64_t span, void* out) {
    Draw d = {};
    d.key = key, d.first_block = first_block, d.n = n, d.out = (char*)out, d.per_word = 1, d.low = low, d.span = span;
    d.item_bytes = ta_itemsize[dtype];
    d.integers = ta_active_random->integers[d.item_bytes == 1 ? 0 : d.item_bytes == 2 ? 1 : d.item_bytes == 4 ? 2 : 3];
    draw(&d);
}

void ta_random_bytes(uint64_t key, uint64_t first_block, int64_t n_bytes, void* out) {
    Draw d = {};
    d.key = key, d.first_block = first_block, d.n = n_bytes, d.out = (char*)out, d.per_word = 8, d.item_bytes = 1;
    draw(&d);
}

void ta_random_permutation(uint64_t key, uint64_t first_block, int64_t n, int64_t n_drawn, int64_t* out) {
    alignas(64) uint64_t choices[tile_words];
    for (int64_t i = 0; i < n; i++) out[i] = i;
    for (int64_t first = 0; first < n_drawn; first += tile_words) {
        int64_t m = n_drawn - first < tile_words ? n_drawn - first : tile_words;
        ta_active_random->words(key, first_block + uint64_t(first / 2), (m + 1) / 2, choices);
        for (int64_t i = 0; i < m; i++) {
            uint64_t span = uint64_t(n - first - i);
            unsigned __int128 product = (unsigned __int128)choices[i] * span;
            uint64_t choice = uint64_t(product >> 64);
            if (uint64_t(product) < span)  // perhaps to be drawn again
                ta_active_random->integers[3](key, 2 * first_block + uint64_t(first + i), &choices[i], 1, 0, span, &choice);
            int64_t* a = out + first + i;
            int64_t other = a[choice];
            a[choice] = *a;
            *a = other;
        }
    }
}

}  // extern "C"
