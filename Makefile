# Every target sets up what it needs first (tools/setup.sh) and is quick when that is there already.
#   PYTHON   the interpreter that builds .venv (default python3)
#   WORKERS  test processes at a time (default auto: one a core)
#   T        tests to run: make test T=tests/policy
#   SERVE    make demo SERVE=0 ends when everything is there, instead of serving it on this machine
#   PORT     where it serves them (default 8000)
#   UPGRADE  make lock UPGRADE=--upgrade takes the newest versions; otherwise pinned ones stay

PYTHON ?= python3
WORKERS ?= auto
T ?= tests
SERVE ?= 1
PORT ?= 8000

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin
SETUP := PYTHON='$(PYTHON)' tools/setup.sh
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
COUNTY := var/demo/county
RESULT := var/demo/result
DEMO_DATABASE := var/demo/reserve.sqlite3
DEMO_KEYS := $(basename $(DEMO_DATABASE)).keys
DEMO_STORED := --database $(DEMO_DATABASE) --keys $(DEMO_KEYS)
DEMO_LOGINS := var/demo/logins.tsv
UV_COMPILE := env UV_NO_CONFIG=1 $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

.PHONY: help setup demo test test-fast check format bench proof look lock pictures translations clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## build .venv with everything that tests and checks need
	@$(SETUP) dev

demo: ## a whole campaign of an invented county in var/demo/, a login for every role, and the service
	@$(SETUP) runtime
	@rm -rf $(COUNTY) $(RESULT) $(DEMO_DATABASE)* $(DEMO_KEYS) $(DEMO_LOGINS)
	@mkdir -p var/demo
	$(BIN)/reserve sample --seed 2026 --out $(COUNTY)
	$(BIN)/reserve run --policy reserve/policy/plans/seed-county.toml --data $(COUNTY) --out $(RESULT) \
		--keep $(DEMO_DATABASE)
	@printf '%s\n' '' \
		"The county's files went in from  $(COUNTY)/" \
		"The list and its reasons are in  $(RESULT)/result.xlsx  (open it: screening, undecided, exceptions, members, places, exam, list)" \
		"The same for programs            $(RESULT)/result.json" \
		"The database, journal included   $(DEMO_DATABASE)" \
		"Why somebody stands there        .venv/bin/reserve explain NAME $(DEMO_STORED)" \
		"The service                      .venv/bin/reserve serve $(DEMO_STORED)" \
		"" "Sign in as any of these:" ""
	@$(BIN)/python -m tools.demo $(DEMO_DATABASE) $(DEMO_KEYS) $(DEMO_LOGINS)
ifneq ($(SERVE),0)
	@printf '\n'
	$(BIN)/reserve serve --plain --port $(PORT) $(DEMO_STORED)
endif

test: ## all tests: SQLite, PostgreSQL, browser
	@$(SETUP) dev postgres chromium fonts
	$(PYTEST) $(T)

test-fast: ## the tests that need neither PostgreSQL nor a browser
	@$(SETUP) dev
	$(PYTEST) -m 'not postgres and not browser' $(T)

check: ## style, types, import contracts, migrations, translations
	@$(SETUP) dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.migrations check
	$(BIN)/python -m tools.translations check

format: ## let ruff put the code into form
	@$(SETUP) dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: ## how fast it is, against plain numpy and against a loop over persons
	@$(SETUP) dev
	$(BIN)/python -m benchmarks

proof: ## the long proofs; they go on where they were stopped
	@$(SETUP) dev
	$(BIN)/python -m tests.proof

pictures: ## take the guide's pictures anew, as the browser journey sees the pages
	@$(SETUP) dev chromium fonts
	PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/browser/test_journey.py
	find docs/pictures -name 'wide-*' -delete -o -name 'phone-*' -delete

look: ## pictures of every page in var/look/, over a tiny and a large county, and how long each page took
	@$(SETUP) dev chromium fonts
	$(BIN)/python -m tests.browser.look var/look

lock: ## compile requirements*.in into requirements*.txt
	@$(SETUP) dev
	$(UV_COMPILE) -o requirements.txt requirements.in
	$(UV_COMPILE) -c requirements.txt -o requirements-dev.txt requirements-dev.in

translations: ## bring the catalogue of messages up to date with the code
	@$(SETUP) dev
	$(BIN)/python -m tools.translations update

clean: ## remove .venv and every cache; var/ stays
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
