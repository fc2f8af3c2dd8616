"""threadpoolctl sees and limits the thread pool, whichever of the two packages is imported first."""

import sys

PACKAGE = "threadpoolctl"


def _register(threadpoolctl):
    """Adds the controller of the compiled core to those that threadpoolctl knows."""
    from . import __version__, backends
    from ._ext import LIBRARY

    class TruenoController(threadpoolctl.LibController):
        """Reads and sets ``backends.get_num_threads``, of the whole process."""

        user_api = internal_api = "trueno_array"
        filename_prefixes = (LIBRARY,)

        def get_num_threads(self):
            return backends.get_num_threads()

        def set_num_threads(self, num_threads):
            backends.set_num_threads(num_threads)

        def get_version(self):
            return __version__

    threadpoolctl.register(TruenoController)


class _RegisterOnImport:
    """A finder that leaves ``sys.meta_path`` when threadpoolctl is looked for, and has it registered once it is loaded."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != PACKAGE:
            return None
        sys.meta_path.remove(cls)
        from importlib.util import find_spec

        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                _register(module)

            spec.loader.exec_module = exec_module
        return spec


def connect():
    """Registers now if threadpoolctl is loaded, else when it will be."""
    module = sys.modules.get(PACKAGE)
    if module is not None:
        _register(module)
    else:
        sys.meta_path.insert(0, _RegisterOnImport)
