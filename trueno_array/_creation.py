"""Creation functions of the standard: compiled, but for their checks of devices."""

from . import _device
from ._ext import creation as _creation
from ._ext import dlpack as _dlpack
from ._ext.creation import (
    arange,
    asarray,
    empty,
    empty_like,
    eye,
    full,
    full_like,
    linspace,
    meshgrid,
    ones,
    ones_like,
    tril,
    triu,
    zeros,
    zeros_like,
)
from ._ext.dlpack import from_dlpack

_creation._set_as_device(_device.as_device)
_dlpack._set_as_device(_device.as_device)

__all__ = (
    "arange",
    "asarray",
    "empty",
    "empty_like",
    "eye",
    "from_dlpack",
    "full",
    "full_like",
    "linspace",
    "meshgrid",
    "ones",
    "ones_like",
    "tril",
    "triu",
    "zeros",
    "zeros_like",
)
