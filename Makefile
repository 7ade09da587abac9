# `make help` lists what you can ask for. The two that matter: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export FLASK_APP := wsgi
PORT ?= 8000
export PORT
PUBLIC_BASE_URL ?= http://localhost:$(PORT)
export PUBLIC_BASE_URL
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# Flask-Principal is published as source only; everything else comes as a wheel.
WHEELS := --only-binary :all: --no-binary flask-principal
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

# $(call install,lock): into .venv, by uv where there is one, else by pip; hashes always checked.
# The lock is whole, so nothing is worked out anew. Compiled at the end, on every core: a start takes
# half as long, also where Python may not write beside its modules.
install = if command -v uv >/dev/null; then \
	  uv pip install --quiet --python .venv/bin/python --no-deps --require-hashes $(WHEELS) -r $(1); \
	else \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes $(WHEELS) -r $(1); \
	fi && { .venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true; }

.PHONY: help
help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 is missing. Install it with: sudo apt-get install python3 python3-venv"; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --python "$(PYTHON)" .venv; \
	else "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python cannot make virtual environments here. Install what is missing with: sudo apt-get install python3-venv"; exit 1; }; \
	"$(PYTHON)" -m venv .venv; fi

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "Installing what the application needs …"
	@$(call install,requirements.txt)
	@touch $@

.venv/.installed-dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what tests and checks need …"
	@$(call install,requirements-dev.txt)
	@touch $@ .venv/.installed

.venv/.translated: $(CATALOGUES) | .venv/bin/python
	@[ -z "$(CATALOGUES)" ] || pybabel --quiet compile --directory translations
	@touch $@

.PHONY: pango
pango:
	@/sbin/ldconfig -p 2>/dev/null | grep -q libpango-1.0 \
	  || echo "Pango is missing: PDFs are off, every page can still be printed. Install it with: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

.PHONY: run
run: .venv/.installed .venv/.translated pango ## set up what is missing, then start web and worker with demo data
	@python -m app setup --with-demo
	@exec honcho start --port $(PORT)

.PHONY: test
test: .venv/.installed-dev .venv/.translated browser ## set up what tests need, then run them all
	@pytest -n 2 --dist loadfile -m "not slow"

.PHONY: test-long
test-long: .venv/.installed-dev .venv/.translated browser ## the same tests and the slow ones
	@pytest -n 2 --dist loadfile

.PHONY: browser
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else \
	    echo "*** Chromium is missing: the browser tests will be SKIPPED. Install it with: sudo apt-get install chromium ***"; \
	  fi; }

.PHONY: check
check: .venv/.installed-dev .venv/.translated ## formatting, types, architecture, templates, migrations, words
	@ruff format --check --quiet . || { echo "Some files are not formatted: run 'make format'."; exit 1; }
	@ruff check --quiet .
	@mypy --no-error-summary
	@lint-imports --no-cache | tail -n 12
	@djlint app --quiet --lint
	@python -m tests.check_migrations
	@python -m tests.check_words

.PHONY: format
format: .venv/.installed-dev ## put every file into the house's form
	@ruff format --quiet . && ruff check --fix --quiet .

.PHONY: bench
bench: .venv/.installed-dev .venv/.translated ## measure the figures in docs/figures.md
	@python -m tests.bench

.PHONY: assets
assets: ## rebuild app/static from assets/ (needs Node; the result is committed)
	@npm ci --silent && npm run --silent build

.PHONY: translations
translations: .venv/.installed-dev ## collect the words of every page, update the catalogues, compile them
	@pybabel --quiet extract --mapping babel.cfg --no-location --sort-output --project "Said and Done" --copyright-holder "Said and Done" --keyword _l --output translations/messages.pot . 
	@pybabel --quiet update --input-file translations/messages.pot --output-dir translations --no-fuzzy-matching --ignore-pot-creation-date
	@pybabel --quiet compile --directory translations
	@touch .venv/.translated

.PHONY: migration
migration: .venv/.installed-dev ## write the next migration: make migration name=0002_short_words
	@[ -n "$(name)" ] || { echo "Say what it is called: make migration name=0002_short_words"; exit 1; }
	@flask db revision --autogenerate --rev-id "$(name)" --message "$(name)"

.PHONY: requirements
requirements: .venv/.installed-dev ## make the locks anew from the .in files
	@uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --upgrade requirements.in --output-file requirements.txt
	@uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements-dev.in --constraints requirements.txt --output-file requirements-dev.txt
	@uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements-encoder.in --constraints requirements.txt --output-file requirements-encoder.txt
	@uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements-encoder-train.in --constraints requirements-encoder.txt --output-file requirements-encoder-train.txt

.PHONY: clean
clean: ## remove what was installed; your data in instance/ stays
	@rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache
