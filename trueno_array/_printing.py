"""How arrays look: the layout that NumPy users know."""

from math import copysign, inf, isfinite, isnan
from struct import pack, unpack

PRECISION = 8  # digits behind the point
THRESHOLD = 1000  # elements above which only the edges are shown
EDGE = 3  # elements at each edge
WIDTH = 75  # characters of a line

_HIDDEN_DTYPES = ("bool", "int64", "float64", "complex128")


# --- numbers ---


# By the format of an element: its most digits, and the size from which NumPy writes exponents.
_MOST_DIGITS = {"e": 5, "f": 9}
_LARGE = {"e": 1e3, "f": 1e6, "d": 1e8}


def _rounded(value, code):
    """The number of a format next to a float."""
    try:
        return unpack(code, pack(code, value))[0]
    except OverflowError:
        return copysign(inf, value)


def _n_digits(value, code):
    """Digits of the shortest decimal that reads back as this finite value of its precision."""
    if code == "d":
        mantissa = repr(abs(value)).partition("e")[0].replace(".", "").strip("0")
        return max(len(mantissa), 1)
    low, high = 1, _MOST_DIGITS[code]
    while low < high:
        middle = (low + high) // 2
        if _rounded(float(f"{value:.{middle - 1}e}"), code) == value:
            high = middle
        else:
            low = middle + 1
    return low


def _positional(value, code):
    """Shortest decimal without exponent, at most PRECISION digits behind the point, without trailing zeros."""
    n_digits = _n_digits(value, code)
    exponent = int(f"{value:.{n_digits - 1}e}".partition("e")[2])
    n_behind = max(n_digits - 1 - exponent, 0)
    if n_behind == 0:
        text = f"{value:.{n_digits - 1}e}".partition("e")[0].replace(".", "")
        return text + "0" * (exponent - n_digits + 1) + "."
    if n_behind <= PRECISION:
        return f"{value:.{n_behind}f}"
    return f"{value:.{PRECISION}f}".rstrip("0")


def _scientific(value, code):
    """Shortest decimal with exponent, at most PRECISION digits behind the point, without trailing zeros, as (mantissa, exponent)."""
    n_behind = min(_n_digits(value, code) - 1, PRECISION)
    mantissa, _, exponent = f"{value:.{n_behind}e}".partition("e")
    return (mantissa.rstrip("0") if "." in mantissa else mantissa + "."), exponent


def _needs_exponent(finite, code):
    """Whether numbers are so large, so small or so different that exponents are clearer."""
    sizes = [abs(value) for value in finite if value]
    if not sizes:
        return False
    largest, smallest = max(sizes), min(sizes)
    return largest >= _LARGE[code] or smallest < _rounded(0.0001, code) or _rounded(largest / smallest, code) > 1000.0


def _signed(text, value, plus):
    return "+" + text if plus and copysign(1.0, value) > 0 else text


def _float_words(values, code, plus=False):
    """The texts of floats, all of one width with their points aligned; `plus` also writes positive signs."""
    finite = [value for value in values if isfinite(value)]
    before = behind = 0
    words = {}
    if _needs_exponent(finite, code):
        pairs = [_scientific(value, code) for value in finite]
        n_exponent = max(len(exponent) for _, exponent in pairs) - 1
        n_behind = max(len(mantissa.partition(".")[2]) for mantissa, _ in pairs)
        for index, value in enumerate(values):
            if isfinite(value):
                mantissa, _, exponent = f"{value:.{n_behind}e}".partition("e")
                mantissa = mantissa if "." in mantissa else mantissa + "."
                words[index] = _signed(f"{mantissa}e{exponent[0]}{exponent[1:].zfill(n_exponent)}", value, plus)
        behind = n_exponent + 2 + n_behind
    else:
        words = {index: _signed(_positional(value, code), value, plus) for index, value in enumerate(values) if isfinite(value)}
        behind = max((len(word.partition(".")[2]) for word in words.values()), default=0)
    before = max((len(word.partition(".")[0]) for word in words.values()), default=0)
    if len(finite) < len(values):
        longest = 4 if plus or -inf in values else 3
        before = max(before, longest - behind - 1)
    out = []
    for index, value in enumerate(values):
        if index in words:
            left, _, right = words[index].partition(".")
            out.append(f"{left:>{before}}.{right:<{behind}}")
        else:
            sign = "-" if value == -inf else "+" if plus else ""
            out.append((sign + ("nan" if isnan(value) else "inf")).rjust(before + behind + 1))
    return out


def _complex_words(values, code):
    real = _float_words([value.real for value in values], code)
    imag = _float_words([value.imag for value in values], code, plus=True)
    return [left + right.rstrip() + "j" + " " * (len(right) - len(right.rstrip())) for left, right in zip(real, imag, strict=True)]


