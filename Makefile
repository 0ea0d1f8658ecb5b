# make demo   signatures and gradients of real data, a classifier, a torch model trained through them, a picture
# make test   everything that can be checked
# make lint   style and types, of the generated sources as well

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo test lint clean

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
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/cython-lint build/lint/kernels.pyx siglib/*.pyx siglib/*.pxd examples/*/*.pyx

clean:
	rm -rf build dist $(VENV)
