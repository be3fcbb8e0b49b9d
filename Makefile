# Kör `make help` för att se vad som finns.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
UV = $$(command -v uv || echo .local/uv/bin/uv)
DJADE = .venv/bin/djade
# Granskning behöver inställningar men ingen databas.
SETTINGS = AMC_MODE=test DATABASE_URL=postgres://app@/amc OWNER_DATABASE_URL=postgres://owner@/amc
APPS := amc participants handlingsplan placements

# Den första Python som är 3.12 eller nyare; den virtuella miljön görs av den.
FIND_PYTHON = for p in python3.13 python3.12 python3.14 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && exec $$p -I amc/stack/bootstrap.py $(1); done; \
	echo "Python 3.12 eller nyare saknas. Installera det (Debian, Ubuntu: apt install python3 python3-venv) och försök igen." >&2; exit 1

.PHONY: help demo demo-reset test lint check format lock clean venv-stack venv-dev

help: ## visa det här
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: venv-stack ## starta allt med demokommunen; PORT=8001 väljer port, Ctrl-C stoppar
	@exec $(PY) -m amc.stack demo --with-parent

demo-reset: venv-stack ## kasta demons data; nästa make demo börjar om
	@exec $(PY) -m amc.stack reset

test: venv-dev ## kör alla test; ARGS="tests/staff -k regel" väljer
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

lint: venv-dev ## granska kod, mallar, importriktning och typer
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(DJADE) --target-version 6.1 --check $$(git ls-files '*.html')
	$(PY) -m djlint --lint --quiet templates $(APPS)
	.venv/bin/lint-imports
	$(SETTINGS) $(PY) -m mypy $(APPS)

check: lint test ## allt som .ci/run kräver utom installationen

format: venv-dev ## rätta det som går att rätta
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(DJADE) --target-version 6.1 $$(git ls-files '*.html')

lock: venv-dev ## skriv om requirements/*.txt efter pyproject.toml
	set -e; for set in base stack dev; do \
	  group=$$(test $$set = base || echo "--group $$set"); \
	  $(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --upgrade \
	    --no-header pyproject.toml $$group -o requirements/$$set.txt; done

clean: ## stoppa testernas servrar och kasta det de lämnat
	@if test -x $(PY); then $(PY) -m amc.stack stop-tests; fi
	@rm -rf .local/test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache staticfiles

venv-stack venv-dev: venv-%:
	@$(call FIND_PYTHON,$*)
