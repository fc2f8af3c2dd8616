"""Short whole programs, each written once for every library: functions of the library and its arrays, with the standard's names."""

from . import counting, learning, signals, simulation

PARTS = (learning, simulation, signals, counting)


def all():
    """name -> (function of the library and the arrays, function of (dtype, n) that makes the arrays, dtypes, whether PyTorch runs it)."""
    return {name: row for part in PARTS for name, row in part.PROGRAMS.items()}
