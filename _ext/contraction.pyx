# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Sums of products over dimensions of several operands: what a plan, made for the shapes of the operands, says."""

cimport cython
from libc.stdint cimport int64_t
from libc.string cimport memcpy

from trueno_array._ext.apply cimport as_array, binary, dress, in_dtype
from trueno_array._ext.core cimport ArrayBase, TA_BOOL, TA_I64, TA_MAX_NDIM, dtype_code, errors, shape_tuple, ta_kind, ta_promotion
from trueno_array._ext.products cimport product
from trueno_array._ext.reduce cimport TA_REDUCE_SUM, dotted, reduce
from trueno_array._ext.views cimport diagonal_of, permute, reshape_as, reshaped

cdef extern from "ta_ops.h" nogil:
    enum: TA_OP_MULTIPLY, TA_OP_NOT_EQUAL


cdef inline ArrayBase ordered(ArrayBase x, tuple order):
    return x if order is None else permute(x, order)


@cython.final
cdef class Alone:
    """What is done to an operand before it meets the others: diagonals of the last two dimensions in some orders, another shape, a sum over axes."""
    cdef list diagonals
    cdef tuple shape, axes

    def __init__(self, list diagonals, tuple shape, tuple axes):
        self.diagonals, self.shape, self.axes = diagonals, shape, axes

    cdef ArrayBase of(self, ArrayBase x):
        for order in self.diagonals:
            x = diagonal_of(ordered(x, order), 0)
        if self.shape is not None:
            x = reshape_as(x, self.shape, None)
        return reduce(TA_REDUCE_SUM, x, self.axes, False, x.dtype_, 0.0, "einsum") if self.axes else x


cdef int64_t merged(ArrayBase x, int start, int end) noexcept:
    """The product of the lengths of some dimensions."""
    cdef int64_t n = 1
    cdef int d
    for d in range(start, end):
        n *= x.shape_[d]
    return n


cdef ArrayBase grouped(ArrayBase x, int n_batch, int n_first):
    """The dimensions behind those of the batch as two: the first ones, and the rest."""
    cdef int64_t shape[TA_MAX_NDIM + 2]
    if x.ndim_ == n_batch + 2 and n_first == 1:
        return x
    memcpy(shape, x.shape_, n_batch * sizeof(int64_t))
    shape[n_batch], shape[n_batch + 1] = merged(x, n_batch, n_batch + n_first), merged(x, n_batch + n_first, x.ndim_)
    return reshaped(x, n_batch + 2, shape, None, "einsum")


@cython.final
cdef class Pair:
    """How two operands become one whose dimensions are their batch, the rows of the left one and the columns of the right one.

    Orders make them (batch, rows, depth) and (batch, depth, columns); there are so many dimensions of each kind.
    """
    cdef tuple left_order, right_order
    cdef int n_batch, n_rows, n_depth, n_columns

    def __init__(self, tuple left_order, tuple right_order, int n_batch, int n_rows, int n_depth, int n_columns):
        self.left_order, self.right_order = left_order, right_order
        self.n_batch, self.n_rows, self.n_depth, self.n_columns = n_batch, n_rows, n_depth, n_columns

    cdef ArrayBase of(self, ArrayBase x1, ArrayBase x2):
        cdef ArrayBase left = ordered(x1, self.left_order), right = ordered(x2, self.right_order)
        if self.n_depth == 0:
            return self.outer(left, right)
        if self.n_rows == 0 and self.n_columns == 0 and ta_kind[left.dtype_] != c"c":
            return self.dot(left, right)
        if self.n_depth == 1 and self.n_rows <= 1 and self.n_columns <= 1 and (self.n_batch == 0 or (self.n_rows == 1 and self.n_columns == 1)):
            return product(left, right)
        return self.matmul(left, right)

    cdef ArrayBase outer(self, ArrayBase left, ArrayBase right):
        if self.n_columns:
            left = reshape_as(left, shape_tuple(left) + (1,) * self.n_columns, None)
        if self.n_rows and self.n_batch:
            lengths = shape_tuple(right)
            right = reshape_as(right, lengths[: self.n_batch] + (1,) * self.n_rows + lengths[self.n_batch :], None)
        return binary(TA_OP_MULTIPLY, left, right, None)

    cdef ArrayBase dot(self, ArrayBase left, ArrayBase right):
        cdef int64_t shape[TA_MAX_NDIM]
        if self.n_depth > 1:
            memcpy(shape, left.shape_, self.n_batch * sizeof(int64_t))
            shape[self.n_batch] = merged(left, self.n_batch, left.ndim_)
            left, right = reshaped(left, self.n_batch + 1, shape, None, "einsum"), reshaped(right, self.n_batch + 1, shape, None, "einsum")
        return dotted(left, right, -1)

    cdef ArrayBase matmul(self, ArrayBase left, ArrayBase right):
        cdef ArrayBase made = product(grouped(left, self.n_batch, self.n_rows), grouped(right, self.n_batch, self.n_depth))
        return reshape_as(made, shape_tuple(left)[: self.n_batch + self.n_rows] + shape_tuple(right)[self.n_batch + self.n_depth :], None)


