"""Builds the compiled core: the Cython modules, the runtime, and every kernel unit once per instruction set.

TRUENO_BUILD_JOBS   compilations at a time (default: the number of CPUs)
TRUENO_SANITIZE=1   address and undefined-behaviour sanitizers
TRUENO_LEVELS       the instruction sets to build, such as "scalar avx2", for shorter builds while working (default: all)
"""

import itertools
import os
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "_ext" / "gen"))

import dialect  # noqa: E402
import tables  # noqa: E402
import ziggurat  # noqa: E402

GENERATED = "build/gen"
OBJECTS = "build/objects"  # kept, because the tests look into them
COMMON = ["-std=c++17", "-O3", "-g0", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden", "-Wno-psabi"]
KERNEL = ["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-Wall", "-Wextra"]
KERNEL += ["-Wno-unused-function", "-Wno-unused-parameter", "-Wno-maybe-uninitialized"]
# Nothing unwinds through a kernel or its driver: the tables would be a twentieth of the wheel.
NO_UNWIND = ["-fno-asynchronous-unwind-tables", "-fno-unwind-tables"]
# Copies of loops, for conditions that a kernel has settled before it loops and for the last elements: a fifth of the size, and no time.
GCC_KERNEL = ["-fno-unswitch-loops", "-fno-split-loops", "-fno-peel-loops", "-fno-ipa-cp-clone", "--param=vect-epilogues-nomask=0"]
# Loads stay in the order of their addresses, in which Zen 5 fetches faster: sums of 10,000 float64 take 0.56 us, not 0.81.
GCC_IN_ORDER = {("avx512", "reduce"): ["-fno-schedule-insns2"]}
NO_VECTORS = ["-O2", "-fno-tree-vectorize", "-fno-tree-slp-vectorize"]
AVX2 = ["-mavx2", "-mfma", "-mf16c", "-mbmi", "-mbmi2", "-mlzcnt", "-mpopcnt"]
AVX512 = [*AVX2, "-mavx512f", "-mavx512cd", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mprefer-vector-width=512"]
# gcc 12's own AVX-512 headers trip these warnings.
AVX512_WARNINGS = ["-Wno-uninitialized", "-Wno-maybe-uninitialized"]
LEVELS = {"scalar": NO_VECTORS, "sse2": [], "avx2": AVX2, "avx512": AVX512 + AVX512_WARNINGS}
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer", "-g1", "-O1"]
if os.environ.get("TRUENO_SANITIZE") == "1":
    COMMON += SANITIZERS
    OBJECTS += "-sanitized"
    # Kernels keep vectors in hundreds of inlined temporaries: watching each takes ten times as long to compile. Memory stays watched.
    GCC_KERNEL += ["--param=asan-stack=0"]


def levels():
    """The instruction sets of the machine that is built for."""
    platform = os.environ.get("_PYTHON_HOST_PLATFORM") or sysconfig.get_platform()
    x86_64 = any(name in platform for name in ("x86_64", "amd64", "AMD64"))
    every = list(LEVELS) if x86_64 else ["scalar"]
    wanted = os.environ.get("TRUENO_LEVELS", "").split() or every
    if unknown := set(wanted) - set(every):
        raise SystemExit(f"setup.py: TRUENO_LEVELS must name some of {', '.join(every)}, got {', '.join(sorted(unknown))}")
    return [level for level in every if level in wanted]


def core_modules():
    """The names in trueno_array/_ext/__init__.py: one list, read as text because importing it needs the build."""
    text = (ROOT / "trueno_array/_ext/__init__.py").read_text()
    names = text.split("MODULES = (")[1].split(")")[0]
    return [name.strip().strip('"') for name in names.split(",") if name.strip()]


def is_gcc(compiler):
    command = list(itertools.takewhile(lambda word: not word.startswith("-"), compiler.compiler_so))
    return "clang" not in subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout.lower()


class BuildCore(build_ext):
    """Compiles the kernel units with the flags of each instruction set and links them into the one library."""

    def build_extension(self, ext):
        tables.write(GENERATED)
        dialect.write(GENERATED)
        ziggurat.write(GENERATED)
        jobs = int(os.environ.get("TRUENO_BUILD_JOBS") or os.cpu_count() or 1)
        modules = [module.sources[0] for module in ext.cython_modules]
        runtime = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "_ext/runtime").glob("*.cpp"))
        units = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "_ext/isa").glob("*.cpp"))
        kernel, in_order = ([*KERNEL, *NO_UNWIND, *GCC_KERNEL], GCC_IN_ORDER) if is_gcc(self.compiler) else ([*KERNEL, *NO_UNWIND], {})
        work = [
            (unit, level, [*kernel, *LEVELS[level], *in_order.get((level, Path(unit).stem), []), f"-DTA_ISA_{level.upper()}"])
            for level in levels()[::-1]
            for unit in units
        ]
        work += [(source, "runtime", KERNEL + NO_UNWIND + [f"-DTA_WITH_{level.upper()}" for level in levels()]) for source in runtime]
        modules_folder = f"modules-{sys.implementation.cache_tag}"
        work += [(source, modules_folder, ["-O2", "-Wno-unused-function", "-Wno-array-bounds"]) for source in modules]
        include = ["_ext", GENERATED, *self.include_dirs]

        def compile_one(item):
            source, folder, flags = item
            return self.compiler.compile(
                [source], output_dir=f"{OBJECTS}/{folder}", include_dirs=include, extra_postargs=COMMON + flags, depends=ext.depends
            )

        with ThreadPoolExecutor(jobs) as pool:
            ext.extra_objects = [name for names in pool.map(compile_one, work) for name in names]
        ext.sources = []
        ext.depends = [*ext.depends, *ext.extra_objects]  # linked again when one of them is newer
        ext.extra_link_args = SANITIZERS if os.environ.get("TRUENO_SANITIZE") == "1" else ["-s"] if sys.platform == "linux" else []
        super().build_extension(ext)


def extensions():
    """One library; its Cython modules are translated here and compiled by BuildCore."""
    modules = cythonize(
        [Extension(f"trueno_array._ext.{name}", [f"_ext/{name}.pyx"], language="c++") for name in core_modules()],
        include_path=["."],
        compiler_directives={"language_level": 3},
        quiet=True,
    )
    library = Extension("trueno_array._ext._trueno_core", ["_ext/core.pyx"], language="c++")
    library.cython_modules = modules
    library.depends = [str(p.relative_to(ROOT)) for p in (ROOT / "_ext").rglob("*.h*")]
    return [library]


if __name__ == "__main__":
    setup(ext_modules=extensions(), cmdclass={"build_ext": BuildCore})
