"""Indexing functions of the standard."""

from ._ext.taking import take, take_along_axis

__all__ = ("take", "take_along_axis")
