# Everything here needs python3 (3.11 or later) and make, nothing else: uv is taken from PATH or put into .tools/.
.DEFAULT_GOAL := help
.PHONY: help demo browse docs test test-lowest lint format constraints wheel browser bench clean

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
LOWEST := .venv-lowest
# Every package is imported and every dependency does its work in these; they take half a minute.
CORE   := tests/lowest tests/conduct tests/config/test_cron.py tests/feeds/test_reader.py tests/storage/test_contract.py \
          tests/storage/test_migrations.py tests/schedule/test_schedule.py tests/schedule/test_service.py tests/extract tests/urls
# Compiled once, here: a start takes 1.1 s of CPU more where Python may not write what it compiles.
COMPILE = $(BIN)/python -m compileall -q crawler spiders storage
FACE   := $(wildcard crawler/facade/*)

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## crawl a small press on this machine, twice, and show what was kept, cut and folded
	@rm -f demo.db demo.db-wal demo.db-shm demo.db.lock
	$(BIN)/newsfold demo --db demo.db

browse: $(VENV)/.installed ## look at the demo's archive in a browser
	$(BIN)/newsfold serve --open --db demo.db

docs: $(VENV)/.developed ## build the documentation into build/site/
	$(BIN)/python -m mkdocs build --quiet --strict
	@echo "build/site/index.html (its search box needs a server: $(PYTHON) -m http.server --bind 127.0.0.1 --directory build/site)"

test: $(VENV)/.developed ## run the tests
	$(BIN)/python -m pytest -n 2 $(ARGS)

test-lowest: $(LOWEST)/.installed ## run the core tests and the demo on the lowest versions that pyproject.toml allows
	$(LOWEST)/bin/python -m pytest -n 2 $(CORE)
	@rm -f $(LOWEST)/demo.db*
	$(LOWEST)/bin/newsfold demo -q --db $(LOWEST)/demo.db

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
	rm -rf $(VENV) $(LOWEST) .tools dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet uv

$(VENV)/bin/python: | $(filter .tools/bin/uv,$(UV))
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)

# The face is shipped as a package of another name, so an editable install holds a copy: it is made anew when the face changes.
$(VENV)/.installed: pyproject.toml constraints.txt $(FACE) | $(VENV)/bin/python
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --reinstall-package newsfold --editable '.[web]'
	@$(COMPILE)
	@touch $@

# Lowest of what we ask for ourselves, newest of what they ask for, as a resolver that must compromise may choose.
$(LOWEST)/.installed: pyproject.toml $(FACE) | $(filter .tools/bin/uv,$(UV))
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(LOWEST)
	$(UV) pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --reinstall-package newsfold --editable '.[web,parquet,dev]'
	@touch $@

$(VENV)/.developed: pyproject.toml constraints.txt $(FACE) | $(VENV)/bin/python
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --reinstall-package newsfold --editable '.[web,parquet,dev]'
	@$(COMPILE)
	@touch $@ $(VENV)/.installed
