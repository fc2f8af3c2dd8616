"""The Python Array API standard, version 2025.12, on an array of its own.

``import trueno_array as xp`` and use the functions of the standard; the extensions ``linalg`` and ``fft``, and what goes
beyond the standard, are imported when they are first used.
"""

from ._device import CPU as _CPU
from ._device import as_device as _as_device
from ._device import device, devices, set_default_device
from ._ext import core as _core
from ._ext.array import Array

_core._set_devices(_CPU, _as_device)

from ._creation import *
from ._data_types import *
from ._elementwise import *
from ._ext.apply import clip, where
from ._ext.core import DType as DType
from ._indexing import *
from ._info import *
from ._linear_algebra import *
from ._manipulation import *
from ._searching import *
from ._sets import *
from ._sorting import *
from ._statistics import *
from ._threadpoolctl import connect as _connect_threadpoolctl
from ._utility import *

(
    bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, complex64, complex128, float16,
) = _core.dtypes  # fmt: skip

e = 2.718281828459045
inf = float("inf")
nan = float("nan")
newaxis = None
pi = 3.141592653589793

__version__ = "0.1.0"
__array_api_version__ = "2025.12"

# What is imported when it is first used: name -> the module that it is, or is in.
_LAZY = {
    **{name: name for name in ("backends", "fft", "linalg", "nn", "random", "signal", "special", "stats")},
    **dict.fromkeys(("argwhere", "array_split", "bincount", "cumprod", "cumsum", "diag"), "_numpy_names"),
    **dict.fromkeys(("logspace", "put_along_axis", "split"), "_numpy_names"),
    **dict.fromkeys(("median", "nanmedian", "nanpercentile", "nanquantile", "percentile", "quantile"), "_numpy_statistics"),
    **dict.fromkeys(("nanargmax", "nanargmin", "nancumprod", "nancumsum", "nanmax", "nanmean"), "_numpy_nan"),
    **dict.fromkeys(("nanmin", "nanprod", "nanstd", "nansum", "nanvar"), "_numpy_nan"),
    "einsum": "_numpy_einsum",
    "fuse": "_fuse",
    "histogram": "_numpy_histogram",
    "pad": "_numpy_pad",
}


_connect_threadpoolctl()


def __getattr__(name):
    module = _LAZY.get(name)
    if module is None:
        from ._numpy_hints import hint

        raise AttributeError(f"module 'trueno_array' has no attribute '{name}'{hint(name)}")
    from importlib import import_module

    found = import_module("." + module, __name__)
    return globals().setdefault(name, found if module == name else getattr(found, name))


def __dir__():
    public = {name for name in globals() if not name.startswith("_")}
    return sorted(public | {"__array_api_version__", "__array_namespace_info__", "__version__", *_LAZY})
