"""Set functions of the standard. Every NaN is a value of its own; -0 and +0 are one value."""

from ._ext.ordering import isin
from ._ext.ordering import unique as _unique


def unique_all(x, /):
    """The distinct elements of x, with positions, inverse and counts.

    Parameters
    ----------
    x : array
        Any shape and dtype.

    Returns
    -------
    namedtuple
        ``values``, ascending, one dimension; ``indices`` (int64), the first position of each in the flattened x;
        ``inverse_indices`` (int64, shape of x), the number of the value of each element; ``counts`` (int64).
    """
    from ._set_results import UniqueAllResult

    values, first, counts, inverse = _unique(x, "unique_all", True, True, True)
    return UniqueAllResult(values, first, inverse, counts)


def unique_counts(x, /):
    """The distinct elements of x, with counts.

    Parameters
    ----------
    x : array
        Any shape and dtype.

    Returns
    -------
    namedtuple
        ``values``, ascending, one dimension; ``counts`` (int64), how often each occurs.
    """
    from ._set_results import UniqueCountsResult

    values, _, counts, _ = _unique(x, "unique_counts", False, True, False)
    return UniqueCountsResult(values, counts)


def unique_inverse(x, /):
    """The distinct elements of x, with the number of the value of each element.

    Parameters
    ----------
    x : array
        Any shape and dtype.

    Returns
    -------
    namedtuple
        ``values``, ascending, one dimension; ``inverse_indices`` (int64, shape of x).
    """
    from ._set_results import UniqueInverseResult

    values, _, _, inverse = _unique(x, "unique_inverse", False, False, True)
    return UniqueInverseResult(values, inverse)


def unique_values(x, /):
    """The distinct elements of x.

    Parameters
    ----------
    x : array
        Any shape and dtype.

    Returns
    -------
    array
        Ascending, one dimension; the dtype of x.
    """
    return _unique(x, "unique_values", False, False, False)[0]


__all__ = ("isin", "unique_all", "unique_counts", "unique_inverse", "unique_values")
