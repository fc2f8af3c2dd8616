"""Einstein summation, with the name and the meaning that NumPy gave it: two operands at a time, from the left."""

from functools import lru_cache as _lru_cache

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _error(requirement, got):
    return _errors.value_error("einsum", "subscripts", requirement, got)


def _letters(labels):
    """A sublist of integers and Ellipsis as a string."""
    try:
        return "".join(["..." if label is Ellipsis else _LETTERS[label.__index__()] for label in labels])
    except (AttributeError, IndexError, TypeError):
        raise _error(f"be a string, or lists of integers in [0, {len(_LETTERS)}) and Ellipsis", _errors.describe(labels)) from None


def _parsed(operands):
    """The operands as arrays, the subscripts of each, and those of the output or None."""
    if not operands:
        raise _error("be given", "nothing")
    if isinstance(operands[0], str):
        text, arrays = operands[0].replace(" ", ""), operands[1:]
        inputs, arrow, output = text.partition("->")
        terms = inputs.split(",")
        output = output if arrow else None
    else:
        pairs = len(operands) // 2
        arrays = operands[0 : 2 * pairs : 2]
        terms = [_letters(operands[2 * i + 1]) for i in range(pairs)]
        output = _letters(operands[-1]) if len(operands) % 2 else None
    if len(terms) != len(arrays):
        raise _error(f"name {len(arrays)} operands", f"{len(terms)}")
    for term in (*terms, output or ""):
        bare = term.replace("...", "", 1)
        if any(letter not in _LETTERS for letter in bare):
            raise _error("hold letters, one ellipsis an operand, commas and one arrow", repr(term))
    return [_asarray_of(array, "einsum") for array in arrays], terms, output


def _labels_of(term, ndim):
    """The labels of the dimensions of an operand; those of an ellipsis are negative numbers, -1 the last."""
    before, dots, after = term.partition("...")
    missing = ndim - len(before) - len(after)
    if missing < 0 or (missing and not dots):
        raise _error(f"name the {ndim} dimensions of each operand", repr(term))
    return [*before, *range(-missing, 0), *after]


def _output_labels(output, terms, labels):
    """The labels of the result: those given, else those that occur once, in order, behind the ellipsis."""
    dots = sorted({label for one in labels for label in one if isinstance(label, int)})
    if output is None:
        text = "".join(terms).replace("...", "")
        return [*dots, *sorted(letter for letter in set(text) if text.count(letter) == 1)]
    before, has_dots, after = output.partition("...")
    if dots and not has_dots:
        raise _error("have an ellipsis in the output where operands have one", repr(output))
    wanted = [*before, *(dots if has_dots else ()), *after]
    known = {label for one in labels for label in one}
    if len(set(wanted)) != len(wanted) or not known >= set(wanted):
        raise _error("have an output that names labels of operands, each once", repr(output))
    return wanted


def _on_diagonal(x, labels):
    """A view without repeated labels."""
    for label in [label for i, label in enumerate(labels) if label in labels[:i]]:
        first = labels.index(label)
        second = labels.index(label, first + 1)
        if x.shape[first] != x.shape[second]:
            raise _error(f"repeat a label for equal lengths ({label!r})", f"shape {x.shape}")
        rest = [d for d in range(x.ndim) if d not in (first, second)]
        x = _xp.linalg.diagonal(_xp.permute_dims(x, (*rest, first, second)))
        labels = [*(labels[d] for d in rest), label]
    return x, labels


def _sizes(operands):
    """Label -> length; lengths of 1 broadcast."""
    sizes = {}
    for x, labels in operands:
        for label, length in zip(labels, x.shape):
            known = sizes.get(label, 1)
            if 1 not in (known, length) and known != length:
                raise _error(f"give one length to a label ({label!r})", f"{known} and {length}")
            sizes[label] = length if known == 1 else known
    return sizes


