"""How fast every function is beside NumPy and PyTorch: cases, the clock, the reports, and two revisions side by side.

    python -m conformance speed --quick         a sample of the matrix, in minutes
    python -m conformance speed                 the whole matrix; --resume takes up a broken run
    python -m conformance speed --isa           the instruction-set levels beside each other
    python -m conformance speed --compare REF   two revisions of trueno_array beside each other

What this module imports needs no NumPy, so that the other parts of conformance do not either.
"""

from .options import add_arguments, run

__all__ = ["add_arguments", "run"]
