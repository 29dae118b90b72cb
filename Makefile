# make run | test | ui | check | eval | bench | faults | fuzz: README.md says what each does.
# INBOX=dir, OUTPUT=dir, WORKERS=n, DAY=YYYY-MM-DD and VERBATIM_DESK=dir may be set for run and ui.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OLD_CLIENT := .venv/duckdb-1.2
STANDARDS := .venv/standards

# Without an inbox of the user's own, the bundled sample runs, into a place of its own.
ifeq ($(INBOX),)
export VERBATIM_INBOX := tests/corpus/inbox
export VERBATIM_DESK := tests/corpus/desk
export VERBATIM_OUTPUT := $(or $(OUTPUT),output/sample)
else
export VERBATIM_INBOX := $(INBOX)
export VERBATIM_OUTPUT := $(or $(OUTPUT),output)
endif
export VERBATIM_WORKERS := $(or $(WORKERS),$(VERBATIM_WORKERS),1)
export VERBATIM_DAY := $(or $(DAY),$(VERBATIM_DAY))
export DAGSTER_DISABLE_TELEMETRY := 1

.PHONY: run test ui check eval bench faults fuzz lock clean

run: $(READY)
	@$(BIN)/python -m assets.launch

ui: $(READY)
	@$(BIN)/python -m assets.serve

test: $(READY) $(OLD_CLIENT)/.ready $(STANDARDS)/.ready
	@env -u VERBATIM_INBOX -u VERBATIM_OUTPUT -u VERBATIM_DESK -u VERBATIM_DAY -u VERBATIM_WORKERS $(BIN)/pytest

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 1 -q sql

eval: $(READY)
	@test -n "$(GOLD)" || { echo "say which gold set: make eval GOLD=dir" >&2; exit 2; }
	@$(BIN)/python -m tests.quality.evaluate $(GOLD)

bench: $(READY)
	@$(BIN)/python -m tests.bench

faults: $(READY)
	@$(BIN)/python -m tests.faults

fuzz: $(READY)
	@$(BIN)/python -m tests.fuzz

# The environment is made anew whenever the locked libraries change. pip, and not the faster uv, since pip is there;
# --no-deps, since the lock is complete, and older pips stumble over the names of extras.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv with the locked libraries; this takes a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# A client of DuckDB 1.2 in an environment of its own: what is published must open there.
$(OLD_CLIENT)/.ready: requirements-duckdb-1.2.lock $(READY)
	@test -x $(OLD_CLIENT)/bin/python || $(BIN)/python -m venv $(OLD_CLIENT)
	@$(OLD_CLIENT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

# What tests hold a release against: the standards' own tools, readers, a local S3 server.
$(STANDARDS)/.ready: requirements-standards.lock $(READY)
	@test -x $(STANDARDS)/bin/python || $(BIN)/python -m venv $(STANDARDS)
	@$(STANDARDS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

# Only this target wants the network's newest: it takes the latest stable versions of everything and locks them.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
	uv pip compile --group standards --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-standards.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
