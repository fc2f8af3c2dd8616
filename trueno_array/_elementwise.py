"""The elementwise functions: made from the rows."""

from ._ext.interop import imag, real
from ._from_rows import functions as _functions
from ._ops.elementwise import ROWS as _ROWS

globals().update(_functions(_ROWS, "trueno_array"))

__all__ = (*(row.name for row in _ROWS), "imag", "real")
