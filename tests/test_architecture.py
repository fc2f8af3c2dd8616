"""The layers of the design, held by the text of the sources and by the symbols of the objects."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support import ROOT, run_python

PACKAGE = ROOT / "trueno_array"
CORE = ROOT / "_ext"
OBJECTS = ROOT / "build" / "objects"

FACTS = sorted(PACKAGE.glob("_ops/*.py")) + [PACKAGE / "_errors.py"]
PYTHON = sorted(p for p in PACKAGE.rglob("*.py"))
EVIDENCE = sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "conformance").rglob("*.py")])
KERNELS = sorted(p for folder in ("simd", "kernels", "math") for p in (CORE / folder).rglob("*.hpp"))
CPP = sorted(p for ending in ("*.cpp", "*.hpp", "*.h") for p in CORE.rglob(ending) if "build" not in p.parts)
CPP = [p for p in CPP if not p.with_suffix(".pyx").exists()]  # what Cython writes is not ours
CYTHON = sorted([*CORE.glob("*.pyx"), *PACKAGE.glob("_ext/*.pxd")])

ROOT_NAMES = {
    *("pyproject.toml", "setup.py", "trueno_array", "_ext", "shaders", "tests", "conformance", "docs", "Makefile", "README.md"),
    *(
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        ".ci",
        ".gitignore",
        ".clang-format",
        ".pre-commit-config.yaml",
        ".github",
        "MANIFEST.in",
    ),
}
EXTENSIONS_L5 = ("autograd", "nn", "optim", "io")
STANDARD_LIBRARY_OF_L0 = {"math", "struct", "sys"}


def tracked():
    git = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True)
    if git.returncode:
        pytest.skip("not a git checkout")
    return git.stdout.split("\n")[:-1]


def imports(path):
    """(level, module) of every import of a file, also those inside functions; then those at the top only."""
    tree = ast.parse(path.read_text())
    found = []
    for node in ast.walk(tree):
        at_top = node in tree.body
        if isinstance(node, ast.Import):
            found += [(0, alias.name, at_top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.level, f"{node.module or ''}.{alias.name}".strip("."), at_top) for alias in node.names]
    return found


def names(paths):
    return [str(p.relative_to(ROOT)) for p in paths]


@pytest.mark.parametrize("path", FACTS, ids=names(FACTS))
def test_facts_import_nothing_but_facts(path):
    for level, module, _ in imports(path):
        own = level == 1 and path.parent == (PACKAGE / "_ops")
        assert own or module.split(".")[0] in STANDARD_LIBRARY_OF_L0, module


@pytest.mark.parametrize("path", PYTHON, ids=names(PYTHON))
def test_package_never_imports_evidence_and_loads_nothing_heavy(path):
    for level, module, at_top in imports(path):
        head = module.split(".")[0]
        assert level or head not in ("tests", "conformance", "pytest")
        if level == 0 and "_gpu" not in path.parts:
            assert head != "wgpu", "only _gpu knows wgpu"
        assert not (at_top and level == 0 and head in ("numpy", "scipy", "scipy_openblas32")), f"{module} at import"


@pytest.mark.parametrize("path", PYTHON, ids=names(PYTHON))
def test_numpy_is_named_by_interop_only(path):
    for level, module, _ in imports(path):
        if level == 0 and module.split(".")[0] == "numpy":
            assert path.name == "testing.py", "NumPy is met in interop.pyx"


def test_cython_names_numpy_in_interop_only():
    for path in CYTHON:
        text = path.read_text()
        if path.stem != "interop":
            assert not re.search(r"^\s*(c?import|from)\s+numpy", text, re.M), path.name
        assert "wgpu" not in text, path.name


def test_extensions_use_the_public_namespace_only():
    paths = [p for name in EXTENSIONS_L5 for p in [*PACKAGE.glob(f"{name}.py"), *PACKAGE.glob(f"{name}/**/*.py")]]
    paths = [p for p in paths if p.parent.name != "nn" or not (p.name == "functional.py" or p.name.startswith("_"))]  # rows: L4
    for path in paths:
        for _, module, _ in imports(path):
            assert not any(part.startswith("_") and not part.startswith("__") for part in module.split(".")), f"{path.name}: {module}"


RAISED = ("TypeError", "ValueError", "IndexError", "OverflowError", "BufferError", "MemoryError", "RuntimeError")


@pytest.mark.parametrize("path", PYTHON, ids=names(PYTHON))
def test_error_messages_are_made_in_errors_only(path):
    if path.name == "_errors.py" or "_ops" in path.parts:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = getattr(node.exc.func, "id", "")
            assert name not in RAISED, f"line {node.lineno} raises {name} with a text of its own"


LIMITS = [(CPP, 700), (CYTHON, 800), (PYTHON, 400), (EVIDENCE, 400)]


def test_files_are_small():
    long = [
        f"{path.relative_to(ROOT)}: {n} lines, limit {limit}"
        for paths, limit in LIMITS
        for path in paths
        if (n := len(path.read_text().splitlines())) > limit
    ]
    assert not long, "\n".join(long)


def test_functions_are_short():
    long = []
    for path in [*PYTHON, *EVIDENCE]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= 60:
                long.append(f"{path.relative_to(ROOT)}: {node.name} has {node.end_lineno - node.lineno + 1} lines")
    assert not long, "\n".join(long)


def test_root_holds_what_the_design_names():
    extra = {name.split("/")[0] for name in tracked()} - ROOT_NAMES
    assert not extra


FOREIGN = re.compile(r"/(work|home|Users|root|tmp)/\w|\bissue #?\d|\bsession\b(?!s? of)|TODO|FIXME|XXX", re.I)


def test_texts_name_no_machine_and_no_errand():
    found = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in (".py", ".pyx", ".pxd", ".hpp", ".cpp", ".h", ".md", ".toml", ".wgsl") and path.is_file():
            if path.name == Path(__file__).name or "reports" in path.parts:
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if FOREIGN.search(line):
                    found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not found, "\n".join(found)


# --- kernels ---

ALLOWED_INCLUDES = {"<stdint.h>", "<stddef.h>", "<immintrin.h>", "<emmintrin.h>", "<arm_neon.h>", "<wasm_simd128.h>"}


@pytest.mark.parametrize("path", KERNELS, ids=names(KERNELS))
def test_kernels_include_no_standard_library_and_no_python(path):
    for include in re.findall(r'^\s*#\s*include\s+([<"][^>"]+[>"])', path.read_text(), re.M):
        assert include.startswith('"') or include in ALLOWED_INCLUDES, include
        assert "Python.h" not in include
        assert "runtime/" not in include or re.search(r"runtime/(abi|\w+_table)\.h", include), "only the contracts"


@pytest.mark.parametrize("path", KERNELS, ids=names(KERNELS))
def test_kernels_live_in_an_anonymous_namespace(path):
    text = path.read_text()
    if re.search(r"^\s*(template|static|inline|TA_INLINE|struct)\b", text, re.M):
        assert re.search(r"^namespace\s*\{", text, re.M) or re.search(r"#define\s+\w+", text)


def objects(level):
    found = sorted((OBJECTS / level).rglob("*.o"))
    if not found:
        pytest.skip("no objects: build in place first")
    if not (shutil.which("nm") and shutil.which("objdump")):
        pytest.skip("needs binutils")
    return found


LEVELS = ("scalar", "sse2", "avx2", "avx512")


@pytest.mark.parametrize("level", LEVELS)
def test_objects_have_no_weak_symbol_and_one_table(level):
    for path in objects(level):
        symbols = [line.split()[-2:] for line in subprocess.check_output(["nm", "--defined-only", path], text=True).splitlines()]
        weak = [name for kind, name in symbols if kind in "WwVvu"]
        assert not weak, f"{path.name}: {weak[:5]}"
        exported = [name for kind, name in symbols if kind.isupper()]
        assert len(exported) == 1 and exported[0].startswith("ta_") and exported[0].endswith(f"_{level}"), f"{path.name}: {exported[:5]}"


# What a library of ours may ask of others; everything else would be a call that the vector words exist to avoid.
ALLOWED_UNDEFINED = re.compile(r"^(ta_\w+|memcpy|memset|memmove|memcmp|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__(ubsan|asan)_\w+)$")


@pytest.mark.parametrize("level", LEVELS)
def test_objects_call_no_mathematical_library(level):
    for path in objects(level):
        wanted = [line.split()[-1] for line in subprocess.check_output(["nm", "--undefined-only", path], text=True).splitlines()]
        assert not [name for name in wanted if not ALLOWED_UNDEFINED.match(name)], path.name


# Register names and encodings that belong to a higher level.
HIGHER = {
    "scalar": re.compile(r"%[yz]mm|\bv[a-z0-9]+\s+.*%xmm|%k[0-7]"),
    "sse2": re.compile(
        r"%[yz]mm|\bv[a-z0-9]+\s+.*%xmm|%k[0-7]|\b(pshufb|pblendvb|blendvp[sd]|roundp[sd]|pmulld|phadd\w|pminsd|pmaxsd|ptest)\b"
    ),
    "avx2": re.compile(r"%zmm|%k[0-7]|%[xy]mm(1[6-9]|2\d|3[01])"),
}


@pytest.mark.parametrize("level", LEVELS[:3])
def test_objects_use_no_instruction_of_a_higher_level(level):
    for path in objects(level):
        text = subprocess.check_output(["objdump", "-d", "--no-show-raw-insn", path], text=True)
        match = HIGHER[level].search(text)
        assert not match, f"{path.name}: {text[max(0, match.start() - 60) : match.end() + 20]}"


@pytest.mark.parametrize("level, register", [("sse2", "%xmm"), ("avx2", "%ymm"), ("avx512", "%zmm")])
def test_objects_use_the_registers_of_their_level(level, register):
    for path in objects(level):
        assert register in subprocess.check_output(["objdump", "-d", path], text=True), path.name


def test_runtime_objects_are_baseline():
    for folder in ("runtime", "modules"):
        for path in objects(folder):
            text = subprocess.check_output(["objdump", "-d", "--no-show-raw-insn", path], text=True)
            assert not HIGHER["scalar"].search(text), path.name


def test_generated_documents_are_fresh():
    process = run_python([str(ROOT / "docs" / "generate.py"), "--check"], check=False)
    assert process.returncode == 0, "run make stubs"
