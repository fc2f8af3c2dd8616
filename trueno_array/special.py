"""Special functions, with the names and the special values of scipy.special."""

from ._from_rows import functions as _functions
from ._ops.special import ROWS as _ROWS

globals().update(_functions(_ROWS, "trueno_array.special"))

__all__ = [row.name for row in _ROWS]


def __dir__():
    return __all__
