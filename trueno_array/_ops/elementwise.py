"""The elementwise operations of the standard: one row each."""

from .row import Binary, Fill, Loop, Parts, Ternary, Unary

C99 = "C99 Annex F and G, as adopted by the Array API standard 2025.12"
IEEE = "IEEE 754"


def _function(name, summary, *, ulp=2.0, domain="all"):
    body = {"float": name + "_{T}(x)", "wide": name + "_{T}(x)"}
    return Unary(name, body, summary, cost="dear", ulp=ulp, domain=domain, source=C99)


def _compare(name, operator, summary, *, complex_too=False):
    body = dict.fromkeys(("b8", "int", "float"), f"x1 {operator} x2")
    if complex_too:
        body["complex"] = f"x1 {operator} x2"
    return Binary(name, body, summary, result="bool", source=IEEE)


UNARY = (
    Unary("abs", {"b8": "x", "int": "abs_(x)", "float": "abs_(x)", "complex": "abs(x)"}, "The absolute value of each element.", result="real", ulp=1.0, source=IEEE),
    Unary("bitwise_invert", {"b8": "flip_bool(x)", "int": "~x"}, "The complement of each bit; logical not for booleans."),
    Unary("ceil", {"b8": "x", "int": "x", "float": "ceil_(x)"}, "Each element rounded to the next integer towards +infinity.", source=IEEE),
    Unary("conj", {"b8": "x", "int": "x", "float": "x", "complex": "conj(x)"}, "The complex conjugate of each element."),
    Unary("floor", {"b8": "x", "int": "x", "float": "floor_(x)"}, "Each element rounded to the next integer towards -infinity.", source=IEEE),
    Unary("isfinite", {"b8": Fill("b8(1)"), "int": Fill("b8(1)"), "float": "is_finite(x)", "complex": "is_finite(x)"}, "Whether each element is neither infinite nor NaN.", result="bool", source=IEEE),
    Unary("isinf", {"b8": Fill("b8(0)"), "int": Fill("b8(0)"), "float": "is_inf(x)", "complex": "is_inf(x)"}, "Whether each element is infinite.", result="bool", source=IEEE),
    Unary("isnan", {"b8": Fill("b8(0)"), "int": Fill("b8(0)"), "float": "is_nan(x)", "complex": "is_nan(x)"}, "Whether each element is NaN.", result="bool", source=IEEE),
    Unary("logical_not", {"b8": "is_zero(x)", "int": "is_zero(x)", "float": "is_zero(x)", "complex": "is_zero(x)"}, "Whether each element is zero or False.", result="bool"),
    Unary("negative", {"int": "-x", "float": "-x", "complex": Parts("-x")}, "Each element with its sign changed; integers wrap around.", source=IEEE),
    Unary("positive", {"b8": "x", "int": "x", "float": "x", "complex": Parts("x")}, "A copy of each element."),
    Unary("reciprocal", {"float": "one_like(x) / x", "complex": "reciprocal(x)"}, "One divided by each element.", ulp=0.5, source=IEEE),
    Unary("round", {"b8": "x", "int": "x", "float": "rint_(x)", "complex": Parts("rint_(x)")}, "Each element rounded to the nearest integer, halves to even.", source=IEEE),
    Unary("sign", {"int": "sign_(x)", "float": "sign_(x)", "complex": "sign(x)"}, "The sign of each element: -1, 0 or +1; x/|x| for complex numbers.", ulp=1.0),
    Unary("signbit", {"b8": Fill("b8(0)"), "int": "is_negative(x)", "float": "sign_is_set(x)"}, "Whether the sign bit of each element is set.", result="bool", source=IEEE),
    Unary("square", {"b8": "x", "int": "x * x", "float": "x * x", "complex": "x * x"}, "Each element multiplied by itself.", source=IEEE),
    Unary("sqrt", {"float": "sqrt_(x)", "wide": "sqrt_{T}(x)"}, "The square root of each element.", source=IEEE),
    Unary("trunc", {"b8": "x", "int": "x", "float": "trunc_(x)"}, "Each element rounded to the next integer towards zero.", source=IEEE),
    _function("acos", "The inverse cosine of each element, in radians in [0, pi].", domain="[-1, 1]"),
    _function("acosh", "The inverse hyperbolic cosine of each element.", domain="[1, inf]"),
    _function("asin", "The inverse sine of each element, in radians in [-pi/2, pi/2].", domain="[-1, 1]"),
    _function("asinh", "The inverse hyperbolic sine of each element."),
    _function("atan", "The inverse tangent of each element, in radians in [-pi/2, pi/2]."),
    _function("atanh", "The inverse hyperbolic tangent of each element.", domain="[-1, 1]"),
    _function("cos", "The cosine of each element, which is an angle in radians."),
    _function("cosh", "The hyperbolic cosine of each element."),
    _function("exp", "The exponential e**x of each element."),
    _function("expm1", "e**x - 1 of each element, accurate near zero."),
    _function("log", "The natural logarithm of each element.", domain="[0, inf]"),
    _function("log1p", "The natural logarithm of 1 + x of each element, accurate near zero.", domain="[-1, inf]"),
    _function("log2", "The logarithm to base 2 of each element.", domain="[0, inf]"),
    _function("log10", "The logarithm to base 10 of each element.", domain="[0, inf]"),
    _function("sin", "The sine of each element, which is an angle in radians."),
    _function("sinh", "The hyperbolic sine of each element."),
    _function("tan", "The tangent of each element, which is an angle in radians."),
    _function("tanh", "The hyperbolic tangent of each element."),
)  # fmt: skip

