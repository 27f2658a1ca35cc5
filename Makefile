# What a person does here: see it work, test it, check it. Each target sets itself up; Python 3.11+ and make are enough.
#
#   make demo     a tour: record, replay, check, seal, verify and report, on real minutes and an invented county
#   make test     run every test and every example in the docs, measuring branches: WORKERS=4
#   make check    style, types, rooms, spelling, docs, and the coverage gate on what `make test` measured
#   make test-postgres  run every test with its ledgers in PostgreSQL: URL=postgresql://… TESTS=tests/ledger WORKERS=4
#   make failover kill a primary while it is written, and go on with its standby: ROUNDS=5 SEED=7 MODE=asynchronous
#   make faults   kill, fill the disk, damage the file and more, round after round: KIND=kill ROUNDS=200 SEED=7
#   make simulate a ledger and all around it from one seed, killed between any two statements: SEED=7 STEPS=300
#   make followers  kill whoever keeps tables up, round after round: ROUNDS=20 EVENTS=1000 SEED=7
#   make mutants  break every rule on purpose and see whether a test notices: SAMPLE=200 SEED=7
#   make attacker forge histories with the log's own key, and see that what others kept finds it out: ROUNDS=100 SEED=7
#   make flips    change every byte of an export, one at a time, and see that it is noticed: SEED=7
#   make independent  have verifiers that nobody here wrote check a sample export: needs go, its x/mod, node and npm
#   make page     hold the report page and the example apps to axe-core's rules in a real Chromium: needs chromium, node and npm
#   make bench    measure ours against raw Python and peers, row by row: ENTRIES=1000000 RUNS=3 SEED=1
#   make bench-profile  where the time of a row of ours goes: ROW=verify ENTRIES=100000
#   make bench-quick  the same in less than a minute, for its answers
#   make docs     build the docs
#   make screenshots  take the pictures of the report page that the docs show: needs chromium and pdftoppm
#   make venv     set up everything and stop
#   make clean    remove what was built; make distclean removes the virtual environment too
#
# PYTHON=/path/to/python3 picks an interpreter. ARGS="-k sentence" passes arguments on to pytest or to the demo.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check
PYTHONS := $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
COVERAGE_MIN := 97
unexport PYTHONDONTWRITEBYTECODE # Else every process that a test starts compiles the library anew.

.DEFAULT_GOAL := help
.PHONY: help venv demo test test-postgres failover faults simulate followers mutants attacker flips independent page \
	bench bench-quick check docs screenshots clean distclean lint format mypy pyright rooms spelling docs-strict coverage

help:
	@sed -n 's/^#   //p' Makefile

# --- setting up: one environment, in three stamped steps, so that the demo need not wait for the tools ---

$(VENV)/.made:
	@if $(PY) -c 'import pip; $(RECENT)' >/dev/null 2>&1; then touch $@; exit 0; fi; \
	for python in $(PYTHONS); do \
		if "$$python" -c '$(RECENT)' >/dev/null 2>&1; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "govledger needs Python 3.11 or later, and found none among: $(PYTHONS)." >&2; \
		echo "Install one, or name one: make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "making $(VENV) with $$("$$found" --version)"; \
	if ! "$$found" -m venv --clear $(VENV); then \
		rm -rf $(VENV); \
		echo "$$found could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2; \
		exit 1; \
	fi; \
	touch $@

$(VENV)/.core: pyproject.toml $(VENV)/.made
	@echo "installing govledger into $(VENV)"
	@$(PIP) install --quiet --quiet --editable '.[report,seal]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.core
	@echo "installing the tools into $(VENV)"
	@$(PIP) install --quiet --quiet --editable '.[dev]'
	@touch $@

venv: $(VENV)/.dev

# --- seeing it work ---

demo: $(VENV)/.core
	@$(BIN)/govledger demo $(ARGS)

# --- testing ---

test: $(VENV)/.dev
	@echo "pytest: the tests, and every example in src, docs and README.md"
	@$(PY) -m pytest --numprocesses $(or $(WORKERS),auto) --dist worksteal --cov --cov-report= $(ARGS)
	@printf 'coverage with branches: %s %%, kept in .coverage for make check\n' "$$($(PY) -m coverage report --format=total)"

# Without URL a server is started for each worker, from programs that are on the PATH or in Debian's place for them.
test-postgres: $(VENV)/.dev
	@GOVLEDGER_POSTGRES=required $(PY) -m pytest --numprocesses $(or $(WORKERS),auto) --dist worksteal \
		--postgres=$(or $(URL),start) $(TESTS) $(ARGS)

failover: $(VENV)/.dev
	@$(PY) -m tests.postgres.failover --rounds $(or $(ROUNDS),3) $(if $(SEED),--seed $(SEED)) $(if $(MODE),--$(MODE))

faults: $(VENV)/.dev
	@$(PY) -m tests.faults.run $(addprefix --kind ,$(KIND)) --rounds $(or $(ROUNDS),20) $(if $(SEED),--seed $(SEED))

