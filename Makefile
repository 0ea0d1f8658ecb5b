# make demo   signatures and gradients of real data, a classifier, a torch model trained through them, a picture
# make test   everything that can be checked
# make docs   the documentation: build/docs/index.html
# make lint   style and types, of the generated sources as well

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

# siglib is built once for all of them: $(call install,extra) installs that wheel and what the extra needs.
WHEEL := build/wheel/built
SOURCES := $(shell find siglib codegen -type f -not -name '*.pyc') meson.build meson.options pyproject.toml README.md
install = $(PIP) --force-reinstall --no-deps build/wheel/*.whl && $(PIP) "$$(echo build/wheel/*.whl)[$(1)]"

.PHONY: demo test docs lint clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip

$(WHEEL): $(SOURCES) | $(BIN)/python
	rm -rf build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	touch $@

demo: $(WHEEL)
	$(call install,demo)
	$(BIN)/python examples/demo.py

test: $(WHEEL)
	$(call install,test)
	$(BIN)/pytest

docs: $(WHEEL)
	$(call install,docs)
	$(BIN)/sphinx-build --fail-on-warning --keep-going --nitpicky --quiet --fresh-env docs build/docs

lint: $(WHEEL)
	$(call install,lint)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	mkdir -p build/lint
	$(BIN)/python -m codegen render --isa x86_64_v3 --output build/lint/kernels.pyx
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/cython-lint build/lint/kernels.pyx siglib/_core.pyx siglib/_kernels.pxd

clean:
	rm -rf build dist $(VENV)
