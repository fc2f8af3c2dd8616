// clip of integers: maximum and then minimum of a run and two values. That of floats is hardtanh.
#pragma once
#include "map.hpp"
#include "words.hpp"

namespace {

struct Clipped {
    template <class V> static TA_INLINE V apply(V x, V low, V high) { return clip_(x, low, high); }
};
template <class T> void clip_run(char* const* data, const i64* stride, i64 n) { map_run<Clipped, T, T, 3, 2>(data, stride, n); }

}  // namespace
