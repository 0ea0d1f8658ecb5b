# make demo   signatures and gradients of real data, a classifier, a torch model trained through them, a picture
# make test   everything that can be checked
# make lint   style and types, of the generated sources as well
# make bench  all libraries side by side: tables, figures, pass or fail; make bench-quick: a few, in under a minute
# make bench-instructions   instructions of a few kernels, counted, beside those on record

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo test lint bench bench-quick bench-instructions clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip

demo: $(BIN)/python
	$(PIP) ".[demo]"
	$(BIN)/python examples/demo.py

test: $(BIN)/python
	$(PIP) ".[test]"
	$(BIN)/pytest

lint: $(BIN)/python
	$(PIP) ".[lint]"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	mkdir -p build/lint
	$(BIN)/python -m codegen render --isa x86_64_v3 --output build/lint/kernels.pyx
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/cython-lint build/lint/kernels.pyx siglib/_core.pyx siglib/_kernels.pxd

# The peers live apart; those without wheels are built against the torch and NumPy that are there before.
BENCH := .venv-bench
BENCH_PIP := $(BENCH)/bin/python -m pip install --quiet --constraint constraints.txt

$(BENCH)/peers: constraints.txt $(wildcard benchmarks/requirements*.txt)
	$(PYTHON) -m venv $(BENCH)
	$(BENCH_PIP) --upgrade pip
	$(BENCH_PIP) torch numpy setuptools wheel ninja
	$(BENCH_PIP) --no-build-isolation --requirement benchmarks/requirements-source.txt
	$(BENCH_PIP) --requirement benchmarks/requirements.txt
	touch $@

bench bench-quick: $(BENCH)/peers
	$(BENCH_PIP) .
	$(BENCH)/bin/python benchmarks $(if $(filter bench-quick,$@),--quick)

bench-instructions: $(BENCH)/peers
	$(BENCH_PIP) .
	$(BENCH)/bin/python benchmarks/instructions.py

clean:
	rm -rf build dist $(VENV) $(BENCH)
