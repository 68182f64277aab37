# Needs only Python 3.11 or newer and make. `make run` shows the demo, `make test` is the everyday run, `make lint` what
# needs no run, `make check` both; `make test-all` every story, both databases, long explorations and fault storms.
PYTHON ?= python3
VENV ?= .venv
# A test at a terminal waits now and then: four at a time keep two processors busy.
JOBS ?= 4
BIN := $(VENV)/bin
READY := $(VENV)/.ready
HAS_PIP = $(BIN)/python -m pip --version >/dev/null 2>&1

.PHONY: run test test-all lint check lock bench clean

run: $(READY)
	$(BIN)/dutyroom demo

test: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-all: lint
	$(BIN)/python -m pytest --whole -n $(JOBS) --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

lock: $(READY)
	$(BIN)/python scripts/lock.py

bench: $(READY)
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up is done again only when the lock or the project file changed.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "dutyroom needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo missing)." >&2; \
	  echo "Install one and say which: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  echo "需要 Python 3.11 或更新版本；安装后指定：make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@# Debian's Python without its venv package leaves an environment that has no pip: it would stay broken for ever.
	@$(HAS_PIP) || { if test -f $(VENV)/pyvenv.cfg; then rm -rf $(VENV); fi; $(PYTHON) -m venv $(VENV); } || true
	@$(HAS_PIP) || { rm -rf $(VENV); \
	  own=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "$(PYTHON) makes no environment with pip: the package python3-venv (or $$own) is missing." >&2; \
	  echo "Install it and try again: apt install python3-venv" >&2; \
	  echo "$(PYTHON) 建不出带 pip 的环境：缺少软件包 python3-venv（或 $$own）。安装后再试：apt install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)
