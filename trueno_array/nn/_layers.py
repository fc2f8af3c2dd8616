"""Products with weights, and tables of vectors."""

from .._errors import describe, in_its_name, index_error, int64_of, type_error, value_error
from .._ext import neural as _neural
from .._ext.apply import asarray_of


def linear(x, /, weight, bias=None):
    """x @ weight.T + bias.

    Parameters
    ----------
    x : array
        Shape (..., K); a numeric dtype.
    weight : array
        Shape (N, K), or (K,).
    bias : array, optional
        Shape (N,), or () for a weight of one dimension.

    Returns
    -------
    array
        Shape (..., N), or (...) for a weight of one dimension; the promoted dtype of the operands.

    Raises
    ------
    TypeError
        If a dtype is boolean.
    ValueError
        If the shapes do not fit.

    Notes
    -----
    torch.nn.functional.linear.
    """
    from .. import matmul

    x, weight = asarray_of(x, "linear"), asarray_of(weight, "linear")
    if x.ndim == 0 or weight.ndim not in (1, 2) or x.shape[-1] != weight.shape[-1]:
        raise value_error("linear", "x and weight", "have shapes (..., K) and (N, K)", f"{x.shape} and {weight.shape}")
    rows = x if x.ndim < 3 or x.size == 0 else x.reshape(-1, x.shape[-1])  # one product, not a batch of them
    out = matmul(rows, weight if weight.ndim == 1 else weight.T)
    if bias is not None:
        bias = asarray_of(bias, "linear")
        if bias.shape != weight.shape[:-1]:
            raise value_error("linear", "bias", f"have the shape {weight.shape[:-1]}", str(bias.shape))
        out = out + bias if out.dtype != bias.dtype else out.__iadd__(bias)
    return out if rows is x else out.reshape(*x.shape[:-1], *weight.shape[:-1])


@in_its_name
def embedding(indices, /, weight):
    """The rows of weight that indices name.

    Parameters
    ----------
    indices : array
        Any shape; an integer dtype, elements in [0, N).
    weight : array
        Shape (N, D); any dtype.

    Returns
    -------
    array
        Shape (*indices.shape, D); dtype of weight.

    Raises
    ------
    TypeError
        If indices is not an array of integers.
    ValueError
        If weight has not two dimensions.
    IndexError
        If an index is not one of the rows of weight.

    Notes
    -----
    torch.nn.functional.embedding.
    """
    from .. import min as min_
    from .. import take

    indices, weight = asarray_of(indices, "embedding"), asarray_of(weight, "embedding")
    if indices.dtype.kind not in "iu":
        raise type_error("embedding", "indices", "have an integer dtype", describe(indices))
    if weight.ndim != 2:
        raise value_error("embedding", "weight", "have the shape (N, D)", str(weight.shape))
    if indices.dtype.kind == "i" and indices.size and int(min_(indices)) < 0:
        raise index_error("embedding", "indices", f"be in [0, {weight.shape[0]})", "a negative index")
    return take(weight, indices.reshape(-1), axis=0).reshape(*indices.shape, weight.shape[1])


@in_its_name
def one_hot(indices, /, num_classes=-1):
    """1 at the position that each index names, and 0 elsewhere.

    Parameters
    ----------
    indices : array
        Any shape; an integer dtype, elements in [0, num_classes).
    num_classes : int
        The length of the last dimension of the result; -1 means one more than the largest index.

    Returns
    -------
    array
        Shape (*indices.shape, num_classes); dtype int64.

    Raises
    ------
    TypeError
        If indices is not an array of integers.
    ValueError
        If an index is negative or not below num_classes, or indices is empty and num_classes is not given.

    Notes
    -----
    torch.nn.functional.one_hot.
    """
    from .. import expand_dims
    from .. import max as max_
    from .. import min as min_

    indices, num_classes = asarray_of(indices, "one_hot"), int64_of("one_hot", "num_classes", num_classes)
    if indices.dtype.kind not in "iu":
        raise type_error("one_hot", "indices", "have an integer dtype", describe(indices))
    if indices.size == 0 and num_classes < 1:
        raise value_error("one_hot", "num_classes", "be given for empty indices", str(num_classes))
    low, high = (int(min_(indices)), int(max_(indices))) if indices.size else (0, -1)
    n = high + 1 if num_classes == -1 else num_classes
    if n < 1:
        raise value_error("one_hot", "num_classes", "be positive, or -1", str(num_classes))
    if low < 0 or high >= n:
        raise value_error("one_hot", "indices", f"be in [0, {n})", str(low if low < 0 else high))
    return _neural.one_hot(expand_dims(indices, axis=-1), n)


__all__ = ("embedding", "linear", "one_hot")
