"""Utility functions of the standard."""

__all__ = ()
