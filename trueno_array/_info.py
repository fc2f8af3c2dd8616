"""Inspection of the standard."""

__all__ = ()
