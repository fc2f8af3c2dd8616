# One verb per habit. `make demo` and `make test` need nothing but a CPython >= 3.11, pip and a C++17 compiler.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check
PYTEST := $(PY) -m pytest
LEVELS = $$($(PY) -c "import trueno_array as xp; print(*xp.backends.available())")

FOCUS ?= tests/test_errors.py tests/test_import.py tests/test_promotion.py tests/test_special_cases.py

SOURCES := $(shell find _ext trueno_array shaders -type f \( -name '*.py' -o -name '*.pyx' -o -name '*.pxd' \
    -o -name '*.cpp' -o -name '*.hpp' -o -name '*.h' -o -name '*.wgsl' \) -not -path '*/build/*' 2>/dev/null)

.PHONY: help demo test build lint tier1 tier2 tier3 stubs conformance check-op bench bench-quick bench-compare sanitize wheel clean

help:  ## this list
	@grep -E '^[a-z0-9-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --upgrade pip

# Installed in place, so that an edit of a Python file needs no new build; an edit of the core does, and gets one.
$(VENV)/.built: $(PY) pyproject.toml setup.py $(SOURCES)
	$(PIP_INSTALL) --config-settings editable_mode=compat --editable '.[test]'
	@touch $@

$(VENV)/.demo: $(VENV)/.built
	$(PIP_INSTALL) --config-settings editable_mode=compat --editable '.[test,demo]'
	@touch $@

$(VENV)/.bench: $(VENV)/.built
	$(PIP_INSTALL) --config-settings editable_mode=compat --editable '.[test,bench]'
	@touch $@

build: $(VENV)/.built  ## install the package in place in $(VENV)

demo: $(VENV)/.demo  ## scikit-learn on trueno_array beside NumPy, on its bundled data sets
	$(PY) -m conformance.demo
	$(PY) -m trueno_array info

test: $(VENV)/.built  ## what every change must pass: the fast tests, on every ISA level (minutes)
	$(PYTEST) tests -m "not slow"

tier1: $(VENV)/.built lint  ## lint and the tests of what one works on (seconds): make tier1 FOCUS=tests/test_fft.py
	$(PYTEST) $(FOCUS) -q -m "not slow"

tier2: $(VENV)/.built lint wheel  ## all tests with more examples, once per ISA level (tens of minutes)
	$(PYTEST) tests --hypothesis-profile=thorough
	for level in $(LEVELS); do TRUENO_ISA=$$level $(PYTEST) tests -q; done

tier3: tier2 sanitize conformance  ## tier2, the sanitizers, the official suite, accuracy, consumers (hours)
	$(PY) -m conformance accuracy
	$(PY) -m conformance float32 --jobs 2
	$(PY) -m conformance budget
	$(PY) -m conformance consumers

conformance: $(VENV)/.built  ## the official suite (ARRAY_API_TESTS=checkout) and the value checks, with reports
	$(PY) -m conformance

lint: $(VENV)/.built  ## ruff and the architecture
	$(PY) -m ruff check .
	$(PYTEST) tests/test_architecture.py -q

stubs: $(VENV)/.built  ## rewrite every generated file that is kept in the repository
	$(PY) -m conformance stubs
	$(PY) docs/generate.py

check-op: $(VENV)/.built  ## make check-op OP=exp: the tests and the accuracy of one operation
	$(PYTEST) tests -q -k "$(OP)"
	$(PY) -m conformance accuracy --only $(OP) --print

bench: $(VENV)/.bench  ## every function beside NumPy and PyTorch, with reports (an hour or more, idle machine; ARGS=--resume)
	$(PY) -m conformance speed --isa
	$(PY) -m conformance speed $(ARGS)
	$(PY) docs/generate.py

bench-quick: $(VENV)/.bench  ## a sample of the same, in build/speed (minutes)
	$(PY) -m conformance speed --quick

bench-compare: $(VENV)/.built  ## make bench-compare REF=v0.1.0: fails if a function is more than 5 % slower than it was there
	$(PY) -m conformance speed --compare "$(REF)"

sanitize: $(PY)  ## the fast tests on a build with ASan and UBSan (TRUENO_LEVELS="scalar avx2" chooses its kernels)
	$(PIP_INSTALL) --upgrade setuptools wheel cython
	$(PIP_INSTALL) numpy pytest hypothesis mpmath scipy-openblas32
	TRUENO_SANITIZE=1 $(PY) setup.py build --build-base build/sanitize --build-lib build/sanitize/lib
	cd build/sanitize && LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libubsan.so)" \
	    ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=4096 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	    PYTHONPATH=lib PYTHONMALLOC=malloc \
	    ../../$(PYTEST) -c ../../pyproject.toml --rootdir ../.. -p no:cacheprovider -m "not slow and not exact_process" ../../tests

wheel: $(PY)  ## build the wheel, check its size, install and import it in an environment of its own
	rm -rf build/wheel && mkdir -p build/wheel
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check build/wheel/*.whl
	find build/wheel -name '*.whl' -size +5000k -exec false {} +
	cd build/wheel && venv/bin/python -m trueno_array info

clean:  ## remove what was built, but not the environment
	rm -rf build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis $(VENV)/.built $(VENV)/.demo $(VENV)/.bench
	find trueno_array -name '*.so' -delete
