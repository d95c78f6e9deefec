# The two commands: `make run` and `make test`. Both stand on `make install`.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all:

.PHONY: run test chaos install format lock clean

run: install
	@PODME_PORT=$(PORT) $(BIN)/podme run

test: install
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/pytest

# Kills, faults and growth at full length, with their figures: about half an hour. SEED=… repeats a storm of kills.
chaos: install
	CHAOS=1 $(BIN)/pytest -n0 -s -q tests/builds/test_chaos.py tests/builds/test_faults.py tests/builds/test_growth.py

format: install
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

install: .venv/installed

# The lock is whole, so nothing is resolved: pip would look for a newer `coverage[toml]` beside the locked `coverage`.
# feedgen is the one source package: its build backend (setuptools) comes from the lock as well, so it is installed
# first and no isolated build fetches another.
.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "podme needs Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing into .venv (the first time takes a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.txt > .venv/backend.txt
	@$(PIP) -r .venv/backend.txt
	@$(PIP) --no-binary feedgen --no-build-isolation -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet --upgrade -o requirements.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
