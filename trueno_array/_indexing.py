"""Indexing functions of the standard."""

from ._ext.indexing import take, take_along_axis

__all__ = ("take", "take_along_axis")
