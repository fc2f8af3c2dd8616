"""Set functions of the standard. Every NaN is a value of its own; -0 and +0 are one value."""

from ._ext.ordering import isin
from ._ext.ordering import unique as _unique

_DOC = """The distinct elements of x{with_what}.

Parameters
----------
x : array
    Any shape and dtype.

Returns
-------
{kind}
    {fields}.
"""

# What the namedtuples hold, in their order, and each in a few words.
_FIELDS = {
    "values": ("``values``, ascending, one dimension, the dtype of x", ""),
    "indices": ("``indices`` (int64), the first position of each in the flattened x", "first positions"),
    "inverse": ("``inverse_indices`` (int64, shape of x), the number of the value of each element", "inverse"),
    "counts": ("``counts`` (int64), how often each occurs", "counts"),
}


def _documented(*fields):
    """Give a function that returns the values, and these fields besides, its docstring."""

    def decorate(function):
        words = [_FIELDS[field][1] for field in fields]
        function.__doc__ = _DOC.format(
            with_what=", with " + " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "",
            kind="namedtuple" if fields else "array",
            fields=";\n    ".join(_FIELDS[field][0] for field in ("values", *fields)) if fields else "Ascending, one dimension; dtype of x",
        )
        return function

    return decorate


@_documented("indices", "inverse", "counts")
def unique_all(x, /):
    from ._set_results import UniqueAllResult

    values, first, counts, inverse = _unique(x, "unique_all", True, True, True)
    return UniqueAllResult(values, first, inverse, counts)


@_documented("counts")
def unique_counts(x, /):
    from ._set_results import UniqueCountsResult

    values, _, counts, _ = _unique(x, "unique_counts", False, True, False)
    return UniqueCountsResult(values, counts)


@_documented("inverse")
def unique_inverse(x, /):
    from ._set_results import UniqueInverseResult

    values, _, _, inverse = _unique(x, "unique_inverse", False, False, True)
    return UniqueInverseResult(values, inverse)


@_documented()
def unique_values(x, /):
    return _unique(x, "unique_values", False, False, False)[0]


__all__ = ("isin", "unique_all", "unique_counts", "unique_inverse", "unique_values")
