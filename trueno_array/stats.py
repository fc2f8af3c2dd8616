"""Statistics: standardised data, covariance and correlation, histograms, quantiles, and the reductions that ignore NaN.

Names and meaning are those of scipy.stats, NumPy, scikit-learn (`minmax_scale`) and PyTorch (`normalize`). Deviations are taken from
a mean that is corrected by the mean of the deviations, so that data far from 0 lose nothing and no variance is negative.
"""

from collections import namedtuple as _namedtuple

import trueno_array as _xp

from . import _errors
from ._correlation_test import two_sided as _two_sided
from ._ext import neural as _neural
from ._ext.apply import asarray_of as _asarray_of
from ._half import in_float32 as _in_float32
from ._numpy_histogram import histogram
from ._numpy_names import bincount
from ._numpy_nan import nanargmax, nanargmin, nancumprod, nancumsum, nanmax, nanmean, nanmin, nanprod, nanstd, nansum, nanvar
from ._numpy_statistics import _chosen_axes, median, nanmedian, nanpercentile, nanquantile, percentile, quantile

__all__ = [
    "bincount", "corrcoef", "cov", "histogram", "median", "minmax_scale", "nanargmax", "nanargmin", "nancumprod", "nancumsum",
    "nanmax", "nanmean", "nanmedian", "nanmin", "nanpercentile", "nanprod", "nanquantile", "nanstd", "nansum", "nanvar",
    "normalize", "pearsonr", "percentile", "quantile", "zscore",
]  # fmt: skip

PearsonRResult = _namedtuple("PearsonRResult", ("statistic", "pvalue"))


def _floating(x, function, complex_too=False):
    """x as an array of a floating-point dtype, integers in float64."""
    x = _asarray_of(x, function)
    if x.dtype.kind == "c" and not complex_too:
        raise _errors.type_error(function, "x", "have a real-valued dtype", str(x.dtype))
    return x if x.dtype.kind in "fc" else _xp.astype(x, _xp.float64)


def zscore(x, /, *, axis=0, ddof=0, nan_policy="propagate"):
    """The distance of each element from the mean, in standard deviations: (x - mean) / std.

    Parameters
    ----------
    x : array
        A real-valued dtype.
    axis : int, tuple of int or None
        The axes to take the mean and the deviation along; None takes all elements.
    ddof : int or float
        Subtracted from the number of elements in the variance; 1 gives the unbiased estimate.
    nan_policy : str
        "propagate": NaN makes its slice NaN. "omit": NaN stays NaN, and is ignored otherwise. "raise": NaN is an error.

    Returns
    -------
    array
        Shape of x; the dtype of x, float64 for integers. NaN where the elements are equal to within the precision of their mean.

    Raises
    ------
    TypeError
        If x is complex.
    ValueError
        If an axis is out of range or named twice, nan_policy is unknown, or it is "raise" and x has a NaN.

    Notes
    -----
    As scipy.stats.zscore.
    """
    if nan_policy not in ("propagate", "omit", "raise"):
        raise _errors.value_error("zscore", "nan_policy", "be 'propagate', 'omit' or 'raise'", _errors.describe(nan_policy))
    x = _floating(x, "zscore")
    if nan_policy == "raise" and _xp.any(_xp.isnan(x)):
        raise _errors.value_error("zscore", "x", "hold no NaN where nan_policy is 'raise'", "the input contains nan values")
    return _zscore(x, axis, _errors.number_of("zscore", "ddof", ddof), nan_policy == "omit")


@_in_float32
def _zscore(x, axis, ddof, omits):
    axes = _chosen_axes(x, axis, "zscore")
    if not x.size:
        return _xp.empty_like(x)
    mean = nanmean if omits else _xp.mean
    middle = mean(x, axis=axes, keepdims=True)
    apart = x - middle
    if omits:
        scale = nanstd(apart, axis=axes, ddof=ddof, keepdims=True)
    else:
        scale = _xp.std(apart, axis=axes, correction=ddof, keepdims=True)
    rest, eps = mean(apart, axis=axes, keepdims=True), _xp.finfo(x.dtype).eps
    if _xp.any(abs(rest) > eps * scale):
        apart -= rest
    apart /= _xp.where(scale <= abs(middle) * eps, _xp.nan, scale)
    return apart


def cov(m, /, *, axis=-1, correction=1):
    """The covariance matrix of variables: sum((m_i - mean_i) conj(m_j - mean_j)) / (n - correction).

    Parameters
    ----------
    m : array
        Shape (..., variables, observations), or (observations,) of one variable; any dtype.
    axis : int
        The axis of the observations. The last one of the others is that of the variables.
    correction : int or float
        Subtracted from the number of observations; 1 gives the unbiased estimate.

    Returns
    -------
    array
        Shape (..., variables, variables), or () of one variable; float64, or complex128. NaN without observations and for
        variables with NaN; where correction leaves nothing to divide by, the sums are divided by 0.

    Raises
    ------
    ValueError
        If m has no dimension, or the axis is out of range.

    Notes
    -----
    As numpy.cov and array_api_extra.cov.
    """
    return _covariance(m, axis, correction, "cov")


def _covariance(m, axis, correction, function):
    m = _floating(m, function, complex_too=True)
    if m.ndim == 0:
        raise _errors.value_error(function, "m", "have a dimension", "0")
    m = _xp.moveaxis(m, _errors.axis_of(function, axis, m.ndim), -1)
    n = m.shape[-1]
    free = n - _errors.number_of(function, "correction", correction)
    rows = m if m.ndim > 1 else _xp.reshape(m, (1, n))
    if n == 0:
        out = _xp.full((*rows.shape[:-1], rows.shape[-2]), _xp.nan, dtype=_wide(m))
    else:
        out = _products(rows) / max(free, 0.0)
    return out if m.ndim > 1 else _xp.reshape(out, ())


def _wide(x):
    return _xp.complex128 if x.dtype.kind == "c" else _xp.float64


def _products(rows):
    """The sums of the products of deviations of any two rows. The mean of the deviations matters by its square."""
    n, is_complex = rows.shape[-1], rows.dtype.kind == "c"
    apart = rows - _xp.sum(rows, axis=-1, dtype=_wide(rows), keepdims=True) / n
    rest = _xp.mean(apart, axis=-1, keepdims=True)
    for _ in range(2):
        out = apart @ (_xp.conj(apart).mT if is_complex else apart.mT)
        squares = _xp.real(_xp.linalg.diagonal(out)) if is_complex else _xp.linalg.diagonal(out)
        if not _xp.any(n * abs(rest[..., 0]) ** 2 > 2.0**-54 * squares):
            break
        apart -= rest
        rest = rest * 0
    return out


def corrcoef(m, /, *, axis=-1):
    """The correlation matrix of variables: their covariances divided by their standard deviations.

    Parameters
    ----------
    m, axis
        As of `cov`.

    Returns
    -------
    array
        As of `cov`, in [-1, 1], 1 on the diagonal; NaN where a variable is constant.

    Raises
    ------
    ValueError
        As of `cov`.

    Notes
    -----
    As numpy.corrcoef.
    """
    c = _covariance(m, axis, 0, "corrcoef")
    if c.ndim == 0:
        return c / c
    scale = _xp.sqrt(_xp.real(_xp.linalg.diagonal(c)))
    c = c / scale[..., :, None] / scale[..., None, :]
    itself = _xp.where(scale > 0, 1, _xp.nan)[..., None] + _xp.zeros_like(c)
    eye = _xp.eye(c.shape[-1], dtype=_xp.bool)
    if c.dtype.kind == "c":
        _xp.real(c)[...] = _xp.clip(_xp.real(c), -1, 1)
        _xp.imag(c)[...] = _xp.clip(_xp.imag(c), -1, 1)
        return _xp.where(eye, itself, c)
    return _xp.where(eye, itself, _xp.clip(c, -1, 1))


def pearsonr(x, y, /, *, axis=0):
    """Pearson's coefficient of correlation, and the probability of one so far from 0 between independent normal variables.

    r = sum((x - mean x) (y - mean y)) / (norm(x - mean x) norm(y - mean y)); for n pairs the probability is I(1 - r**2; n/2 - 1, 1/2), the
    regularised incomplete beta function, which is Student's two-sided test of n - 2 degrees of freedom.

    Parameters
    ----------
    x, y : array
        Shapes that broadcast, as long as each other along the axis; real-valued dtypes.
    axis : int or None
        The axis of the pairs; None takes all elements.

    Returns
    -------
    (statistic, pvalue)
        Arrays of the broadcast shape without the axis, of the promoted dtype, float64 for integers. NaN where x or y is constant or
        has a NaN; the probability of 2 pairs is 1.

    Raises
    ------
    TypeError
        If x or y is complex.
    ValueError
        If there are fewer than 2 pairs, the shapes do not broadcast, or the axis is out of range.

    Notes
    -----
    As scipy.stats.pearsonr. The continued fraction: Didonato and Morris, Significant digit computation of the incomplete beta function
    ratios. ACM TOMS 18, 1992.
    """
    x, y = _floating(x, "pearsonr"), _floating(y, "pearsonr")
    dtype = _xp.result_type(x, y)
    if axis is None:
        x, y, axis = _xp.reshape(x, (-1,)), _xp.reshape(y, (-1,)), 0
    ndim = max(x.ndim, y.ndim)
    x, y = (_xp.reshape(z, (1,) * (ndim - z.ndim) + z.shape) for z in (x, y))
    axis = _errors.axis_of("pearsonr", axis, ndim)
    n = x.shape[axis]
    if n != y.shape[axis]:
        raise _errors.value_error("pearsonr", "y", f"have the length {n} of x along the axis", str(y.shape[axis]))
    if n < 2:
        raise _errors.value_error("pearsonr", "x", "have at least 2 elements along the axis", str(n))
    try:
        _xp.broadcast_shapes(x.shape, y.shape)
    except ValueError as error:
        raise _errors.renamed(error, "pearsonr") from None
    (x, of_x), (y, of_y) = _deviations(x, axis), _deviations(y, axis)
    r = _xp.clip(_xp.vecdot(x, y, axis=-1) / of_x / of_y, -1, 1)
    if n == 2:
        r = _xp.round(r)
    return PearsonRResult(_xp.astype(r, dtype), _xp.astype(_two_sided(r, n), dtype))


