# make help   this list
# make demo   signatures and gradients of real data, a classifier, a torch model trained through them, a picture
# make test   everything that can be checked
# make docs   the documentation: build/docs/index.html
# make lint   style and types, of the generated sources as well
# make bench  all libraries side by side: tables, figures, pass or fail; make bench-quick: a few, in under a minute
# make bench-instructions    instructions of a few kernels, counted, beside those on record
# make test-cuda-emulator    the CUDA kernels alone: on the CPU behind an emulator, sanitised, and through nvcc
# make test-cuda bench-cuda  what needs a CUDA device: tests, compute-sanitizer where there is one, timings

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --constraint constraints.txt

# siglib is built once for all of them, in a folder where nothing is compiled again that did not change.
WHEEL := build/wheel/built
SOURCES := $(shell find siglib codegen -type f -not -name '*.pyc') meson.build meson.options pyproject.toml README.md
BUILD_TOOLS := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")

.PHONY: help demo test docs lint bench bench-quick bench-instructions test-cuda-emulator test-cuda bench-cuda clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip

$(VENV)/build-tools: pyproject.toml | $(BIN)/python
	$(BIN)/python -c '$(BUILD_TOOLS)' | $(PIP) ninja --requirement /dev/stdin
	touch $@

# Only a verbose pip shows how far a build is.
$(WHEEL): $(SOURCES) $(VENV)/build-tools
	rm -rf build/wheel
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m pip wheel --verbose --no-deps --no-build-isolation --wheel-dir build/wheel -Cbuild-dir=build/meson -Csetup-args=-Dcuda-emulator=true .
	touch $@

help:
	@sed -n 's/^# \(make \)/\1/p' Makefile

# The wheel, and what one of its extras needs.
$(VENV)/with-%: $(WHEEL)
	$(PIP) --force-reinstall --no-deps build/wheel/*.whl
	$(PIP) "$$(echo build/wheel/*.whl)[$*]"
	touch $@

demo: $(VENV)/with-demo
	$(BIN)/python examples/demo.py

test: $(VENV)/with-test
	SIGLIB_REQUIRE_EMULATOR=1 $(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

docs: $(VENV)/with-docs
	$(BIN)/sphinx-build --fail-on-warning --keep-going --nitpicky --quiet --fresh-env docs build/docs
	$(BIN)/python docs/check_pages.py build/docs

lint: $(VENV)/with-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	mkdir -p build/lint
	for module in $$($(BIN)/python -m codegen modules); do $(BIN)/python -m codegen render --isa x86_64_v3 --module $$module --output build/lint/kernels_$$module.pyx; done
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/cython-lint build/lint/*.pyx siglib/*.pyx siglib/*.pxd siglib/_native/*.pyx siglib/_native/*.pxd siglib/cuda/*.pyx examples/*/*.pyx

# The peers live apart; those without wheels are built against the torch and NumPy that are there before.
BENCH := .venv-bench
BENCH_PIP := $(BENCH)/bin/python -m pip install --constraint constraints.txt

$(BENCH)/peers: constraints.txt $(wildcard benchmarks/requirements*.txt)
	$(PYTHON) -m venv $(BENCH)
	$(BENCH_PIP) --upgrade pip
	$(BENCH_PIP) torch numpy setuptools wheel ninja
	$(BENCH_PIP) --no-build-isolation --requirement benchmarks/requirements-source.txt
	$(BENCH_PIP) --requirement benchmarks/requirements.txt
	touch $@

$(BENCH)/siglib: $(BENCH)/peers $(WHEEL)
	$(BENCH_PIP) --force-reinstall --no-deps build/wheel/*.whl
	touch $@

bench: $(BENCH)/siglib
	$(BENCH)/bin/python benchmarks

bench-quick: $(BENCH)/siglib
	$(BENCH)/bin/python benchmarks --quick

bench-instructions: $(BENCH)/siglib
	$(BENCH)/bin/python benchmarks/instructions.py

test-cuda-emulator: $(VENV)/with-test
	SIGLIB_REQUIRE_EMULATOR=1 $(BIN)/pytest tests/cuda tests/test_sanitizer.py

# On a machine with a device: a virtual environment of its own, with a torch that has CUDA.
CUDA_VENV := .venv-cuda
CUDA_BIN := $(CUDA_VENV)/bin
SANITIZER := $(shell command -v compute-sanitizer)

$(CUDA_BIN)/python:
	$(PYTHON) -m venv $(CUDA_VENV)
	$(CUDA_BIN)/python -m pip install --upgrade pip "torch==2.13.0"

test-cuda: $(CUDA_BIN)/python
	$(CUDA_BIN)/python -m pip install ".[test]" -Csetup-args=-Dcuda=enabled
	$(CUDA_BIN)/python -c "import torch; assert torch.cuda.is_available(), 'torch sees no CUDA device'"
	$(CUDA_BIN)/pytest tests/cuda -k "device or test_no_kernel_spills"
ifneq ($(SANITIZER),)
	$(SANITIZER) --tool memcheck --target-processes all --error-exitcode 1 $(CUDA_BIN)/pytest tests/cuda/test_kernels.py -k "device and flags"
	$(SANITIZER) --tool racecheck --target-processes all --error-exitcode 1 $(CUDA_BIN)/pytest tests/cuda/test_kernels.py -k "device and many_words"
endif

bench-cuda: test-cuda
	-$(CUDA_BIN)/python -m pip install pysiglib==4.0.0 pysiglib-cuda==4.0.0
	-$(CUDA_BIN)/python -m pip install --no-build-isolation pathsig
	$(CUDA_BIN)/python benchmarks/bench_cuda.py

clean:
	rm -rf build dist $(VENV) $(BENCH) $(CUDA_VENV)
