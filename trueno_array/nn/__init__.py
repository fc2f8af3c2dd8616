"""Neural networks: ``functional`` has the functions, with PyTorch's names and formulas."""

from . import functional

__all__ = ("functional",)
