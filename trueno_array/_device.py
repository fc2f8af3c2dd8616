"""Devices: where arrays live and compute. An absent device is one object that says no."""

from . import _errors


class Device:
    """A place for arrays. Equal to its name, so that ``x.device == "cpu"`` holds."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"device('{self.name}')"

    def __str__(self):
        return self.name

    def __eq__(self, other):
        if isinstance(other, str):
            return self.name == other
        return self.name == other.name if isinstance(other, Device) else NotImplemented

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return as_device, (self.name,)


CPU = Device("cpu")
_available = {"cpu": CPU}
_default = CPU


def devices():
    """The devices that arrays can be made on, as a tuple."""
    return tuple(_available.values())


def as_device(device, function="device"):
    """The Device of a Device, a name, or None (the default device)."""
    if device is None:
        return _default
    name = device if isinstance(device, str) else getattr(device, "name", device)
    if isinstance(name, str) and name in _available:
        return _available[name]
    if isinstance(name, str) and name.partition(":")[0] == "gpu":
        raise _errors.value_error(function, "device", "be available", f"'{name}'", "this build computes on the CPU only; use device='cpu'")
    known = ", ".join(repr(known) for known in _available)
    raise _errors.value_error(function, "device", f"be one of {known}", _errors.describe(name))


def set_default_device(device):
    """Make `device` the one on which arrays are created when nothing else says where.

    Parameters
    ----------
    device : Device or str
        One of ``__array_namespace_info__().devices()``.

    Raises
    ------
    ValueError
        If there is no such device.
    """
    global _default
    _default = as_device(device, "set_default_device")


class device:
    """A context manager in which `device` is the default device.

    Parameters
    ----------
    device : Device or str
        One of ``__array_namespace_info__().devices()``.
    """

    def __init__(self, device, /):
        self._device = as_device(device, "device")
        self._outer = []

    def __enter__(self):
        self._outer.append(_default)
        set_default_device(self._device)
        return self._device

    def __exit__(self, *exception):
        set_default_device(self._outer.pop())
