"""Linear algebra functions of the main namespace of the standard."""

__all__ = ()
