"""Einstein summation, with the name and the meaning that NumPy gave it: two operands at a time, from the left.

What the subscripts ask of operands of some shapes is worked out once, as a plan that is kept; then the plan is carried out.
"""

from functools import lru_cache as _lru_cache

from . import _errors
from ._ext.contraction import Alone as _Alone
from ._ext.contraction import Pair as _Pair
from ._ext.contraction import make_einsum as _make_einsum

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _error(requirement, got):
    return _errors.value_error("einsum", "subscripts", requirement, got)


# --- subscripts ---


def _letters(labels):
    """A sublist of integers and Ellipsis as a string."""
    try:
        return "".join(["..." if label is Ellipsis else _LETTERS[label.__index__()] for label in labels])
    except (AttributeError, IndexError, TypeError):
        raise _error(f"be a string, or lists of integers in [0, {len(_LETTERS)}) and Ellipsis", _errors.describe(labels)) from None


def _split(operands):
    """The subscripts as a string, and the operands, which are given alternately."""
    if not operands:
        raise _error("be given", "nothing")
    arrow = "->" + _letters(operands[-1]) if len(operands) % 2 else ""
    n = len(operands) // 2 * 2
    return ",".join([_letters(labels) for labels in operands[1:n:2]]) + arrow, operands[:n:2]


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


def _read(text, ndims):
    """The labels of the dimensions of each operand, and those of the output."""
    inputs, arrow, output = text.replace(" ", "").partition("->")
    terms = inputs.split(",")
    output = output if arrow else None
    if len(terms) != len(ndims):
        raise _error(f"name {len(ndims)} operands", f"{len(terms)}")
    for term in (*terms, output or ""):
        if any(letter not in _LETTERS for letter in term.replace("...", "", 1)):
            raise _error("hold letters, one ellipsis an operand, commas and one arrow", repr(term))
    labels = [_labels_of(term, ndim) for term, ndim in zip(terms, ndims)]
    return labels, _output_labels(output, terms, labels)


# --- plans ---


def _order(labels, wanted):
    """Which dimension each wanted one is, or None where they are in order."""
    return None if list(labels) == list(wanted) else tuple(labels.index(label) for label in wanted)


class _Operand:
    """The labels and the lengths of an operand that is prepared for the others."""

    def __init__(self, labels, lengths):
        self.diagonals = []  # orders that put two dimensions of one label last
        self.shape = None  # without the dimensions that broadcast
        self.axes = ()  # to sum over
        while len(set(labels)) != len(labels):
            label = next(label for i, label in enumerate(labels) if label in labels[:i])
            pair = [d for d, other in enumerate(labels) if other == label][:2]
            rest = [d for d in range(len(labels)) if d not in pair]
            if lengths[pair[0]] != lengths[pair[1]]:
                raise _error(f"repeat a label for equal lengths ({label!r})", f"shape {tuple(lengths)}")
            self.diagonals.append(_order(range(len(labels)), [*rest, *pair]))
            labels = [*(labels[d] for d in rest), label]
            lengths = [lengths[d] for d in (*rest, pair[0])]
        self.labels, self.lengths = labels, lengths

    def drop_ones(self, sizes):
        """Without the dimensions that are broadcast."""
        kept = [d for d, label in enumerate(self.labels) if self.lengths[d] == sizes[label]]
        if len(kept) != len(self.labels):
            self.shape = tuple(self.lengths[d] for d in kept)
            self.labels = [self.labels[d] for d in kept]

    def sum_over_all_but(self, kept):
        """Without the labels that nothing else needs."""
        self.axes = tuple(d for d, label in enumerate(self.labels) if label not in kept)
        self.labels = [label for label in self.labels if label in kept]

    def alone(self):
        """What is done to it before it meets the others."""
        return _Alone(self.diagonals, self.shape, self.axes) if self.diagonals or self.shape is not None or self.axes else None


def _paired(left, right, kept):
    """How operands of these labels become one, and its labels."""
    both = [label for label in left if label in right]
    batch = [label for label in both if label in kept]
    depth = [label for label in both if label not in kept]
    rows = [label for label in left if label not in both]
    columns = [label for label in right if label not in both]
    orders = _order(left, [*batch, *rows, *depth]), _order(right, [*batch, *depth, *columns])
    return _Pair(*orders, len(batch), len(rows), len(depth), len(columns)), [*batch, *rows, *columns]


def _sizes(operands):
    """Label -> length; lengths of 1 broadcast."""
    sizes = {}
    for operand in operands:
        for label, length in zip(operand.labels, operand.lengths):
            known = sizes.get(label, 1)
            if 1 not in (known, length) and known != length:
                raise _error(f"give one length to a label ({label!r})", f"{known} and {length}")
            sizes[label] = length if known == 1 else known
    return sizes


@_lru_cache(maxsize=1024)
def _plan(text, *shapes):
    """As `make_einsum` takes it."""
    labels, output = _read(text, [len(shape) for shape in shapes])
    operands = [_Operand(names, shape) for names, shape in zip(labels, shapes)]
    sizes = _sizes(operands)
    for operand in operands:
        operand.drop_ones(sizes)
    pairs, done = [], []
    for i, operand in enumerate(operands):
        later = {label for other in operands[i + 1 :] for label in other.labels}.union(output)
        operand.sum_over_all_but(later.union(done))
        pair, done = _paired(done, operand.labels, later) if i else (None, operand.labels)
        pairs.append(pair)
    return [operand.alone() for operand in operands], pairs[1:], _order(done, output)


_DOC = """Sums of products over the dimensions that labels name (Einstein summation).

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

einsum = _make_einsum(_split, _plan, _DOC)

__all__ = ("einsum",)
