"""Writes ziggurat.inc, the layers of the normal density (Marsaglia and Tsang, J. Stat. Softw. 5(8), 2000).

Layer i of 256 has the width x[i], the heights f(x[i]) to f(x[i + 1]), and the same area as the others; layer 0 holds the tail beyond x[1].
Computed in decimal, so that every build has the same bits.
"""

from decimal import Decimal, localcontext
from itertools import pairwise
from pathlib import Path

LAYERS = 256
TAIL = Decimal("3.6541528853610088")


def density(x):
    return (-x * x / 2).exp()


def inverse(y):
    return (-2 * y.ln()).sqrt() if y < 1 else Decimal(0)


def tail_area(x):
    """The integral of the density from x on, by its continued fraction."""
    fraction = x
    for k in range(200, 0, -1):
        fraction = x + k / fraction
    return density(x) / fraction


def layers():
    """The widths x[0] ... x[256] = 0."""
    area = TAIL * density(TAIL) + tail_area(TAIL)
    widths = [area / density(TAIL), TAIL]
    while len(widths) < LAYERS:
        widths.append(inverse(density(widths[-1]) + area / widths[-1]))
    return [*widths, Decimal(0)]


def tables(widths):
    """The C++ text: scaled widths and accepted limits for 51 and 23 random bits, widths and heights."""
    lines = []
    for short, integer, bits in (("f64", "i64", 51), ("f32", "i32", 23)):
        scaled = ", ".join(float(x / 2**bits).hex() for x in widths[:-1])
        limits = ", ".join(str(int(b / a * 2**bits)) for a, b in pairwise(widths))
        lines += [f"constexpr {short} layer_scale_{short}[] = {{{scaled}}};", f"constexpr {integer} layer_limit_{short}[] = {{{limits}}};"]
    lines += [f"constexpr f64 layer_width[] = {{{', '.join(float(x).hex() for x in widths)}}};"]
    lines += [f"constexpr f64 layer_height[] = {{{', '.join(float(density(x)).hex() for x in widths)}}};"]
    return lines


def write(folder):
    """Writes the file into a folder, unless it is there with the same text."""
    with localcontext() as context:
        context.prec = 40
        lines = tables(layers())
    path = Path(folder) / "ziggurat.inc"
    text = "// Made by _ext/gen/ziggurat.py.\n" + "\n".join(lines) + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
