"""Utility functions of the standard; all and any are with the reductions."""

from ._ext.reduce import diff

__all__ = ("diff",)
