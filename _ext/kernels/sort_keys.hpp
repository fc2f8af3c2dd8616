// Keys: signed integers whose order is the order of the values. NaN is the greatest value; -0.0 has the key before that of +0.0.
#pragma once
#include "../simd/simd.hpp"

namespace {

template <class T> constexpr SignedOf<T> greatest_key() { return SignedOf<T>(UnsignedOf<T>(~sign_bit_of<T>())); }
template <class T> constexpr UnsignedOf<T> quiet_nan_bits() { return sizeof(T) == 4 ? UnsignedOf<T>(0x7FC00000u) : UnsignedOf<T>(0x7FF8000000000000ull); }

template <class T> TA_INLINE Vec<SignedOf<T>> keys_of(Vec<T> x) {
    typedef SignedOf<T> K;
    if constexpr (IsFloat<T>::value) {
        Vec<K> bits = select(bitcast<K>(x), Vec<K>(K(quiet_nan_bits<T>())), mask_cast<K>(is_nan(x)));
        return select(bits, bits ^ Vec<K>(greatest_key<T>()), bits < Vec<K>(K(0)));
    } else if constexpr (IsSigned<T>::value) return x;
    else return bitcast<K>(x) ^ Vec<K>(K(sign_bit_of<T>()));
}
template <class T> TA_INLINE Vec<T> values_of(Vec<SignedOf<T>> key) {
    typedef SignedOf<T> K;
    if constexpr (IsFloat<T>::value) return bitcast<T>(select(key, key ^ Vec<K>(greatest_key<T>()), key < Vec<K>(K(0))));
    else if constexpr (IsSigned<T>::value) return key;
    else return bitcast<T>(key ^ Vec<K>(K(sign_bit_of<T>())));
}
// The same for one element of a small integer type.
template <class T> TA_INLINE SignedOf<T> key_of_small(T x) {
    return IsSigned<T>::value ? SignedOf<T>(x) : SignedOf<T>(UnsignedOf<T>(x) ^ sign_bit_of<T>());
}
template <class T> TA_INLINE T load_one(const char* p) {
    T x;
    __builtin_memcpy(&x, p, sizeof(T));
    return x;
}

// flip is 0, or -1 for a descending order. Returns whether there is a -0.0. keys may be x itself.
template <class T> bool encode_keys(const char* x, i64 x_stride_bytes, SignedOf<T>* keys, i64 n, SignedOf<T> flip) {
    typedef SignedOf<T> K;
    if (x_stride_bytes != i64(sizeof(T))) {
        for (i64 i = 0; i < n; i++) keys[i] = load_one<K>(x + i * x_stride_bytes);
        x = (const char*)keys;
    }
    constexpr int lanes = Vec<T>::lanes;
    const Vec<K> flips(flip), negative_zero(K(-1));
    Mask<K> seen = Vec<K>(K(0)) != Vec<K>(K(0));
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) {
        Vec<K> key = keys_of<T>(load((const T*)x + i));
        if constexpr (IsFloat<T>::value) seen = seen | (key == negative_zero);
        store(keys + i, key ^ flips);
    }
    if (i < n) {
        Vec<K> key = keys_of<T>(load_n((const T*)x + i, int(n - i)));
        if constexpr (IsFloat<T>::value) seen = seen | (key == negative_zero);
        store_n(keys + i, key ^ flips, int(n - i));
    }
    return IsFloat<T>::value && any(seen);
}
template <class T> void decode_keys(SignedOf<T>* keys, i64 n, SignedOf<T> flip) {
    constexpr int lanes = Vec<T>::lanes;
    const Vec<SignedOf<T>> flips(flip);
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) store((T*)keys + i, values_of<T>(load(keys + i) ^ flips));
    if (i < n) store_n((T*)keys + i, values_of<T>(load_n(keys + i, int(n - i)) ^ flips), int(n - i));
}

// Zeros are equal but not the same: the order of their signs is remembered before sorting and written back after it.
template <class K> i64 remember_zeros(const K* keys, i64 n, b8* signs) {
    i64 n_zeros = 0;
    for (i64 i = 0; i < n; i++) {
        signs[n_zeros] = b8(keys[i] & 1);
        n_zeros += keys[i] == K(0) || keys[i] == K(-1);
    }
    return n_zeros;
}
template <class K> void restore_zeros(K* keys, i64 n, const b8* signs, i64 n_zeros) {
    i64 low = 0, high = n;
    while (low < high) {
        i64 middle = low + (high - low) / 2;
        if (keys[middle] < K(-1)) low = middle + 1;
        else high = middle;
    }
    for (i64 i = 0; i < n_zeros; i++) keys[low + i] = K(-K(signs[i]));
}

}  // namespace
