"""Linear algebra functions of the main namespace of the standard."""

from ._ext.contraction import tensordot
from ._ext.products import matmul
from ._ext.reduce import vecdot
from ._ext.views import matrix_transpose

__all__ = ("matmul", "matrix_transpose", "tensordot", "vecdot")
