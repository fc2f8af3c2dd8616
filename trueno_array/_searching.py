"""Searching functions of the standard; the positions of extremes are with the other reductions."""

from ._ext.apply import where
from ._ext.ordering import searchsorted
from ._ext.taking import nonzero

__all__ = ("nonzero", "searchsorted", "where")
