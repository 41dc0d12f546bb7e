# Everything runs from a virtual environment of its own; `make setup` is instant once that is current.

VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
STAMP = $(VENV)/.ready

.PHONY: help setup run test bench docs check lint

help:
	@echo "make setup   create $(VENV) and install ripeness with everything below"
	@echo "make run     simulate afghanistan-2018: outcome table, run folder, report"
	@echo "make test    run the tests"
	@echo "make bench   print the benchmark table, write benchmarks/latest.json"
	@echo "make docs    build the documentation into site/"
	@echo "make lint    style, types, arrows between the parts"

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "ripeness needs Python 3.11 or later: make setup PYTHON=python3.12" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
		-e ".[test,quality,docs,bench,data,calibration]"
	@touch $(STAMP)

run: $(STAMP)
	$(BIN)/ripeness run afghanistan-2018 $(ARGS)

test: $(STAMP)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

bench: $(STAMP)
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(STAMP)
	$(BIN)/mkdocs build --strict $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test
