"""What `import trueno_array` loads and costs. A fresh interpreter is compared with a bare one."""

import json
import sys

import pytest
from support import run_python

pytestmark = pytest.mark.exact_process

FORBIDDEN = (
    "numpy",
    "wgpu",
    "scipy",
    "scipy_openblas32",
    "ctypes",
    "inspect",
    "dataclasses",
    "typing",
    "importlib.resources",
    "asyncio",
    "logging",
    "re",
)
MODULES = "import sys, json; before = set(sys.modules); {}; print(json.dumps(sorted(set(sys.modules) - before)))"
RSS = "{}; print(next(line for line in open('/proc/self/status') if line.startswith('VmRSS')).split()[1])"


def loaded(statement):
    return json.loads(run_python(MODULES.format(statement)).stdout)


def test_import_loads_none_of_the_heavy_modules():
    modules = loaded("import trueno_array")
    assert not [m for m in modules if m.split(".")[0] in FORBIDDEN or m in FORBIDDEN]


def test_import_loads_few_modules_and_no_lazy_ones():
    modules = loaded("import trueno_array")
    assert len(modules) <= 60, modules
    foreign = [
        m
        for m in modules
        if not m.startswith(("trueno_array", "cython_runtime"))
        and m not in sys.stdlib_module_names
        and not m.startswith("_")
        and "." not in m
    ]
    assert set(foreign) <= {"cython_runtime"}  # no file: Cython makes it


def test_ordinary_work_needs_no_numpy():
    work = "import trueno_array as xp; x = xp.arange(10.0); y = xp.sum(xp.exp(x[::2]) @ x[::2]); str(x), repr(y), x.tolist(), xp.sort(x), x[x > 3]"
    assert not [m for m in loaded(work) if m.split(".")[0] in ("numpy", "scipy_openblas32", "wgpu")]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_import_takes_at_most_8_mib():
    def least(statement):
        return min(int(run_python(RSS.format(statement)).stdout) for _ in range(5))

    assert least("import trueno_array") - least("pass") <= 8 * 1024


def test_unknown_isa_is_an_import_error_with_the_list():
    for bad in ("avx1024", "neon" if sys.platform != "darwin" else "avx2"):
        process = run_python("import trueno_array", {"TRUENO_ISA": bad}, check=False)
        assert process.returncode and "ImportError" in process.stderr and "scalar" in process.stderr and bad in process.stderr


def test_isa_is_capped_by_the_environment():
    import trueno_array as xp

    for level in xp.backends.available():
        code = "import trueno_array as xp; x = xp.ones(9); print(xp.backends.current(), float(xp.sum(xp.exp(x * 0))))"
        assert run_python(code, {"TRUENO_ISA": level}).stdout.split() == [level, "9.0"]


def test_info_command():
    process = run_python(["-m", "trueno_array", "info"])
    for word in ("scalar", "cpu", "threads"):
        assert word in process.stdout.lower()
