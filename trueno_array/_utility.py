"""Utility functions of the standard; all and any are with the reductions."""

from . import _errors
from ._ext.apply import asarray_of
from ._ext.movement import concat


def diff(x, /, *, axis=-1, n=1, prepend=None, append=None):
    """The differences of neighbours along an axis, n times over.

    Parameters
    ----------
    x : array
        At least 1 dimension; a numeric dtype.
    axis : int
        The axis to take differences along.
    n : int
        How many times; 0 gives a copy of x.
    prepend, append : array, optional
        Parts to put before and behind x along the axis first; otherwise of the shape of x.

    Returns
    -------
    array
        As x, n shorter along the axis. Booleans are compared: whether neighbours differ.

    Raises
    ------
    ValueError
        If n is negative, or the axis is out of range.
    """
    x = asarray_of(x, "diff")
    if not hasattr(n, "__index__"):
        raise _errors.type_error("diff", "n", "be an integer", _errors.describe(n))
    if n < 0:
        raise _errors.value_error("diff", "n", "be non-negative", str(n))
    if not x.ndim or not -x.ndim <= axis < x.ndim:
        raise _errors.axis_range_error("diff", axis, x.ndim)
    if n == 0:
        return x.copy()
    parts = [asarray_of(part, "diff") for part in (prepend, x, append) if part is not None]
    whole = concat(parts, axis=axis) if len(parts) > 1 else x
    before = (slice(None),) * (axis % x.ndim)
    for _ in range(n):
        later, earlier = whole[(*before, slice(1, None))], whole[(*before, slice(None, -1))]
        whole = later != earlier if whole.dtype.kind == "b" else later - earlier
    return whole


__all__ = ("diff",)
