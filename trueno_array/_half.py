"""Functions made of several steps, on float16: computed in float32, so that only the result is rounded."""

from functools import wraps

import trueno_array as _xp

from ._ext.apply import asarray_of as _asarray_of


def in_float32(function):
    """A function of an array x, with a float16 x computed in float32 and its result rounded to float16."""

    @wraps(function)
    def computed(x, /, *args, **kwargs):
        x = _asarray_of(x, function.__name__)
        if x.dtype != _xp.float16:
            return function(x, *args, **kwargs)
        return _xp.astype(function(_xp.astype(x, _xp.float32), *args, **kwargs), _xp.float16)

    return computed