simulate: $(VENV)/.dev
	@$(PY) -m tests.simulation.run --seed $(or $(SEED),7) --steps $(or $(STEPS),300) $(addprefix --only ,$(ONLY))

followers: $(VENV)/.dev
	@$(PY) -m tests.faults.follow_loop --rounds $(or $(ROUNDS),20) --events $(or $(EVENTS),1000) $(if $(SEED),--seed $(SEED))

mutants: $(VENV)/.dev
	@$(PY) -m tests.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(MODULES)

attacker: $(VENV)/.dev
	@$(PY) -m tests.attacker.run --rounds $(or $(ROUNDS),20) $(if $(SEED),--seed $(SEED))

flips: $(VENV)/.dev
	@$(PY) -m tests.flips.flip $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

INDEPENDENT := tests/seal/independent

# Nothing is installed beside the sources: npm works on a copy of what names the package.
build/independent/.made: $(INDEPENDENT)/package.json $(INDEPENDENT)/package-lock.json
	@mkdir -p $(@D)
	@cp $^ $(@D)
	@npm ci --prefix $(@D) --silent --ignore-scripts
	@touch $@

independent: $(VENV)/.dev build/independent/.made
	@GOVLEDGER_INDEPENDENT=required $(PY) -m pytest $(INDEPENDENT) $(ARGS)

AXE := tests/exports/report/axe

build/axe/.made: $(AXE)/package.json $(AXE)/package-lock.json
	@mkdir -p $(@D)
	@cp $^ $(@D)
	@npm ci --prefix $(@D) --silent --ignore-scripts
	@touch $@

page: $(VENV)/.dev build/axe/.made
	@GOVLEDGER_BROWSER=required $(PY) -m pytest tests/exports/report/test_browser.py tests/examples/test_browser.py $(ARGS)

# --- measuring: peers live in an environment of their own, and may be missing ---

PEERS := build/peers
BENCH := GOVLEDGER_BENCH_PEERS=$(PEERS) $(PY) -m benchmarks
RESULTS := benchmarks/results.json

$(PEERS)/.made: $(VENV)/.dev
	@mkdir -p $(@D)
	@$(PY) -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check install --quiet --quiet 'beancount>=3.2,<4' 'umadb>=0.7,<1' \
		|| echo "some peers could not be installed; they will be NOT RUN"
	@touch $@

bench: $(PEERS)/.made
	@$(BENCH) --entries $(or $(ENTRIES),1000000) --runs $(or $(RUNS),3) --seed $(or $(SEED),1) --out $(RESULTS) $(ARGS)
	@$(PY) -m benchmarks.report

bench-quick: $(PEERS)/.made
	@$(BENCH) --quick $(ARGS)

bench-profile: $(PEERS)/.made
	@$(BENCH) --profile $(or $(ROW),verify) --entries $(or $(ENTRIES),100000) --seed $(or $(SEED),1) $(ARGS)

# --- checking: every step runs, even when an earlier one fails ---

check: $(VENV)/.dev
	@$(MAKE) --no-print-directory --keep-going lint format mypy pyright rooms spelling docs-strict coverage \
		|| { echo "make check: FAILED"; exit 1; }
	@echo "make check: all is well"

# Prints the step's name, and what the tool said only if it failed: $(call step,name,command)
step = @echo "$(1)"; said=$$($(2) 2>&1) || { printf '%s\n' "$$said"; echo "$(1): FAILED"; exit 1; }

lint: $(VENV)/.dev
	$(call step,ruff check,$(PY) -m ruff check --quiet .)

format: $(VENV)/.dev
	$(call step,ruff format --check,$(PY) -m ruff format --check --quiet --diff .)

mypy: $(VENV)/.dev
	$(call step,mypy (src and tests),$(PY) -m mypy)

pyright: export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1 # It would ask the network for its newest version.
pyright: $(VENV)/.dev
	$(call step,pyright (src),$(PY) -m pyright --pythonpath $(PY))

rooms: $(VENV)/.dev
	$(call step,import-linter,$(BIN)/lint-imports)

spelling: $(VENV)/.dev
	$(call step,codespell,$(BIN)/codespell $(wildcard README.md CHANGELOG.md Makefile pyproject.toml src tests docs examples benchmarks))

docs-strict: $(VENV)/.dev
	$(call step,docs (warnings are errors),$(PY) -m sphinx -nW --keep-going -q docs docs/_build/html)

coverage: $(VENV)/.dev
	@echo "coverage (lines and branches, at least $(COVERAGE_MIN) %)"
	@test -f .coverage || { echo "coverage: FAILED: nothing measured yet; run make test first"; exit 1; }
	@said=$$($(PY) -m coverage report --fail-under=$(COVERAGE_MIN) 2>&1) || { printf '%s\n' "$$said"; exit 1; }

# --- docs and cleaning ---

docs: docs-strict
	@echo "open docs/_build/html/index.html"

screenshots: $(VENV)/.dev
	@$(PY) docs/make_screenshots.py

clean:
	@rm -rf build dist docs/_build .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find $(wildcard src tests docs examples benchmarks) -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	@rm -rf $(VENV)
