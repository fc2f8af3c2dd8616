"""The groups of cases. Each module here is one, named like it, with `cases(sizes)`: a generator of Case.

A group of a part of trueno_array that this build lacks yields nothing.
"""

import importlib
import pkgutil


def names():
    return sorted(found.name for found in pkgutil.iter_modules(__path__))


def cases(sizes, only=None):
    """Every case of the groups (all, or those named), at the sizes; groups with sizes of their own keep to their range."""
    for name in names():
        if not only or name in only:
            yield from importlib.import_module(f"{__name__}.{name}").cases(sizes)