def _without_ones(x, labels, sizes):
    """The operand without the dimensions that are broadcast."""
    kept = [d for d, label in enumerate(labels) if x.shape[d] == sizes[label]]
    if len(kept) == len(labels):
        return x, labels
    return _xp.reshape(x, tuple(x.shape[d] for d in kept)), [labels[d] for d in kept]


def _summed(x, labels, kept):
    """The operand summed over the labels that nothing else needs."""
    axes = tuple(d for d, label in enumerate(labels) if label not in kept)
    if not axes:
        return x, labels
    return _xp.sum(x, axis=axes, dtype=x.dtype), [label for label in labels if label in kept]


def _arranged(x, labels, *groups):
    """The dimensions in the order of groups of labels, each group as one."""
    order = tuple(labels.index(label) for group in groups for label in group)
    x = _ordered(x, order)
    shape, at = [], 0
    for group in groups:
        length = 1
        for d in range(at, at + len(group)):
            length *= x.shape[d]
        at += len(group)
        shape.append(length)
    return _xp.reshape(x, tuple(shape))


def _product(left, left_labels, right, right_labels, kept):
    """Two operands as one."""
    both = [label for label in left_labels if label in right_labels]
    batch = [label for label in both if label in kept]
    depth = [label for label in both if label not in kept]
    rows = [label for label in left_labels if label not in both]
    columns = [label for label in right_labels if label not in both]
    labels = [*batch, *rows, *columns]
    lengths = dict(zip((*left_labels, *right_labels), (*left.shape, *right.shape)))
    shape = tuple(lengths[label] for label in labels)
    if not depth:
        result = _arranged(left, left_labels, batch, rows, ()) * _arranged(right, right_labels, batch, (), columns)
    elif not rows and not columns and left.dtype.kind != "c":
        result = _xp.vecdot(_arranged(left, left_labels, batch, depth), _arranged(right, right_labels, batch, depth))
    elif not batch:
        result = _xp.matmul(_arranged(left, left_labels, rows, depth), _arranged(right, right_labels, depth, columns))
    else:
        result = _xp.matmul(_arranged(left, left_labels, batch, rows, depth), _arranged(right, right_labels, batch, depth, columns))
    return _xp.reshape(result, shape), labels


def _contracted(operands, output):
    """All operands as one, whose labels are those of the output in any order."""
    x, labels = operands[0]
    for i in range(1, len(operands) + 1):
        later = {label for _, names in operands[i:] for label in names} | set(output)
        x, labels = _summed(x, labels, later)
        if i == len(operands):
            return x, labels
        right, right_labels = operands[i]
        after = {label for _, names in operands[i + 1 :] for label in names} | set(output)
        right, right_labels = _summed(right, right_labels, after | set(labels))
        x, labels = _product(x, labels, right, right_labels, after)


@_lru_cache(maxsize=256)
def _viewing(text):
    """For a view of one operand: its number of dimensions, the two of a repeated label or (), the order of the rest; else None."""
    term, arrow, output = text.replace(" ", "").partition("->")
    if (
        not arrow
        or not (term + output).isascii()
        or not (term + output).isalpha()
        or len(set(output)) != len(output)
        or set(output) != set(term)
    ):
        return None
    labels, pair = list(term), ()
    if len(term) == len(output) + 1:
        label = next(label for label in term if term.count(label) == 2)
        pair = (term.index(label), term.rindex(label))
        labels = [*(other for other in term if other != label), label]
    elif len(term) != len(output):
        return None
    return len(term), pair, tuple(labels.index(label) for label in output)


def _seen(x, ndim, pair, order):
    """The view that _viewing describes; None where it does not fit."""
    if x.ndim != ndim or (pair and x.shape[pair[0]] != x.shape[pair[1]]):
        return None
    if pair:
        rest = [d for d in range(ndim) if d not in pair]
        x = _xp.linalg.diagonal(x if pair == (ndim - 2, ndim - 1) else _xp.permute_dims(x, (*rest, *pair)))
    return _ordered(x, order)


