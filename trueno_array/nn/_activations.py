"""Activations: one kernel each, made from the rows of _ops/nn.py."""

from .. import _elementwise
from .._errors import describe, renamed, value_error
from .._ext.apply import clip as _clip
from .._from_rows import functions as _functions
from .._ops.nn import ROWS as _ROWS

_rows = _functions(_ROWS, "trueno_array.nn.functional")
_PLAIN = tuple(name for name in _rows if name not in ("gelu", "gelu_tanh"))  # those with parameters get names and defaults for them below
globals().update({name: _rows[name] for name in _PLAIN})

swish = _rows["silu"]
tanh = _elementwise.tanh


def celu(x, /, alpha=1.0):
    """x, and alpha (e**(x / alpha) - 1) where x is below zero.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    alpha : float or array
        Not zero; broadcasts with x.

    Returns
    -------
    array
        Shape of x and alpha broadcast together; the promoted dtype.

    Raises
    ------
    TypeError
        If the dtype is complex.

    Notes
    -----
    torch.nn.functional.celu; J. Barron, "Continuously differentiable exponential linear units", 2017. At most 4 ULP for alpha = 1.
    """
    return _rows["celu"](x, alpha)


def elu(x, /, alpha=1.0):
    """x, and alpha (e**x - 1) where x is below zero.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    alpha : float or array
        Broadcasts with x.

    Returns
    -------
    array
        Shape of x and alpha broadcast together; the promoted dtype.

    Raises
    ------
    TypeError
        If the dtype is complex.

    Notes
    -----
    torch.nn.functional.elu; D.-A. Clevert et al., "Fast and accurate deep network learning by exponential linear units", 2015.
    At most 4 ULP.
    """
    return _rows["elu"](x, alpha)


def gelu(x, /, approximate="none"):
    """x Phi(x), where Phi is the distribution function of a normal variable.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    approximate : {"none", "tanh"}
        "tanh" gives x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x**3))) / 2.

    Returns
    -------
    array
        Shape of x. At most 4 ULP of either formula, also where the result is close to zero. gelu(-inf) is NaN, gelu(inf) is inf.

    Raises
    ------
    TypeError
        If the dtype is complex.
    ValueError
        If approximate is another word.

    Notes
    -----
    torch.nn.functional.gelu; D. Hendrycks and K. Gimpel, "Gaussian error linear units", 2016.
    """
    if approximate not in ("none", "tanh"):
        raise value_error("gelu", "approximate", "be 'none' or 'tanh'", describe(approximate))
    return _rows["gelu" if approximate == "none" else "gelu_tanh"](x)


def hardtanh(x, /, min_val=-1.0, max_val=1.0):
    """x limited to [min_val, max_val].

    Parameters
    ----------
    x : array
        Any shape; a real dtype.
    min_val, max_val : float or array
        Broadcast with x.

    Returns
    -------
    array
        Shape of the operands broadcast together; the promoted dtype. NaN stays.

    Raises
    ------
    TypeError
        If the dtype is complex.

    Notes
    -----
    torch.nn.functional.hardtanh.
    """
    try:
        return _clip(x, min_val, max_val)
    except (TypeError, ValueError, OverflowError, MemoryError) as error:
        raise renamed(error, "hardtanh") from None


def leaky_relu(x, /, negative_slope=0.01):
    """x, and negative_slope x where x is below zero.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    negative_slope : float or array
        Broadcasts with x.

    Returns
    -------
    array
        Shape of x and negative_slope broadcast together; the promoted dtype.

    Raises
    ------
    TypeError
        If the dtype is complex.

    Notes
    -----
    torch.nn.functional.leaky_relu. Correctly rounded.
    """
    return _rows["leaky_relu"](x, negative_slope)


def softplus(x, /, beta=1.0, threshold=20.0):
    """log(1 + e**(beta x)) / beta, and x itself where beta x is greater than threshold.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    beta, threshold : float or array
        Broadcast with x.

    Returns
    -------
    array
        Shape of the operands broadcast together; the promoted dtype.

    Raises
    ------
    TypeError
        If the dtype is complex.

    Notes
    -----
    torch.nn.functional.softplus. At most 4 ULP for beta = 1; nothing overflows whatever the threshold.
    """
    return _rows["softplus"](x, beta, threshold)


__all__ = (*_PLAIN, "gelu", "swish", "tanh")
