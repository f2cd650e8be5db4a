# Every target installs what it needs into .venv on first use, from the lock files.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: help run test check fmt bench docs lock install clean

help:
	@echo "make run      serve on https://localhost:8443; further options: ARGS='--clock 2021-08-30T00:00:00Z'"
	@echo "make install  everything that running, testing and checking need, into .venv"
	@echo "make test     all tests; some of them: ARGS=tests/domain"
	@echo "make check    format, lint, types, import arrows, generated documents"
	@echo "make fmt      format and fix what can be fixed by itself"
	@echo "make bench    measure this machine"
	@echo "make docs     write docs/compatibility.md anew"
	@echo "make lock     write the lock files anew; ARGS=--upgrade takes the newest versions"
	@echo "make clean    remove .venv and caches; data stays"

run: .venv/server
	$(BIN)/convener serve $(ARGS)

test: .venv/dev
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

check: .venv/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-logo
	$(BIN)/python docs/generate_compatibility.py --check

fmt: .venv/dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: .venv/dev
	$(BIN)/python -m bench $(ARGS)

docs: .venv/dev
	$(BIN)/python docs/generate_compatibility.py

lock: .venv/dev
	$(LOCK) $(ARGS) --extra server --group build pyproject.toml -o requirements.txt
	$(LOCK) $(ARGS) --extra server --group build --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

install: .venv/dev

clean:
	rm -rf .venv dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

.venv/server: requirements.txt pyproject.toml | .venv/made
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.txt .venv/server
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

# Debian packs venv apart from Python.
.venv/made:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { test "$$(id -u)" = 0 && apt-get update && apt-get install --yes python3-venv; } \
		|| { echo "$(PYTHON) lacks venv. As root: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@
