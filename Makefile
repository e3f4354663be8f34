# Every command of the project, in one place: each installs what it needs before it starts.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first of these that is 3.11 or newer; say `make PYTHON=/path/to/python3` to choose another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
RUNS := .venv/.runs
READY := .venv/.ready
ARGS ?=

.PHONY: help demo test check format lint types layers bench mutants fix lock

help: ## Show these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile \
	| while IFS='|' read -r name says; do printf '  make %-10s %s\n' "$$name" "$$says"; done

demo: export PYTHONDONTWRITEBYTECODE =
demo: $(RUNS) ## See the bot work, in a sandbox (ARGS='--say "/meet stand-up"' types for you)
	@$(BIN)/python -m bot demo $(ARGS)

# All tests run in parallel, one more than there are processors, since many of them wait; those
# that are chosen run in one process, in order.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 1)')
test: $(READY) ## Run the tests (ARGS='tests/meetings -x' chooses)
	@$(BIN)/python -m pytest -q $(or $(ARGS),-n $(WORKERS) --dist loadgroup)

check: format lint types layers test ## Everything that a change has to pass

format: $(READY) ## Is the code formatted?
	@$(BIN)/ruff format --quiet --check . || { echo 'make fix formats it'; exit 1; }

lint: $(READY) ## Style, and common mistakes
	@$(BIN)/ruff check --quiet .

types: $(READY) ## mypy, strict
	@$(BIN)/mypy --no-error-summary

layers: $(READY) ## Who may import whom
	@$(BIN)/lint-imports --no-cache --no-logo > .venv/layers.txt || { cat .venv/layers.txt; exit 1; }

mutants: $(READY) ## Take each guard out, and see which tests notice (ARGS choose by name)
	@$(BIN)/python -m tests.mutants $(ARGS)

bench: $(READY) ## Measure, and print the numbers (ARGS are passed on)
	@$(BIN)/python -m bench $(ARGS)

fix: $(READY) ## Format the code, fix what ruff can, write docs/map.md and services' settings
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python -m tests.architecture.code_map
	@$(BIN)/python -m tests.architecture.settings_page

lock: $(READY) ## Write the two lock files again (LOCK=--upgrade takes newer versions)
	@PATH="$(CURDIR)/$(BIN):$$PATH"; command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv'; exit 1; }; \
	uv $(COMPILE) --group dev $(LOCK) -o requirements-dev.lock >/dev/null && \
	cp requirements-dev.lock requirements.lock && uv $(COMPILE) -o requirements.lock >/dev/null

COMPILE := --quiet pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-header

# A lock file names all there is to install, each file by its hash: nothing is left to resolve. If
# uv is missing, or does not know pip's index, pip does it; the one of the lock file, because the
# one that comes with Python 3.11 takes twice as long. It is installed by Python's own pip, or, where
# Python has none, by the one that it can unpack.
WITH := install -qq --disable-pip-version-check --no-deps --no-compile --require-hashes
PIP := $(BIN)/python -m pip $(WITH)
define install
{ command -v uv >/dev/null && uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r $(1) 2>/dev/null; } \
|| { sed -n '/^pip==/,/^ *#/p' $(1) > .venv/pip.lock \
	&& { $(PYTHON) -m pip --python $(BIN)/python $(WITH) -r .venv/pip.lock 2>/dev/null \
		|| { $(BIN)/python -m ensurepip >/dev/null && $(PIP) -r .venv/pip.lock; }; } \
	&& $(PIP) -r $(1); }
endef

# What the program needs, and a pointer to this folder in place of an installed copy of it: so
# nothing has to be built. Python compiles what it imports at the first start, and keeps it, also
# where the environment says otherwise. The last step is the stamp.
$(RUNS): requirements.lock
	@test -n '$(PYTHON)' || { echo 'Parley needs Python 3.11 or newer: install it, or say make PYTHON=...'; exit 1; }
	@test -x $(BIN)/python || { echo 'installing into .venv, which takes less than a minute ...' && $(PYTHON) -m venv --without-pip .venv; }
	@$(call install,requirements.lock)
	@pwd > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/parley-checkout.pth"
	@printf '#!%s\nfrom bot.__main__ import main\n\nmain()\n' "$$(pwd)/$(BIN)/python" > $(BIN)/parley
	@chmod +x $(BIN)/parley
	@touch $@

# What the tests and checks need besides. They start many processes, so everything is compiled.
$(READY): $(RUNS) requirements-dev.lock
	@echo 'installing what the tests need into .venv ...'
	@$(call install,requirements-dev.lock)
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true
	@touch $@
