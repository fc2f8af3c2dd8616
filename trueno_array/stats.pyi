# Made by `make stubs`; do not edit.
from collections.abc import Sequence
from typing import NamedTuple

from . import Array
from . import bincount as bincount
from . import histogram as histogram
from . import median as median
from . import nanargmax as nanargmax
from . import nanargmin as nanargmin
from . import nancumprod as nancumprod
from . import nancumsum as nancumsum
from . import nanmax as nanmax
from . import nanmean as nanmean
from . import nanmedian as nanmedian
from . import nanmin as nanmin
from . import nanpercentile as nanpercentile
from . import nanprod as nanprod
from . import nanquantile as nanquantile
from . import nanstd as nanstd
from . import nansum as nansum
from . import nanvar as nanvar
from . import percentile as percentile
from . import quantile as quantile

class PearsonRResult(NamedTuple):
    statistic: Array
    pvalue: Array

def corrcoef(m: Array, /, *, axis: int = -1) -> Array: ...
def cov(m: Array, /, *, axis: int = -1, correction: float = 1) -> Array: ...
def minmax_scale(
    x: Array, /, *, feature_range: tuple[float, float] = (0, 1), axis: int | Sequence[int] | None = 0
) -> Array: ...
def normalize(x: Array, /, *, ord: float = 2, axis: int | Sequence[int] | None = -1, eps: float = 1e-12) -> Array: ...
def pearsonr(x: Array, y: Array, /, *, axis: int | None = 0) -> PearsonRResult: ...
def zscore(
    x: Array, /, *, axis: int | Sequence[int] | None = 0, ddof: float = 0, nan_policy: str = "propagate"
) -> Array: ...
