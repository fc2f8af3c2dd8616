"""Every module of elementwise rows, and the public namespace that its functions are in."""

from . import elementwise, nn, special

# Name of the module of _ops -> the module, and the namespace within trueno_array ("" is trueno_array itself).
# Codes of operations follow this order. Names of rows differ across namespaces too.
MODULES = {"elementwise": (elementwise, ""), "special": (special, "special"), "nn": (nn, "nn.functional")}


def all_rows():
    """(namespace, row) of every elementwise operation, in the order of their codes."""
    return [(namespace, row) for module, namespace in MODULES.values() for row in module.ROWS]


def find(name):
    """The row of an operation, or None."""
    return next((row for _, row in all_rows() if row.name == name), None)
