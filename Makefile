# Everything here needs python3 (3.11 or later) and make, nothing else: uv is taken from PATH or put into .tools/.
.DEFAULT_GOAL := help
.PHONY: help demo test lint format constraints wheel browser bench clean

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
FACE   := $(wildcard crawler/facade/*)

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## crawl a small press on this machine, twice, and show what was kept, cut and folded
	@rm -f demo.db demo.db-wal demo.db-shm demo.db.lock
	$(BIN)/newsfold demo --db demo.db

test: $(VENV)/.developed ## run the tests
	$(BIN)/python -m pytest -n 2 $(ARGS)

lint: $(VENV)/.developed ## check format, style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.developed ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wheel: $(VENV)/.developed ## build sdist and wheel into dist/
	$(BIN)/python -m build --no-isolation

constraints: ## pin the newest dependencies anew: names, versions and hashes, no addresses
	$(UV) pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate --upgrade -o constraints.txt pyproject.toml

clean: ## remove what make made
	rm -rf $(VENV) .tools dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet uv

$(VENV)/bin/python: | $(filter .tools/bin/uv,$(UV))
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)

# The face is shipped as a package of another name, so an editable install holds a copy: it is made anew when the face changes.
$(VENV)/.installed: pyproject.toml constraints.txt $(FACE) | $(VENV)/bin/python
	$(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt --reinstall-package newsfold --editable .
	@touch $@

$(VENV)/.developed: pyproject.toml constraints.txt $(FACE) | $(VENV)/bin/python
	$(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt --reinstall-package newsfold --editable '.[web,parquet,dev]'
	@touch $@ $(VENV)/.installed