BINARY = (
    Binary("add", {"b8": "x1 | x2", "int": "x1 + x2", "float": "x1 + x2", "complex": Parts("x1 + x2")}, "The sum of the elements; integers wrap around.", source=IEEE),
    Binary("atan2", {"float": "atan2_{T}(x1, x2)"}, "The angle of the point (x2, x1), in radians in [-pi, pi].", cost="dear", ulp=2.0, source=C99),
    Binary("bitwise_and", {"b8": "x1 & x2", "int": "x1 & x2"}, "The bitwise and of the elements."),
    Binary("bitwise_left_shift", {"int": "shift_left(x1, x2)"}, "x1 with its bits shifted left by x2 places; 0 when x2 is not less than the number of bits."),
    Binary("bitwise_or", {"b8": "x1 | x2", "int": "x1 | x2"}, "The bitwise or of the elements."),
    Binary("bitwise_right_shift", {"int": "shift_right(x1, x2)"}, "x1 with its bits shifted right by x2 places, the sign filling in."),
    Binary("bitwise_xor", {"b8": "x1 ^ x2", "int": "x1 ^ x2"}, "The bitwise exclusive or of the elements."),
    Binary("copysign", {"float": "copysign_(x1, x2)"}, "The size of x1 with the sign of x2.", source=IEEE),
    Binary("divide", {"float": "x1 / x2", "complex": "x1 / x2"}, "The quotient of the elements.", source=IEEE),
    _compare("equal", "==", "Whether the elements are equal.", complex_too=True),
    Binary("floor_divide", {"int": Loop("int_floor_divide(x1, x2)"), "i64": "long_floor_divide(x1, x2)", "u64": "long_floor_divide(x1, x2)", "float": "float_floor_divide(x1, x2)"}, "The quotient of the elements rounded towards -infinity; 0 for an integer divided by zero."),
    _compare("greater", ">", "Whether x1 is greater than x2."),
    _compare("greater_equal", ">=", "Whether x1 is greater than or equal to x2."),
    Binary("hypot", {"float": "hypot_{T}(x1, x2)"}, "sqrt(x1**2 + x2**2) without overflow or underflow on the way.", cost="dear", ulp=2.0, source=C99),
    _compare("less", "<", "Whether x1 is less than x2."),
    _compare("less_equal", "<=", "Whether x1 is less than or equal to x2."),
    Binary("logaddexp", {"float": "logaddexp_{T}(x1, x2)"}, "log(exp(x1) + exp(x2)) without overflow.", cost="dear", ulp=4.0, source=C99),
    Binary("logical_and", {"b8": "x1 & x2"}, "Whether both elements are true."),
    Binary("logical_or", {"b8": "x1 | x2"}, "Whether at least one element is true."),
    Binary("logical_xor", {"b8": "x1 ^ x2"}, "Whether exactly one element is true."),
    Binary("maximum", {"b8": "x1 | x2", "int": "maximum_(x1, x2)", "float": "maximum_(x1, x2)"}, "The greater of the elements; NaN if one is NaN; +0 is greater than -0.", source="IEEE 754-2019 maximum"),
    Binary("minimum", {"b8": "x1 & x2", "int": "minimum_(x1, x2)", "float": "minimum_(x1, x2)"}, "The smaller of the elements; NaN if one is NaN; -0 is smaller than +0.", source="IEEE 754-2019 minimum"),
    Binary("multiply", {"b8": "x1 & x2", "int": "x1 * x2", "float": "x1 * x2", "complex": "x1 * x2"}, "The product of the elements; integers wrap around.", source=IEEE),
    Binary("nextafter", {"float": "nextafter_(x1, x2)", "f16": "nextafter_f16(x1, x2)"}, "The next representable number after x1 in the direction of x2.", source=IEEE),
    _compare("not_equal", "!=", "Whether the elements are not equal.", complex_too=True),
    Binary("pow", {"int": "int_pow(x1, x2)", "float": "pow_{T}(x1, x2)", "wide": "pow_{T}(x1, x2)"}, "x1 raised to the power x2.", cost="dear", ulp=2.0, source=C99),
    Binary("remainder", {"int": Loop("int_remainder(x1, x2)"), "i64": "long_remainder(x1, x2)", "u64": "long_remainder(x1, x2)", "float": "float_remainder(x1, x2)"}, "The remainder of x1 / x2 with the sign of x2; 0 for an integer divided by zero."),
    Binary("subtract", {"int": "x1 - x2", "float": "x1 - x2", "complex": Parts("x1 - x2")}, "The difference of the elements; integers wrap around.", source=IEEE),
)  # fmt: skip

TERNARY = (
    Ternary("fma", {"float": "fma_exact(x1, x2, x3)"}, "x1 * x2 + x3 with one rounding.", source="IEEE 754 fusedMultiplyAdd"),
    Ternary("lerp", {"float": "lerp_(x1, x2, x3)"}, "x1 + x3 * (x2 - x1), exact at the weights 0 and 1.", source="torch.lerp"),
)  # fmt: skip

ROWS = UNARY + BINARY + TERNARY
