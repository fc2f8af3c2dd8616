"""Functions of neural networks, with PyTorch's names, formulas and special values, and `axis` for `dim`. Forward only."""

from . import _activations, _layers, _normalization

__all__ = []
for _page in (_activations, _layers, _normalization):
    globals().update({_name: getattr(_page, _name) for _name in _page.__all__})
    __all__ += _page.__all__


def __dir__():
    return __all__
