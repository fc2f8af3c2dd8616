"""Sorting functions of the standard."""

from ._ext.ordering import argsort, sort

__all__ = ("argsort", "sort")
