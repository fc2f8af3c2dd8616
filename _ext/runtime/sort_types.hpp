// From a dtype code to the type of its elements. Private to the drivers.
#pragma once
#include <stdint.h>
#include "ta_ops.h"

namespace {

template <class T> struct ComplexItem { T re, im; };
template <class T> inline bool operator==(ComplexItem<T> a, ComplexItem<T> b) { return a.re == b.re && a.im == b.im; }

template <class T> struct Tag { typedef T Type; };

// f(Tag<element type>) for an integer dtype or bool; false when dtype is another.
template <class F> bool with_integer_type(int dtype, F f) {
    switch (dtype) {
        case TA_BOOL: f(Tag<uint8_t>{}); return true;
        case TA_I8: f(Tag<int8_t>{}); return true;
        case TA_I16: f(Tag<int16_t>{}); return true;
        case TA_I32: f(Tag<int32_t>{}); return true;
        case TA_I64: f(Tag<int64_t>{}); return true;
        case TA_U8: f(Tag<uint8_t>{}); return true;
        case TA_U16: f(Tag<uint16_t>{}); return true;
        case TA_U32: f(Tag<uint32_t>{}); return true;
        case TA_U64: f(Tag<uint64_t>{}); return true;
        default: return false;
    }
}
template <class F> bool with_real_type(int dtype, F f) {
    switch (dtype) {
        case TA_F32: f(Tag<float>{}); return true;
        case TA_F64: f(Tag<double>{}); return true;
        default: return with_integer_type(dtype, f);
    }
}
template <class F> bool with_type(int dtype, F f) {
    switch (dtype) {
        case TA_C64: f(Tag<ComplexItem<float>>{}); return true;
        case TA_C128: f(Tag<ComplexItem<double>>{}); return true;
        default: return with_real_type(dtype, f);
    }
}

}  // namespace
