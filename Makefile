# `make build` builds the release into dist/; `make test` runs the tests of a few minutes; `make test-all` runs the rest too.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# Also holds for what pip fetches to build the package itself.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: build test test-all check format bench clean

build: $(VENV)/installed
	$(BIN)/exordf build

# Under four minutes on two cores: every module, the real data, both engines, every query with its answer, every shape
# with a file that breaks it, every format, and a page in a browser if Chromium is installed.
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not slow'

# The rest as well: every page and variant, other stores, builds, an installation. tests/test_suite.py has the reasons.
test-all: test
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow

# Formatting, lint, types, and the direction of imports.
check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.run

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[draw,nanopub,reason,serve,site,tables]'
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) dist build
