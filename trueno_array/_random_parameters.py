"""The parameters of distributions, and the shapes of what is drawn."""

import trueno_array as xp

from ._errors import broadcast_error, describe, int64_of, number_of, renamed, type_error, value_error


def is_integer(x):
    return hasattr(x, "__index__") and getattr(x, "ndim", 0) == 0


def shape_of(function, size):
    if not isinstance(size, tuple | list):
        if not is_integer(size):
            raise type_error(function, "size", "be an integer or a tuple of integers", describe(size))
        size = (size,)
    return tuple([int64_of(function, "size", length) for length in size])


def common_shape(function, shapes, size):
    """The shape that the parameters' shapes broadcast to; the size, if it is given, to which they must broadcast."""
    try:
        shape = xp.broadcast_shapes(*shapes)
    except ValueError:
        raise broadcast_error(function, " and ".join(map(str, shapes))) from None
    if size is None:
        return shape
    size = shape_of(function, size)
    n = len(size) - len(shape)
    if n < 0 or any(length not in (1, wanted) for length, wanted in zip(shape, size[n:], strict=True)):
        raise value_error(function, "size", f"be a shape that {shape} broadcasts to", str(size))
    return size


def numbers(function, size, **parameters):
    """The parameters as floats, or as arrays when one of them is an array; then also the shape of the result."""
    if all(type(value) is float for value in parameters.values()):
        return parameters.values(), None
    shapes, found = [], []
    for name, value in parameters.items():
        if isinstance(value, bool | int | float) or (hasattr(value, "__float__") and getattr(value, "ndim", 0) == 0):
            found.append(number_of(function, name, value))
        else:
            try:
                array = xp.asarray(value, dtype=xp.float64)
            except (TypeError, ValueError):
                raise type_error(function, name, "be a number or an array of numbers", describe(value)) from None
            except MemoryError as error:
                raise renamed(error, function) from None
            shapes.append(array.shape)
            found.append(array)
    return found, common_shape(function, shapes, size) if shapes else None
