# Two commands on a fresh machine with Python >= 3.11 (with venv) and make: `make demo`, `make test`.
PYTHON ?= python3
BIN := .venv/bin
KG := $(BIN)/kg
JOBS ?= auto
# What takes long, and needs not be seen after each change; the markers are explained in setup.cfg.
LONG := attacks or bench or cluster or engines or processes or slow

.PHONY: demo serve test test-all soak lint types scores bench bench-large bench-budgets bench-site docs clean

.venv/installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "policy-kg needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	@touch $@

.venv/developed: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint,docs,bench]'
	@touch $@

demo: .venv/installed
	@rm -rf demo && mkdir demo
	$(KG) --store demo/policy.kg load examples
	$(KG) --store demo/policy.kg trace '云财社发[2023]36号'
	$(KG) --store demo/policy.kg query most-cited --set limit=5
	$(KG) --store demo/policy.kg check
	$(KG) --store demo/policy.kg picture '云财社发〔2023〕36号' --hops 2 --output demo/picture.html
	@echo "Open demo/picture.html in a browser. \`make serve\` starts the site of the samples."

# The site of the samples, on this machine alone, until Ctrl+C.
serve: .venv/installed
	@test -e demo/policy.kg || $(MAKE) --no-print-directory demo
	$(KG) --store demo/policy.kg serve

# All that is quick: a few minutes on two cores.
test: .venv/developed lint types
	$(BIN)/python -m pytest -n $(JOBS) -m "not (soak or $(LONG))"

# And what takes long: readers that are attacked, loaders that are killed, clusters, other engines; what .ci/run runs.
test-all: .venv/developed lint types
	$(BIN)/python -m pytest -n $(JOBS) --timeout=1800

# The long variants: loaders that are killed, disks that are full, files that are damaged; then
# the properties with many more examples than in a test.
soak: .venv/developed
	$(BIN)/python -m pytest -m soak -s -v --durations=15 --timeout=0
	$(BIN)/python -m pytest -n $(JOBS) -m "hypothesis and not soak" --hypothesis-profile=soak

lint: .venv/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/developed
	$(BIN)/mypy

# The scores on the open data beside the project (../shared), and what the working tree gains and loses against the last commit.
scores: .venv/developed
	$(BIN)/python -m benchmarks.scores

# 10,000 projects, beside rdflib and the bare engine; less than ten minutes on two quiet cores.
bench: .venv/developed
	$(BIN)/python -m benchmarks

# 100,000 projects, and files of every format: 30 to 40 minutes on two quiet cores, 25 GB of disk.  Its figures stand beside those of `make bench`.
bench-large: .venv/developed
	$(BIN)/python -m benchmarks --projects 100000 --formats --sizes-only

# 1,000 department budgets of about twenty pages, PDF and xlsx: read, stored and audited; less than ten minutes on two quiet cores.
BUDGETS ?= 1000
bench-budgets: .venv/developed
	$(BIN)/python -m benchmarks --budgets $(BUDGETS)

# Each page of the site on 20,000 projects: about ten minutes.
bench-site: .venv/developed
	$(BIN)/python -m benchmarks.site --write

docs/images/start.png: $(wildcard kg/drawing/page/* kg/web/templates/*) kg/web/static/site.css kg/web/words.tsv | .venv/developed
	$(BIN)/python -m docs.screenshots

docs: .venv/developed docs/images/start.png
	$(BIN)/python -m docs.reference
	$(BIN)/python -m docs.house
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:
	rm -rf .venv demo docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
