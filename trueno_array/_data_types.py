"""Data type functions of the standard."""

__all__ = ()
