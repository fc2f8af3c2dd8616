"""A case: one expression for each library, over the same operands."""

import re
from importlib import import_module
from itertools import repeat
from typing import NamedTuple

import numpy as np

LIBRARIES = ("trueno_array", "numpy", "torch")
SHORT = {"trueno_array": "xp", "numpy": "np", "torch": "torch"}
# Other modules that an expression may name; NumPy's users take special functions from SciPy and fused expressions from numexpr.
OTHERS = {f"scipy_{part}": f"scipy.{part}" for part in ("signal", "special", "stats")}
OTHERS |= {"functional": "torch.nn.functional", "numexpr": "numexpr"}
BLOCK = """def block(number, clock, {parameters}):
    turns = repeat(None, number)
    start = clock()
    for _ in turns:
        {text}
    return clock() - start
def once({parameters}):
    {last}
"""


class Case(NamedTuple):
    """What is timed.

    group, name, dtype, layout, n    what identifies it; name is unique in its group
    texts       library -> an expression or statement over the names of the operands, and xp, np or torch
    operands    function that makes the operands: name -> NumPy array (handed to the library) or anything else (handed as it is)
    """

    group: str
    name: str
    dtype: str
    layout: str
    n: int
    texts: dict
    operands: object

    @property
    def series(self):
        """The points of one case at all sizes."""
        return " ".join(part for part in (self.name, self.dtype, self.layout) if part)

    @property
    def key(self):
        return f"{self.group}/{self.series}/{self.n}"


NONE = "-"  # instead of an expression of NumPy's: it has no such function


def texts(ours, torch=None, numpy=None):
    """The expressions of the libraries; NumPy's is ours with its own name for the library, unless another is given."""
    found = {"trueno_array": ours, "numpy": numpy or re.sub(r"\bxp\.", "np.", ours), "torch": torch}
    return {library: text for library, text in found.items() if text and text != NONE}


class PerLibrary(dict):
    """An operand that each library makes: library -> function of that library, imported."""


def functions_of(case):
    """The public functions that a case calls, such as "add" and "linalg.inv"."""
    return set(re.findall(r"\bxp\.([a-z_0-9.]+)\(", case.texts["trueno_array"]))


def has(name):
    """Whether this build of trueno_array has a public name, such as "special.erf"."""
    found = module("trueno_array")
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except (AttributeError, ImportError):
            return False
    return True


def module(library):
    """The library, imported; None where it is not installed."""
    try:
        return import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        return None


def handed(library, value):
    """The operand as an array of the library, in the same memory; other operands as they are."""
    if isinstance(value, PerLibrary):
        return value[library](module(library)) if library in value else None
    if isinstance(value, np.ndarray):
        if library == "trueno_array":
            return module(library).from_dlpack(value)
        if library == "torch":
            return module(library).from_numpy(value)
    elif type(value) is tuple and value and all(isinstance(part, np.ndarray) for part in value):
        return tuple(handed(library, part) for part in value)
    return value


def compiled(case, library, operands):
    """The function that times a block of calls, and the one that answers one call."""
    text = case.texts[library]
    space = {name: handed(library, value) for name, value in operands.items()}
    space[SHORT[library]] = module(library)
    space |= {name: import_module(path) for name, path in OTHERS.items() if re.search(rf"(?<![\w.]){name}\.", text)}
    try:
        compile(text, case.key, "eval")
        last = "return " + text
    except SyntaxError:
        last = text
    parameters = ", ".join(f"{name}={name}" for name in space)
    space["repeat"] = repeat  # costs less than a range, whose numbers are objects
    exec(compile(BLOCK.format(parameters=parameters, text=text, last=last), case.key, "exec"), space)
    return space["block"], space["once"]


REFUSAL = re.compile(
    r"not implemented|not supported|unsupported|only supports?|does not support|must be Tensor|must be either"
    r"|expected .*(dtype|scalar type)|expected a (floating|real)",
    re.I,
)


LACKING = re.compile(r"module '(torch\.special|torch\.nn\.functional|scipy\.special)' has no attribute")


def refuses(library, error):
    """Why a library cannot run a case, if it is no fault: it lacks the function, or that for these dtypes. Ours may never say so."""
    if library == "trueno_array":
        return None
    if isinstance(error, ModuleNotFoundError):
        return "not installed"
    if isinstance(error, AttributeError) and LACKING.search(str(error)):
        return "no such function"
    if library == "numpy":
        return "not for this dtype" if isinstance(error, TypeError) else None
    known = isinstance(error, (TypeError, RuntimeError, NotImplementedError)) and REFUSAL.search(str(error))
    return "not for this dtype" if known else None
