"""Inspection: what the namespace can do."""

from . import _device, _errors
from ._data_types import KINDS as _KINDS
from ._ext import core as _core
from ._ops import dtypes as _rows

__all__ = ("__array_namespace_info__",)

_DEFAULTS = {
    "real floating": _rows.DEFAULT_FLOAT,
    "complex floating": _rows.DEFAULT_COMPLEX,
    "integral": _rows.DEFAULT_INTEGER,
    "indexing": _rows.DEFAULT_INTEGER,
}
_MAX_DIMENSIONS = 64


class _Info:
    """What the namespace can do, by the standard's section on inspection."""

    def capabilities(self):
        """Capabilities of the namespace.

        Returns
        -------
        dict
            "boolean indexing", "data-dependent shapes" and "max dimensions".
        """
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": _MAX_DIMENSIONS}

    def default_device(self):
        """The device of new arrays.

        Returns
        -------
        Device
            What `set_default_device` named, the CPU at first.
        """
        return _device.as_device(None)

    def default_dtypes(self, *, device=None):
        """The dtypes of arrays made without one.

        Parameters
        ----------
        device : Device or str, optional
            None is the default device.

        Returns
        -------
        dict
            Of "real floating", "complex floating", "integral" and "indexing".
        """
        _device.as_device(device, "default_dtypes")
        return {kind: _core.dtypes[_rows.CODE[short]] for kind, short in _DEFAULTS.items()}

    def dtypes(self, *, device=None, kind=None):
        """The dtypes that a device can hold.

        Parameters
        ----------
        device : Device or str, optional
            None is the default device.
        kind : str or tuple of str, optional
            Only dtypes of these kinds, which are those of `isdtype`.

        Returns
        -------
        dict
            Name -> dtype.
        """
        _device.as_device(device, "dtypes")
        kinds = tuple(_KINDS) if kind is None else kind if isinstance(kind, tuple) else (kind,)
        letters = ""
        for one in kinds:
            if one not in _KINDS:
                raise _errors.value_error("dtypes", "kind", "be None or of " + ", ".join(map(repr, _KINDS)), _errors.describe(one))
            letters += _KINDS[one]
        return {dtype.name: dtype for dtype in _core.dtypes[: _rows.N_STANDARD] if dtype.kind in letters}

    def devices(self):
        """The devices that arrays can be made on.

        Returns
        -------
        tuple of Device
            In no particular order.
        """
        return _device.devices()


_INFO = _Info()


def __array_namespace_info__():
    """What the namespace can do: its capabilities, default device and dtypes, dtypes and devices.

    Returns
    -------
    object
        With the methods capabilities, default_device, default_dtypes, dtypes and devices.
    """
    return _INFO
