# `make` alone says what each target does.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# What was compiled once is read the next time, also where the environment forbids it: half of a start.
export PYTHONDONTWRITEBYTECODE :=
PROCESSES := $(wildcard processes/*/*.bpmn)

.DEFAULT_GOAL := help
.PHONY: help setup run check test test-long coverage-processes dist bench tck bundles

help: ## say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

setup: $(READY) bundles ## environment in .venv, browser bundles

$(READY): setup.cfg pyproject.toml
	@echo "liye: setting up $(VENV) (once)"
	@$(PYTHON) -c 'import sys; sys.exit("liye needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

bundles: $(READY)
	@$(BIN)/python -m web.bundles

run: setup ## serve the demo office on http://127.0.0.1:8000
	@LIYE_DEMO=1 $(BIN)/liye serve

check: setup ## static checks, diagram lint, the fast tests (SQLite, no browser)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=. lint-imports --no-logo > .checks.log 2>&1 || { cat .checks.log; exit 1; }
	@if [ -n "$(PROCESSES)" ]; then $(BIN)/liye lint --quiet $(dir $(PROCESSES)); fi
	@{ $(BIN)/mypy && $(BIN)/python -m web.bundles pyright; } > .checks.log 2>&1 & types=$$!; \
	  $(BIN)/python -m pytest -n 2 -m "not browser and not postgres and not slow"; tests=$$?; \
	  wait $$types || { cat .checks.log; exit 1; }; exit $$tests

test: setup ## every test, on SQLite and PostgreSQL and in the browser
	@$(BIN)/python -m pytest -n 2

test-long: setup ## 2,000 random processes against the oracle, random expressions; LIYE_SEED makes them again
	@seed=$${LIYE_SEED:-$$(date +%s)}; echo "LIYE_SEED=$$seed"; \
	  LIYE_SEED=$$seed LIYE_EXAMPLES=$${LIYE_EXAMPLES:-2000} \
	    $(BIN)/python -m pytest -n 2 tests/engine/runtime/test_oracle.py \
      tests/engine/runtime/test_moving_at_random.py tests/operations/test_at_random.py tests/operations/test_everything_at_random.py tests/operations/test_races_at_random.py tests/engine/test_races_of_people.py tests/bpmn/soundness \
      tests/bpmn/feel/test_bounds.py && \
	  $(BIN)/python -m tests.bpmn.feel.fuzz --minutes 2 --seed $$seed

coverage-processes: setup ## what of each process its stories reach; fails unless it is everything
	@$(BIN)/python -m tests.process_coverage

bench: setup ## measure; prints ratios of one run
	@$(BIN)/python -m tests.bench

tck: setup ## the DMN TCK folder named by LIYE_DMN_TCK
	@$(BIN)/python -m tests.bpmn.tck

dist: setup ## build the wheel, bundles inside
	@$(BIN)/python -m build --wheel --no-isolation
