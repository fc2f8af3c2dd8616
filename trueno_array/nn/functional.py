"""Functions of neural networks, with PyTorch's names, formulas and special values, and `axis` for `dim`. Forward only."""

from . import _activations, _attention, _convolution, _layers, _normalization, _pooling

__all__ = []
for _page in (_activations, _attention, _convolution, _layers, _normalization, _pooling):
    globals().update({_name: getattr(_page, _name) for _name in _page.__all__})
    __all__ += _page.__all__


def __dir__():
    return __all__