def make_einsum(split, plan_of, str doc):
    """The public function einsum.

    ``split(operands)`` gives the subscripts and the arrays where the first operand is no string. ``plan_of(subscripts, *shapes)`` is an Alone or None
    for each operand, the Pairs of the first with each of the others, and the order of the dimensions of the result or None.
    """

    def einsum(*operands, dtype=None, optimize=False):
        text, arrays = (operands[0], operands[1:]) if operands and isinstance(operands[0], str) else split(operands)
        return contracted(text, arrays, dtype, plan_of)

    return dress(einsum, "einsum", doc, "trueno_array")


cdef ArrayBase contracted(object text, tuple operands, object dtype, object plan_of):
    cdef list arrays = [as_array(item, "einsum") for item in operands]
    cdef list alone, pairs
    cdef ArrayBase x, right
    cdef Py_ssize_t i
    cdef int code
    alone, pairs, order = plan_of(text, *[shape_tuple(<ArrayBase>a) for a in arrays])
    code = (<ArrayBase>arrays[0]).dtype_ if dtype is None else dtype_code(dtype, "einsum")
    if dtype is None:
        for a in arrays:
            code = ta_promotion[code][(<ArrayBase>a).dtype_]
    for i in range(len(arrays)):
        right = in_dtype(<ArrayBase>arrays[i], TA_I64 if code == TA_BOOL else code)
        right = right if alone[i] is None else (<Alone>alone[i]).of(right)
        x = right if i == 0 else (<Pair>pairs[i - 1]).of(x, right)
    x = ordered(x, order)
    return binary(TA_OP_NOT_EQUAL, x, 0, None) if code == TA_BOOL else x


cdef list contracted_axes(object axes, int ndim1, int ndim2):
    """The contracted axes of both operands, from the start."""
    if not isinstance(axes, (tuple, list)):
        n = errors.integer_of("tensordot", "axes", axes)
        if not 0 <= n <= min(ndim1, ndim2):
            raise errors.value_error("tensordot", "axes", f"be in [0, {min(ndim1, ndim2)}]", str(n))
        return [list(range(ndim1 - n, ndim1)), list(range(n))]
    try:
        first, second = axes
        first = [errors.integer_of("tensordot", "axes", axis) for axis in (first if isinstance(first, (tuple, list)) else [first])]
        second = [errors.integer_of("tensordot", "axes", axis) for axis in (second if isinstance(second, (tuple, list)) else [second])]
    except (TypeError, ValueError):
        raise errors.type_error("tensordot", "axes", "be an integer or two sequences of integers", errors.describe(axes)) from None
    wrapped = []
    for chosen, ndim in ((first, ndim1), (second, ndim2)):
        if any(not -ndim <= axis < ndim for axis in chosen) or len({axis % ndim for axis in chosen}) != len(chosen):
            raise errors.value_error("tensordot", "axes", f"name dimensions in [{-ndim}, {ndim}) once", str(chosen))
        wrapped.append([axis % ndim for axis in chosen])
    return wrapped


def tensordot(x1, x2, /, *, axes=2):
    """The sum of products over axes of both operands.

    Parameters
    ----------
    x1, x2 : array
        Numeric dtypes, promoted to one.
    axes : int or tuple of two sequences of int
        How many of the last axes of x1 go with the first axes of x2; or the axes of x1, and those of x2 that go with them.

    Returns
    -------
    array
        Shape: the other axes of x1, then those of x2. Nothing is conjugated.

    Raises
    ------
    ValueError
        If the axes are out of range, or their lengths differ.
    """
    cdef ArrayBase a = as_array(x1, "tensordot"), b = as_array(x2, "tensordot")
    cdef list first, second, rows, columns
    first, second = contracted_axes(axes, a.ndim_, b.ndim_)
    if [a.shape_[<int>d] for d in first] != [b.shape_[<int>d] for d in second]:
        raise errors.value_error("tensordot", "x1 and x2", "have equal lengths along the axes", f"{shape_tuple(a)} and {shape_tuple(b)} with axes {axes}")
    rows, columns = [d for d in range(a.ndim_) if d not in first], [d for d in range(b.ndim_) if d not in second]
    return Pair(None, None, 0, len(rows), len(first), len(columns)).matmul(permute(a, tuple(rows + first)), permute(b, tuple(second + columns)))