def _deviations(x, axis):
    """The deviations from the mean along an axis, moved to the end, and their norms; NaN for the norm of a constant."""
    x = _xp.moveaxis(x, axis, -1)
    n = x.shape[-1]
    middle = _xp.sum(x, axis=-1, dtype=_xp.float64, keepdims=True) / n
    apart = x - middle
    rest, norm = _xp.mean(apart, axis=-1), _xp.linalg.vector_norm(apart, axis=-1)
    if _xp.any(n * rest**2 > 2.0**-54 * norm**2):
        apart -= rest[..., None]
        norm = _xp.linalg.vector_norm(apart, axis=-1)
    if _xp.any(norm <= 2.0**-40 * n * abs(middle[..., 0])):
        norm = _xp.where(_xp.all(x == x[..., :1], axis=-1), _xp.nan, norm)
    if _xp.any((norm < 1e-140) | (norm > 1e150)):  # products would leave the range of the exponent
        apart /= norm[..., None]
        norm = norm / norm
    return apart, norm


def minmax_scale(x, /, *, feature_range=(0, 1), axis=0):
    """x moved and stretched so that its least and greatest element along the axis are the ends of a range.

    (x - min) / (max - min) * (high - low) + low.

    Parameters
    ----------
    x : array
        A real-valued dtype.
    feature_range : (float, float)
        low and high.
    axis : int, tuple of int or None
        The axes to take the least and the greatest element along; None takes all elements.

    Returns
    -------
    array
        Shape of x; the dtype of x, float64 for integers. Constant elements give low; NaN stays NaN and is ignored otherwise.

    Raises
    ------
    TypeError
        If x is complex.
    ValueError
        If low is not below high, an axis is out of range or named twice, or there are no elements along the axes.

    Notes
    -----
    As sklearn.preprocessing.minmax_scale, without its loss of digits in data far from 0.
    """
    x = _floating(x, "minmax_scale")
    try:
        low, high = (float(end) for end in feature_range)
    except (TypeError, ValueError):
        raise _errors.value_error("minmax_scale", "feature_range", "be a pair of numbers", _errors.describe(feature_range)) from None
    if not low < high:
        raise _errors.value_error("minmax_scale", "feature_range", "rise", str(feature_range))
    return _minmax_scale(x, low, high, axis)


@_in_float32
def _minmax_scale(x, low, high, axis):
    axes = _chosen_axes(x, axis, "minmax_scale")
    if not all(x.shape[a] for a in axes):
        raise _errors.value_error("minmax_scale", "x", "have an element along the axes", f"the shape {x.shape}")
    least, greatest = (f(x, axis=axes, keepdims=True) for f in (_xp.min, _xp.max))
    if _xp.any(_xp.isnan(least)):
        least, greatest = (f(x, axis=axes, keepdims=True) for f in (nanmin, nanmax))
    span = greatest - least
    out = x - least
    out /= _xp.where(span == 0, 1, span)
    if high - low != 1:
        out *= high - low
    if low:
        out += low
    return out


@_errors.in_its_name
def normalize(x, /, *, ord=2, axis=-1, eps=1e-12):
    """x divided by its norm along the axis, or by eps where that is greater: x / max(norm(x), eps).

    Parameters
    ----------
    x : array
        Any floating-point dtype; integers as float64.
    ord : int or float
        Of the vector norm, sum(abs(x)**ord)**(1/ord); may be infinite.
    axis : int, tuple of int or None
        The axes of the vectors; None takes all elements as one.
    eps : float
        The least divisor.

    Returns
    -------
    array
        Shape and dtype of x.

    Raises
    ------
    ValueError
        If an axis is out of range or named twice.

    Notes
    -----
    As torch.nn.functional.normalize.
    """
    x, eps = _floating(x, "normalize", complex_too=True), _errors.number_of("normalize", "eps", eps)
    if ord == 2 and x.ndim and x.dtype.kind == "f" and hasattr(axis, "__index__") and axis in (-1, x.ndim - 1):
        return _neural.normalise_rows("normalize", "unit", x, x.shape[-1], eps=eps)
    return _normalize(x, ord, axis, eps)


@_in_float32
def _normalize(x, ord, axis, eps):
    axes = _chosen_axes(x, axis, "normalize")
    return x / _xp.maximum(_xp.linalg.vector_norm(x, ord=ord, axis=axes, keepdims=True), eps)
