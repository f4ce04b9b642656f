# The commands of this project. `make` by itself explains them.
PYTHON ?= python3
BIN := .venv/bin
TLS := $${VAR_FOLDER:-var}/tls
PROGRAM := app.py manage.py settings.py surveys data analysis services web views commands
READY := .venv/.ready
READY_DEV := .venv/.ready-dev

# What was compiled once is kept: compiling everything again is a third of the start of the tests.
unexport PYTHONDONTWRITEBYTECODE

# On a busy machine a page can be late: what only waited too long for it is tried once more, and told.
# What a page says or does wrongly is never tried again.
PATIENCE := --reruns 1 --only-rerun "TimeoutError: " --only-rerun "Locator expected" -rR

.DEFAULT_GOAL := help

.PHONY: help
help:  ## Say what each command does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

$(READY): requirements.txt constraints.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

.PHONY: setup
setup: $(READY)  ## Make the environment in .venv

.PHONY: run
run: setup  ## Start the program with sample data on http://localhost:8501
	@$(BIN)/python manage.py demo --if-empty
	@$(BIN)/python manage.py address
	@exec $(BIN)/python -m streamlit run app.py $$(test -f $(TLS)/server.crt && echo \
		--server.sslCertFile=$(TLS)/server.crt --server.sslKeyFile=$(TLS)/server.key)

.PHONY: browser
browser: $(READY_DEV)
	@$(BIN)/python -m tests.browser.chromium

.PHONY: nginx
nginx: $(READY_DEV)
	@$(BIN)/python -m tests.nginx

.PHONY: check
check: $(READY_DEV)  ## Style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(PROGRAM)

.PHONY: audit
audit: $(READY_DEV)  ## Ask the package index for known holes in what we stand on (needs the internet)
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

.PHONY: quick
quick: nginx  ## The tests that take a minute: neither browser nor server, nor many cases
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not faults and not long"

.PHONY: long
long: $(READY_DEV)  ## The tests that work through many cases
	$(BIN)/python -m pytest -n auto --dist worksteal -m "long and not browser"

.PHONY: postgresql
postgresql: $(READY_DEV)  ## The tests of the services once more, over a PostgreSQL server of their own
	$(BIN)/python -m pytest -n auto --dist loadfile --engine postgresql \
		-m "not browser and not faults and not long" tests/services

.PHONY: test
test: check browser quick long postgresql  ## All checks and all tests but the long fault runs
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "browser and not faults" $(PATIENCE)

.PHONY: test-faults
test-faults: browser nginx  ## Kill and cut a real server, and count
	@$(BIN)/python -m tests.faults.strace
	$(BIN)/python -m pytest -n 2 --dist loadfile -m faults

.PHONY: red
red: browser  ## Break a copy in each listed way and see that a test fails
	$(BIN)/python -m tests.red

.PHONY: bench
bench: browser  ## Measure what is claimed about speed on this machine, an hour long
	$(BIN)/python -m benchmarks

.PHONY: lock
lock: $(READY_DEV)  ## Write constraints.txt from what is installed
	$(BIN)/pip freeze --exclude-editable > constraints.txt

.PHONY: clean
clean:  ## Remove the environment and caches; var/ with its data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
