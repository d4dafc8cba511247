# Orderdesk. `make` alone prints what it can do.
# Every path here is relative, so that a checkout may live under a name with spaces.
.DEFAULT_GOAL := help
.PHONY: help venv lock run shell train seed check format test eval faults attacks bench sbom clean
.DELETE_ON_ERROR:

PY := .venv/bin/python
DESK := .venv/bin/orderdesk
READY := .venv/.ready
export RASA_TELEMETRY_ENABLED := false

help: ## print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/\1|\2/' | while IFS='|' read -r name what; do printf '  make %-7s %s\n' "$$name" "$$what"; done

$(READY): requirements.lock pyproject.toml scripts/venv
	@scripts/venv

venv: $(READY) ## make .venv as requirements.lock says (the other targets do it by themselves)
	@:

run: $(READY) ## start everything with the demo shop; Ctrl-C stops it
	@exec $(DESK) run

shell: $(READY) ## talk to the bot here, signed in as a demo buyer (AS=mia)
	@exec $(DESK) shell $(if $(AS),--customer "$(AS)")

train: $(READY) ## train the bot if its lines, rules or code changed (FORCE=1: in any case)
	@$(DESK) train $(if $(FORCE),--force)

seed: $(READY) ## fill the demo shop (RESET=1: from scratch)
	@$(DESK) seed $(if $(RESET),--reset)

check: $(READY) ## lint, types and the fast tests, without Rasa
	@.venv/bin/ruff check -q .
	@.venv/bin/ruff format -q --check --output-format concise .
	@.venv/bin/mypy
	@.venv/bin/pytest -m 'not rasa and not slow' -k 'not postgresql'

format: $(READY) ## put the code in the house format
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

test: $(READY) ## train if needed, then every test that this machine can run; what was left out is listed
	@$(DESK) train
	@.venv/bin/pytest -rs $(ARGS)

eval: $(READY) ## figures of the language understanding
	@$(PY) -m nlu.evaluate $(ARGS)

faults: $(READY) ## kill, freeze and starve real programs while buyers cancel; prints a table (ARGS=--help)
	@$(DESK) train
	@$(PY) -m tests.faults $(ARGS)

attacks: $(READY) ## odd input, forged tokens, another buyer's ids, a flood, at real programs; prints a table (ARGS=--help)
	@$(DESK) train
	@$(PY) -m tests.attacks $(ARGS)

bench: $(READY) ## speed, against a bare server and stock Rasa, into docs/performance.* (minutes; ARGS=--help)
	@$(PY) -m benchmarks $(ARGS)

lock: ## compile requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --extra train --extra dev --universal --generate-hashes \
	  --python-version 3.10 --no-annotate --no-header --quiet -o requirements.lock

sbom: ## write docs/sbom.json, the bill of materials, from requirements.lock
	@scripts/sbom > docs/sbom.json

clean: ## remove the environment, models, caches and local data
	rm -rf .venv .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info results var/* models/*.tar.gz