def _words(values, dtype, is_scalar):
    """The texts of Python scalars of one dtype, all of one width."""
    if dtype.kind == "b":
        return [("True" if is_scalar else " True") if value else "False" for value in values]
    if dtype.kind in "iu":
        width = max((len(str(value)) for value in values), default=0)
        return [str(value).rjust(width) for value in values]
    if dtype.kind == "f":
        return _float_words(values, dtype.format)
    return _complex_words(values, dtype.format[1])


# --- layout ---


def _edges(x):
    """Nested lists of the elements that a summary shows."""
    n = x.shape[0]
    if x.ndim == 1:
        return x.tolist() if n <= 2 * EDGE else x[:EDGE].tolist() + x[n - EDGE :].tolist()
    rows = range(n) if n <= 2 * EDGE else (*range(EDGE), *range(n - EDGE, n))
    return [_edges(x[row, ...]) for row in rows]


def _flatten(nested, ndim):
    if ndim <= 1:
        return nested
    return [value for part in nested for value in _flatten(part, ndim - 1)]


def _row(words, indent, width, separator):
    """Words side by side, wrapped at the width."""
    width -= max(len(separator.rstrip()), 1)
    text, line = "", indent
    for index, word in enumerate(words):
        if len(line) + len(word) > width and len(line) > len(indent):
            text += line.rstrip() + "\n"
            line = indent
        line += word
        if index < len(words) - 1:
            line += separator
    return text + line


def _nest(words, shape, shown, indent, width, separator):
    """Brackets around the words of an array; `shown` are the lengths of what is shown of each dimension."""
    inner = indent + " "
    if len(shape) == 1:
        row = list(words)
        if shown[0] < shape[0]:
            row.insert(EDGE, "...")
        return "[" + _row(row, inner, width, separator)[len(inner) :] + "]"
    step = len(words) // shown[0]
    parts = [inner + _nest(words[i * step : (i + 1) * step], shape[1:], shown[1:], inner, width - 1, separator) for i in range(shown[0])]
    if shown[0] < shape[0]:
        parts.insert(EDGE, inner + "...")
    glue = separator.rstrip() + "\n" * (len(shape) - 1)
    return "[" + glue.join(parts)[len(inner) :] + "]"


def _text(x, separator, prefix, width):
    """The elements in brackets."""
    if x.size == 0:
        return "[]"
    if x.ndim == 0:
        return _words([x.tolist()], x.dtype, True)[0]
    is_summary = x.size > THRESHOLD
    nested = _edges(x) if is_summary else x.tolist()
    words = _words(_flatten(nested, x.ndim), x.dtype, False)
    shown = [2 * EDGE if is_summary and n > 2 * EDGE else n for n in x.shape]
    return _nest(words, x.shape, shown, " " * len(prefix), width, separator)


def _scalar_text(value, dtype):
    """A 0-d array as its scalar: the shortest decimal of its own precision."""
    if dtype.name == "complex64":
        imag = _short_text(value.imag, "f").removesuffix(".0")
        if value.real == 0 and copysign(1.0, value.real) > 0:
            return imag + "j"
        return f"({_short_text(value.real, 'f').removesuffix('.0')}{'' if imag[0] == '-' else '+'}{imag}j)"
    return _short_text(value, dtype.format) if dtype.format in _MOST_DIGITS else str(value)


def _short_text(value, code):
    """Shortest text of a float32 or float16, with an exponent where NumPy writes one."""
    if not isfinite(value):
        return str(value)
    text = f"{value:.{_n_digits(value, code) - 1}e}"
    return text if abs(value) >= _LARGE[code] or 0 < abs(value) < 0.0001 else repr(float(text))


def array_str(x):
    """The text of ``str(x)``."""
    if x.ndim == 0:
        return _scalar_text(x.tolist(), x.dtype)
    return _text(x, " ", "", WIDTH)


def array_repr(x):
    """The text of ``repr(x)``: with shape, dtype and device where the elements do not tell them."""
    body = "array(" + _text(x, ", ", "array(", WIDTH - 1)
    extras = []
    if (x.size == 0 and x.shape != (0,)) or x.size > THRESHOLD:
        extras.append(f"shape={x.shape}")
    if x.size == 0 or x.dtype.name not in _HIDDEN_DTYPES:
        extras.append(f"dtype={x.dtype.name}")
    if x.device != "cpu":
        extras.append(f"device='{x.device}'")
    if not extras:
        return body + ")"
    tail = ", ".join(extras) + ")"
    last_line = len(body) + 1 - (body.rfind("\n") + 1)
    return body + "," + ("\n" + " " * len("array(") if last_line + len(tail) + 1 > WIDTH else " ") + tail
