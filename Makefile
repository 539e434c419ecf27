# Every command of the house. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
FRESH ?=
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUNBUFFERED := 1

.PHONY: help demo run test test-long check fix bench leaks clean messages lock setup setup-dev

help: ## List the commands.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-10s %s\n", $$1, $$2}'

demo: setup ## Set up and run the demonstration publication on one SQLite file (PORT=8000, FRESH=1 starts over).
	@$(BIN)/masthead demo --port $(PORT) $(if $(FRESH),--fresh)

run: setup-dev ## Run your working copy with DEBUG on, on the demonstration's data (PORT=8000).
	@MASTHEAD_MODE=development DEBUG=true SITE_URL=http://localhost:$(PORT) $(BIN)/masthead serve --prepare --port $(PORT)

test: setup-dev ## Pass every test: journeys in Chromium, units, house rules, leak audit; what asks a database on SQLite and on PostgreSQL.
	@bash scripts/test

test-long: setup-dev ## The long forms: bigger random trees, more webhooks orders, a thread of 100,000; results in docs/measured.md.
	@bash scripts/test-long

check: setup-dev ## Read the code: ruff, mypy --strict, import contracts, djLint, Django's deployment checks, missing migrations.
	@bash scripts/check

fix: setup-dev ## Mend what a tool can mend: formatting, imports, templates.
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/djlint masthead --reformat --quiet || true

bench: setup-dev ## Measure on both databases and in the browser, with Lighthouse; print a table and write bench/results/latest.json.
	@bash scripts/bench

leaks: setup ## Walk every public surface of the demonstration as every kind of reader and name whatever leaks.
	@MASTHEAD_MODE=demo $(BIN)/masthead demo --only-fill
	@MASTHEAD_MODE=demo $(BIN)/masthead manage audit_leaks

messages: setup-dev ## Gather every translatable sentence into masthead/locale/*/LC_MESSAGES/django.po, keeping what is translated.
	@$(BIN)/python -m scripts.messages

lock: ## Write requirements/*.txt anew from requirements/*.in (needs uv).
	@for part in run dev; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --quiet requirements/$$part.in -o requirements/$$part.txt; done

clean: ## Remove what can be made again: caches, collected files, test data. The demonstration's data stays.
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/test var/static build *.egg-info
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

setup: .venv/.run-ready

setup-dev: .venv/.dev-ready

.venv/.run-ready: requirements/run.txt pyproject.toml
	@bash scripts/setup run

.venv/.dev-ready: requirements/dev.txt pyproject.toml
	@bash scripts/setup dev
