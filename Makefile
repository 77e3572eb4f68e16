# Two commands matter: "make demo" and "make test". Every target only calls a script, so make itself is not needed:
# "sh setup.sh demo" and "sh setup.sh test" do the same.

PY := .venv/bin/python
# make test T=tests/pure/test_curve.py runs a part, quickly, on SQLite.
T ?=
CASES ?= tests/worked_examples/bam_cases.csv
TRADING_CASES ?= tests/worked_examples/trading_cases.csv
MONEY_CASES ?= tests/worked_examples/money_cases.json

# make replay REGISTER_DIR=folder with the two published registers in it.
REGISTER_DIR ?=

.PHONY: help setup demo test test-full bench lint format lock verify-cases replay clean

help:
	@echo "make demo          set up, make example cases with a real worker, serve on http://127.0.0.1:8000/"
	@echo "make demo SERVE=0  the same, then stop"
	@echo "make test          all checks and tests on PostgreSQL, on SQLite what a database can make different"
	@echo "make test T=path   some tests, on SQLite"
	@echo "make test-full     everything on both databases, with many more random cases"
	@echo "make bench         the speed measurements"
	@echo "make lint          formatting, types, layers and migrations"
	@echo "make format        put the code into the project's format"
	@echo "make verify-cases  recompute the worked examples of the method, the trading rules and the fund"
	@echo "make replay REGISTER_DIR=folder   replay the published credit registers and print the facts"
	@echo "make lock          remake the hashed locks of the Python packages"
	@echo "make clean         remove everything that set-up and runs have made"

setup:
	@sh tools/setup.sh

demo: setup
	@$(PY) tools/demo.py

ifeq ($(strip $(T)),)
test:
	@sh tools/setup.sh --dev
	@sh tools/system.sh
	@$(PY) tools/run_tests.py
else
test:
	@sh tools/setup.sh --dev
	@$(PY) -m pytest $(T)
endif

test-full:
	@sh tools/setup.sh --dev
	@sh tools/system.sh
	@$(PY) tools/run_tests.py --full

bench:
	@sh tools/setup.sh --dev
	@sh tools/system.sh
	@$(PY) tools/servers.py --pg --redis --durable -- $(PY) bench/run.py

lint:
	@sh tools/setup.sh --dev
	@$(PY) tools/run_tests.py --only-checks

format:
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format .

verify-cases: setup
	@$(PY) manage.py verify_cases bam $(CASES)
	@$(PY) manage.py verify_cases trading $(TRADING_CASES)
# Exit code 2: none failed, and some are of a kind that is tested elsewhere.
	@$(PY) manage.py verify_cases money $(MONEY_CASES) || test $$? -eq 2

replay: setup
	@$(PY) tools/replay.py "$(REGISTER_DIR)"

lock:
	@sh tools/lock.sh

clean:
	rm -rf .venv node_modules var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
