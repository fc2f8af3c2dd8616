"""The compiled core: modules of one shared library, so that they share kernels, allocator and thread pool.

Nothing here is public. The library `_trueno_core` holds an init function for each module named in MODULES, in the order in
which they use each other.
"""

import sys
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec

LIBRARY = "_trueno_core"
MODULES = (
    "control", "core", "apply", "ternary", "views", "movement", "points", "indexing", "reduce", "taking", "ordering", "products", "softmax",
    "interop", "dlpack", "convert", "creation", "lapack", "neural", "windows", "attention",
    "fourier", "sampling", "convolution", "contraction", "quantiles", "array", "fusion",
)  # fmt: skip


def _library():
    folder = __path__[0]
    from os.path import exists, join

    for suffix in EXTENSION_SUFFIXES:
        path = join(folder, LIBRARY + suffix)
        if exists(path):
            return path
    raise ImportError(f"trueno_array: the compiled core must be built, got none in {folder}; run pip install .")


def _load(path):
    for short in MODULES:
        name = f"{__name__}.{short}"
        loader = ExtensionFileLoader(name, path)
        module = loader.create_module(ModuleSpec(name, loader, origin=path))
        sys.modules[name] = module
        loader.exec_module(module)
        globals()[short] = module


_load(_library())
