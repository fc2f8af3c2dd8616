// The scalar level: a vector of one lane. It defines what every other ISA must compute.
#pragma once
#define TA_VECTOR_BYTES 8

namespace {

template <class T> struct Vec {
    typedef T Lane;
    typedef T Raw;
    static constexpr int lanes = 1;
    Raw raw;
    Vec() = default;
    TA_INLINE Vec(T s) : raw(s) {}
    TA_INLINE T operator[](int) const { return raw; }
};
template <class T> struct Mask {
    bool raw;
    Mask() = default;
    TA_INLINE explicit Mask(bool r) : raw(r) {}
};

template <class U, class T> TA_INLINE Vec<U> bitcast(Vec<T> v) { return Vec<U>(bitcast_scalar<U>(v.raw)); }
template <class T> TA_INLINE Vec<T> load(const T* p) { T x; __builtin_memcpy(&x, p, sizeof(T)); return Vec<T>(x); }
template <class T> TA_INLINE void store(T* p, Vec<T> v) { __builtin_memcpy(p, &v.raw, sizeof(T)); }
template <class T> TA_INLINE Vec<T> load_n(const T* p, int n) { return n > 0 ? load(p) : Vec<T>(T(0)); }
template <class T> TA_INLINE void store_n(T* p, Vec<T> v, int n) { if (n > 0) store(p, v); }
template <class T> TA_INLINE void stream(T* p, Vec<T> v) { store(p, v); }
template <class T> TA_INLINE void store_mask(b8* p, Mask<T> m) { *p = m.raw; }

#define TA_BINARY(op)                                                                        \
    template <class T> TA_INLINE Vec<T> operator op(Vec<T> a, Vec<T> b) {                    \
        typedef ArithmeticOf<T> A;                                                           \
        typedef typename Either<(sizeof(A) < 4), u32, A>::Type Wide;                         \
        return Vec<T>(T(A(Wide(A(a.raw)) op Wide(A(b.raw)))));                               \
    }
TA_BINARY(+)
TA_BINARY(-)
TA_BINARY(*)
#undef TA_BINARY
template <class T> TA_INLINE Vec<T> operator/(Vec<T> a, Vec<T> b) {
    static_assert(IsFloat<T>::value, "integer division is in math/integer.hpp");
    return Vec<T>(a.raw / b.raw);
}
template <class T> TA_INLINE Vec<T> operator&(Vec<T> a, Vec<T> b) { return bitcast<T>(Vec<UnsignedOf<T>>(UnsignedOf<T>(bitcast<UnsignedOf<T>>(a).raw & bitcast<UnsignedOf<T>>(b).raw))); }
template <class T> TA_INLINE Vec<T> operator|(Vec<T> a, Vec<T> b) { return bitcast<T>(Vec<UnsignedOf<T>>(UnsignedOf<T>(bitcast<UnsignedOf<T>>(a).raw | bitcast<UnsignedOf<T>>(b).raw))); }
template <class T> TA_INLINE Vec<T> operator^(Vec<T> a, Vec<T> b) { return bitcast<T>(Vec<UnsignedOf<T>>(UnsignedOf<T>(bitcast<UnsignedOf<T>>(a).raw ^ bitcast<UnsignedOf<T>>(b).raw))); }
template <class T> TA_INLINE Vec<T> operator~(Vec<T> a) { return bitcast<T>(Vec<UnsignedOf<T>>(UnsignedOf<T>(~bitcast<UnsignedOf<T>>(a).raw))); }
template <class T> TA_INLINE Vec<T> operator<<(Vec<T> a, int count) { return Vec<T>(T(UnsignedOf<T>(a.raw) << count)); }
template <class T> TA_INLINE Vec<T> operator>>(Vec<T> a, int count) { return Vec<T>(T(a.raw >> count)); }
template <class T> TA_INLINE Vec<T> operator<<(Vec<T> a, Vec<T> count) { return Vec<T>(T(UnsignedOf<T>(a.raw) << count.raw)); }
template <class T> TA_INLINE Vec<T> operator>>(Vec<T> a, Vec<T> count) { return Vec<T>(T(a.raw >> count.raw)); }
template <class T> TA_INLINE Vec<T> operator-(Vec<T> a) {
    if constexpr (IsFloat<T>::value) return Vec<T>(-a.raw);
    else return Vec<T>(T(0)) - a;
}

#define TA_COMPARE(op) template <class T> TA_INLINE Mask<T> operator op(Vec<T> a, Vec<T> b) { return Mask<T>(a.raw op b.raw); }
TA_COMPARE(<)
TA_COMPARE(<=)
TA_COMPARE(>)
TA_COMPARE(>=)
TA_COMPARE(==)
TA_COMPARE(!=)
#undef TA_COMPARE
template <class T> TA_INLINE Mask<T> operator&(Mask<T> a, Mask<T> b) { return Mask<T>(a.raw & b.raw); }
template <class T> TA_INLINE Mask<T> operator|(Mask<T> a, Mask<T> b) { return Mask<T>(a.raw | b.raw); }
template <class T> TA_INLINE Mask<T> operator^(Mask<T> a, Mask<T> b) { return Mask<T>(a.raw != b.raw); }
template <class T> TA_INLINE Mask<T> operator!(Mask<T> a) { return Mask<T>(!a.raw); }
template <class U, class T> TA_INLINE Mask<U> mask_cast(Mask<T> m) { return Mask<U>(m.raw); }
template <class T> TA_INLINE Mask<T> first_lanes(int n) { return Mask<T>(n > 0); }
template <class T> TA_INLINE u64 bits_of(Mask<T> m) { return m.raw; }
template <class T> TA_INLINE bool any(Mask<T> m) { return m.raw; }
template <class T> TA_INLINE bool all(Mask<T> m) { return m.raw; }
template <class T> TA_INLINE Vec<T> select(Vec<T> if_false, Vec<T> if_true, Mask<T> m) { return m.raw ? if_true : if_false; }

TA_INLINE Vec<f32> sqrt_(Vec<f32> x) { return Vec<f32>(__builtin_sqrtf(x.raw)); }
TA_INLINE Vec<f64> sqrt_(Vec<f64> x) { return Vec<f64>(__builtin_sqrt(x.raw)); }
template <class T> TA_INLINE Vec<T> fma_(Vec<T> a, Vec<T> b, Vec<T> c) { return a * b + c; }
template <class T> TA_INLINE Vec<T> min_word(Vec<T> a, Vec<T> b) { return a.raw < b.raw ? a : b; }
template <class T> TA_INLINE Vec<T> max_word(Vec<T> a, Vec<T> b) { return a.raw > b.raw ? a : b; }

// Adding and subtracting 2^23 (2^52) rounds to an integer, half to even; larger numbers are integers already.
template <class T> TA_INLINE Vec<T> rint_(Vec<T> x) {
    typedef UnsignedOf<T> U;
    const T magic = IsSame<T, f32>::value ? T(8388608.0) : T(4503599627370496.0);
    const U sign_bit = U(1) << (8 * sizeof(T) - 1);
    U sign = bitcast_scalar<U>(x.raw) & sign_bit;
    T size = bitcast_scalar<T>(U(bitcast_scalar<U>(x.raw) ^ sign));
    if (!(size < magic)) return x;
    return Vec<T>(bitcast_scalar<T>(U(bitcast_scalar<U>((size + magic) - magic) | sign)));
}
template <class T> TA_INLINE Vec<T> with_sign_of_(Vec<T> x, Vec<T> sign) {
    typedef UnsignedOf<T> U;
    return bitcast<T>(bitcast<U>(x) | (bitcast<U>(sign) & Vec<U>(U(1) << (8 * sizeof(T) - 1))));
}
template <class T> TA_INLINE Vec<T> floor_(Vec<T> x) {
    Vec<T> r = rint_(x);
    return with_sign_of_(Vec<T>(r.raw > x.raw ? r.raw - T(1) : r.raw), x);
}
template <class T> TA_INLINE Vec<T> ceil_(Vec<T> x) {
    Vec<T> r = rint_(x);
    return with_sign_of_(Vec<T>(r.raw < x.raw ? r.raw + T(1) : r.raw), x);
}
template <class T> TA_INLINE Vec<T> trunc_(Vec<T> x) { return x.raw > T(0) ? floor_(x) : ceil_(x); }

// Out of range gives the smallest integer, as the vector instruction does.
TA_INLINE Vec<i32> to_int(Vec<f32> x) { return Vec<i32>(x.raw >= -2147483648.0f && x.raw < 2147483648.0f ? i32(x.raw) : i32(-2147483647 - 1)); }
TA_INLINE Vec<f32> to_float(Vec<i32> x) { return Vec<f32>(f32(x.raw)); }
TA_INLINE Vec<i64> to_int(Vec<f64> x) { return Vec<i64>(x.raw >= -9223372036854775808.0 && x.raw < 9223372036854775808.0 ? i64(x.raw) : i64(-9223372036854775807LL - 1)); }
TA_INLINE Vec<f64> to_float(Vec<i64> x) { return Vec<f64>(f64(x.raw)); }
TA_INLINE Vec<f64> widen_low(Vec<f32> x) { return Vec<f64>(f64(x.raw)); }
TA_INLINE Vec<f64> widen_high(Vec<f32> x) { return Vec<f64>(f64(x.raw)); }
TA_INLINE Vec<f32> narrow(Vec<f64> low, Vec<f64>) { return Vec<f32>(f32(low.raw)); }
template <class Step> TA_INLINE void lanes_to_two(Vec<f64> a, Vec<f64> b, f64& even, f64& odd) { even = a.raw, odd = b.raw; }
template <class T> TA_INLINE Vec<T> mul_high(Vec<T> a, Vec<T> b) { return Vec<T>(T(u64(a.raw) * u64(b.raw) >> (8 * sizeof(T)))); }
TA_INLINE Vec<u64> mul_halves(Vec<u64> a, Vec<u64> b) { return Vec<u64>(u64(u32(a.raw)) * u32(b.raw)); }
template <class T, class I> TA_INLINE Vec<T> gather(const T* table, Vec<I> index) { return Vec<T>(table[index.raw]); }

template <class T> TA_INLINE void deinterleave(Vec<T> a, Vec<T> b, Vec<T>& even, Vec<T>& odd) { even = a; odd = b; }
template <class T> TA_INLINE void interleave(Vec<T> even, Vec<T> odd, Vec<T>& a, Vec<T>& b) { a = even; b = odd; }

}  // namespace
