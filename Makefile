# Two commands: `make run` and `make test`. Both need Python 3.11 or newer with venv, and make; nothing else.
# PYTHON=... picks the interpreter, PERIOD=... the half-year.

PERIOD ?= 2023-H1
VENV := .venv
RUN := $(VENV)/.run
TEST := $(VENV)/.test
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test campaigns coverage browser bench newest rivals picture contract lock clean

run: $(RUN)
	$(BIN)/zones run $(PERIOD)

test: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/deptry .
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# The tests that draw their cases at random, with many more of them than in `make test`.
campaigns: $(TEST)
	ZONES_LONG=1 $(BIN)/python -m pytest -n 2 -m campaign --durations 0

# Which lines no test runs: a summary here, the lines in htmlcov/index.html. Children of the tests are counted too.
coverage: $(TEST)
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered --cov-report=html

# The desk as people use it: two packages of npm drive Chromium and judge its pages.
browser: $(TEST)
	npm install --prefix $(VENV)/node --no-save --no-audit --no-fund playwright-core axe-core
	$(BIN)/python -m pytest -n 0 tests/desk/test_browser.py

# A process of its own each: the memory of a command counts from that of the process that starts it.
bench: $(TEST)
	failed=; for file in speed reading_speed worst_cases rules_scale derived_scale exports_scale scale prefect_share; do \
	  $(BIN)/python -m pytest tests/benchmarks/test_$$file.py --benchmark-columns=min,median,rounds -s || failed="$$failed $$file"; done; \
	  test -z "$$failed" || { echo "A bound does not hold in:$$failed" >&2; exit 1; }

# Peers beside our rules. Banff (GPL) is in an environment of its own and nothing of ours imports it.
rivals: $(TEST)
	$(BIN)/python -m venv .benchmarks/banff
	banff=; if .benchmarks/banff/bin/python -m pip install -q banff; then banff=.benchmarks/banff/bin/python; fi; \
	  $(BIN)/python -m tests.rivals $$banff

# Upgrades tried: the newest of every package without the upper bounds, in an environment of its own, and what then breaks.
newest: $(RUN)
	$(BIN)/python -m tests.support.newest

# Each lock holds every package with its hashes, the build backend too, so nothing else is fetched. What takes long is
# named while it is fetched; what pip says is shown only where it fails. A stamp is written last: a set-up that was interrupted is done again.
INSTALL = PYTHONUNBUFFERED=1 $(PIP) install --no-deps --require-hashes --only-binary :all: --progress-bar off
SAY = awk '{ all = all $$0 "\n" } /^ *Downloading .* MB\)/ { split($$2, file, "-"); print "  fetching", file[1], $$3, $$4 } \
  /^Installing/ { print "  unpacking" } /^installed$$/ { done = 1 } END { if (!done) print all; exit !done }'

$(RUN): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (on Debian and Ubuntu: python3-venv)." >&2; exit 1; }
	@echo "Setting up $(VENV), once: $$(grep -c == requirements.lock) packages of requirements.lock, with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@{ $(INSTALL) -r requirements.lock && echo installed; } 2>&1 | $(SAY)
	@$(PIP) install -qq --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m compileall -q flows schemas
	@touch $@

$(TEST): $(RUN) requirements-test.lock requirements-readers.lock requirements-dask.lock
	@echo "Adding to $(VENV), once: what the tests need (requirements-test.lock)"
	@{ $(INSTALL) -r requirements-test.lock && $(INSTALL) --upgrade -t $(VENV)/readers -r requirements-readers.lock && \
	  $(INSTALL) --upgrade -t $(VENV)/dask -r requirements-dask.lock && echo installed; } \
	  2>&1 | $(SAY)
	@touch $@

# After a change of the tables: schemas/contract.json, what readers rely on.
contract: $(RUN)
	$(BIN)/python -m flows.publish.exports.contract

# The picture in the README.
picture: $(RUN)
	cd $$(mktemp -d) && $(CURDIR)/$(BIN)/zones --lang en run 2023-H1 --direct --raw $(CURDIR)/raw --picture $(CURDIR)/docs/run.svg

# After a change of the dependencies in pyproject.toml; needs uv. Versions stay as they are where they still fit.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras --quiet
# Beside what the tests need, in a folder of its own.
APART = $$(sed -n 's/^\([a-z0-9._-]*\)[=[].*/--no-emit-package \1/p' requirements-test.lock)
lock:
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --group test -c requirements.lock -o requirements-test.lock
	$(LOCK) pyproject.toml --group readers -c requirements-test.lock \
	  $(APART) -o requirements-readers.lock
	$(LOCK) pyproject.toml --extra dask -c requirements-test.lock $(APART) -o requirements-dask.lock

clean:
	rm -rf $(VENV) .venv-newest warehouse/releases warehouse/current warehouse/cache warehouse/work .pytest_cache .mypy_cache .ruff_cache htmlcov .coverage*