@_lru_cache(maxsize=256)
def _multiplying(text):
    """For two operands that are matrices, or batches of them, whatever the order of their dimensions: the labels of both, the orders
    that make them (..., rows, depth) and (..., depth, columns), and that of the result; else None."""
    inputs, arrow, output = text.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if not arrow or len(terms) != 2 or not all(term.isascii() and term.isalpha() for term in (*terms, output)):
        return None
    left, right = terms
    batch = [label for label in left if label in right and label in output]
    depth = [label for label in left if label in right and label not in output]
    rows = [label for label in left if label not in right]
    columns = [label for label in right if label not in left]
    each_once = all(len(set(term)) == len(term) for term in (left, right, output))
    if not each_once or set(output) != {*batch, *rows, *columns} or not len(rows) == len(columns) == len(depth) == 1:
        return None
    orders = (left, [*batch, *rows, *depth]), (right, [*batch, *depth, *columns]), ([*batch, *rows, *columns], output)
    return left, right, *(tuple(labels.index(label) for label in order) for labels, order in orders)


def _multiplied(left, right, left_labels, right_labels, left_order, right_order, order):
    """The product that _multiplying describes; None where lengths broadcast or dtypes differ."""
    if left.dtype is not right.dtype or left.dtype is _xp.bool or left.ndim != len(left_labels) or right.ndim != len(right_labels):
        return None
    lengths = dict(zip(left_labels, left.shape))
    if any(lengths.get(label, length) != length for label, length in zip(right_labels, right.shape)):
        return None
    product = _xp.matmul(_ordered(left, left_order), _ordered(right, right_order))
    return _ordered(product, order)


def _ordered(x, order):
    return x if order == tuple(range(x.ndim)) else _xp.permute_dims(x, order)


def einsum(*operands, dtype=None, optimize=False):
    """Sums of products over the dimensions that labels name (Einstein summation).

    Parameters
    ----------
    *operands : str and array, or array and list of int
        Subscripts such as "ij,jk->ik" and the arrays; or each array followed by its labels, and last those of the result.
        A label that the result lacks is summed over, one that an operand repeats takes its diagonal, and "..." stands for
        dimensions without a label, which broadcast. Without "->" the result has the labels that occur once, in order.
    dtype : dtype, optional
        To compute in; by default the promoted dtype. It is never widened.
    optimize : bool or str
        Accepted and ignored: operands are combined two at a time, from the left.

    Returns
    -------
    array
        May be a view of a single operand. Of booleans: whether any product is true.

    Raises
    ------
    ValueError
        If the subscripts are malformed, or do not fit the operands.
    """
    if dtype is None and len(operands) == 2 and type(operands[0]) is str and (plan := _viewing(operands[0])):
        view = _seen(_asarray_of(operands[1], "einsum"), *plan)
        if view is not None:
            return view
    if dtype is None and len(operands) == 3 and type(operands[0]) is str and (plan := _multiplying(operands[0])):
        product = _multiplied(*[_asarray_of(array, "einsum") for array in operands[1:]], *plan)
        if product is not None:
            return product
    arrays, terms, output = _parsed(operands)
    labels = [_labels_of(term, x.ndim) for term, x in zip(terms, arrays)]
    output = _output_labels(output, terms, labels)
    target = _xp.result_type(*(x.dtype for x in arrays)) if dtype is None else _xp.empty(0, dtype=dtype).dtype
    inner = _xp.int64 if target.kind == "b" else target
    views = [_on_diagonal(_xp.astype(x, inner, copy=False), names) for x, names in zip(arrays, labels)]
    sizes = _sizes(views)
    x, names = _contracted([_without_ones(x, names, sizes) for x, names in views], output)
    order = tuple(names.index(label) for label in output)
    x = _ordered(x, order)
    return x != 0 if target.kind == "b" else x


__all__ = ("einsum",)
