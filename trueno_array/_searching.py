"""Searching functions of the standard; the positions of extremes are with the other reductions."""

from ._ext.apply import where
from ._ext.indexing import nonzero
from ._ext.ordering import searchsorted

__all__ = ("nonzero", "searchsorted", "where")
