"""What a row says. One row is one operation; everything else about it is derived."""

from .dtypes import CODE, COMPUTED_IN, DEFAULT_FLOAT, DTYPES, GROUPS, SHORTS


class Loop(str):
    """A body over plain scalars, in a loop that the compiler turns into vector code where the ISA can do it."""

    __slots__ = ()


class Fill(str):
    """A body that is one constant, whatever the operand."""

    __slots__ = ()


class Parts(str):
    """A body that does the same to the real and to the imaginary part of complex numbers, whose pairs then stay as they are."""

    __slots__ = ()


class Elementwise:
    """An operation on each element of its broadcast operands.

    name      the public name
    body      group or dtype -> expression in the dialect, over x (unary) or x1, x2, x3; ``{T}`` is the dtype's short
              name. The group "wide" stands for complex64 and complex128, computed in float64 lanes.
    result    "same" (the loop's dtype), "bool", or "real" (the real dtype of a complex one)
    cost      "cheap" (a few instructions), "dear" (a mathematical function), "called" (one of so many that its kernel calls it) or
              "iterated" (called, and of steps until they converge)
    ulp       largest error of a float32 or float64 result in units in the last place, as tested; 0.5 is correctly rounded
    domain    where a mathematical function is tested and meaningful, as text; a tuple of texts for operands that differ
    summary   one sentence; source: where the algorithm or the definition comes from
    """

    __slots__ = ("body", "cost", "domain", "name", "result", "source", "summary", "ulp")

    arity = 1

    def __init__(self, name, body, summary, *, result="same", cost="cheap", ulp=0.5, domain="all", source=""):
        self.name = name
        self.body = body
        self.summary = summary
        self.result = result
        self.cost = cost
        self.ulp = ulp
        self.domain = domain
        self.source = source

    def loops(self):
        """dtype short name -> (expression, shape): the shape is the kernel template, cheap, dear, called, wide, parts, loop or fill."""
        found = {}
        for key, text in self.body.items():
            shape = "wide" if key == "wide" else _SHAPES.get(type(text), "called" if self.cost == "iterated" else self.cost)
            for short in GROUPS.get("complex" if key == "wide" else key, (key,)):
                found[short] = (text.replace("{T}", "c128" if key == "wide" else short), shape)
        return {short: found[short] for short in SHORTS if short in found}

    def loop_dtypes(self):
        """Code of the loop's dtype for each dtype of (promoted) input, -1 where the operation is not defined."""
        loops = self.loops()
        has_int_loop = any(short in loops for short in GROUPS["int"])
        codes = []
        for _, short, kind, *_ in DTYPES:
            if short in loops or COMPUTED_IN.get(short) in loops:
                codes.append(CODE[short if short in loops else COMPUTED_IN[short]])
            elif kind in "biu" and DEFAULT_FLOAT in loops and not has_int_loop:
                codes.append(CODE[DEFAULT_FLOAT])
            else:
                codes.append(-1)
        return codes

    def result_dtype(self, short):
        """Short name of the result's dtype for a loop over `short`."""
        if self.result == "bool":
            return "b8"
        if self.result == "real":
            return {"c64": "f32", "c128": "f64"}.get(short, short)
        return short

    def output_dtypes(self):
        """Code of the result's dtype for each dtype of (promoted) input, -1 where the operation is not defined."""
        codes = []
        for (_, short, *_), loop in zip(DTYPES, self.loop_dtypes(), strict=True):
            result = self.result_dtype(SHORTS[loop]) if loop >= 0 else None
            codes.append(-1 if loop < 0 else CODE[short if result == COMPUTED_IN.get(short) else result])
        return codes

    def accepts(self):
        """The dtypes of the operands, in words."""
        keys = ["complex" if key == "wide" else key for key in self.body]
        kinds = {_KINDS[short] for key in keys for short in GROUPS.get(key, (key,))}
        words = (("b", "boolean"), ("iu", "integer"), ("f", "floating-point"), ("c", "complex"))
        present = [word for codes, word in words if not kinds.isdisjoint(codes)]
        return "any" if len(present) == 4 else " or ".join(present)


_KINDS = {short: kind for _, short, kind, *_ in DTYPES}
_SHAPES = {Loop: "loop", Fill: "fill", Parts: "parts"}


class Unary(Elementwise):
    """An operation of one operand."""

    __slots__ = ()


class Binary(Elementwise):
    """An operation of two operands, which are promoted to one dtype and broadcast."""

    __slots__ = ()
    arity = 2


class Ternary(Elementwise):
    """An operation of three operands, which are promoted to one dtype and broadcast."""

    __slots__ = ()
    arity = 3
