# Two commands set everything up on a machine that has only Python (3.11 or later) and make:
#   make score    scores a real example
#   make test     runs the tests
# make check runs all that CI runs. The virtual environment is .venv; `make clean` removes it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: score test check format lint types floors editors engines fuzz lowest wheel docs bench bench-rivals mutants clean

score: $(READY)
	$(BIN)/perfeval score examples/shenzhen-2023/project.yaml

test: $(READY)
	$(BIN)/python -m pytest

check: format lint types floors editors test fuzz lowest wheel

# The compiled readers are a gain in speed only: where they cannot be installed, do without.
$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[fast,dev]' || $(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/python -m compileall -q src
	touch $@

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

floors: $(READY)
	$(BIN)/lint-imports

# The lowest release of everything, without the compiled readers: the same pages, the same words.
lowest: $(READY)
	rm -rf build/lowest && $(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet --constraint tests/lowest.txt . pytest hypothesis markdown-it-py
	build/lowest/bin/python -m pytest -p no:cacheprovider tests/test_cases.py tests/test_source.py tests/test_report.py

# What a user gets: the wheel alone, in an environment of its own, away from the sources.
wheel: $(READY)
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet build/wheel/*.whl
	test -s build/wheel/venv/lib/python*/site-packages/perfeval/specs/ministry/project-2020.yaml
	cp -r examples specs build/wheel/
	cd build/wheel && venv/bin/perfeval score examples/shenzhen-2023/project.yaml --strict --fail-below 优 -o report.md
	cmp build/wheel/report.md examples/shenzhen-2023/report.md

# The language server that VS Code and others use, for tests/test_editor.py; without Node these tests are skipped.
editors:
	@if ! command -v npm > /dev/null; then echo "no npm here: the tests of editors will be skipped"; \
	elif test -d build/editors/node_modules/yaml-language-server; then true; \
	else npm install --silent --no-audit --no-fund --prefix build/editors yaml-language-server@1.25.0 \
	|| echo "yaml-language-server could not be installed: the tests of editors will be skipped"; fi

# Tables on Dask and on Spark, which is half a gigabyte and needs Java: in an environment of their own.
engines:
	test -d build/engines || $(PYTHON) -m venv build/engines
	build/engines/bin/python -m pip install --quiet --editable '.[dev,spark]'
	build/engines/bin/python -m pytest tests/test_engines.py

docs: $(READY)
	$(BIN)/python tools/rules_page.py
	for kind in spec project test scorecard; do $(BIN)/perfeval schema $$kind -o schemas/$$kind-1.json || exit 1; done

# All there is to measure, half an hour; writes the figures of batches into docs/performance.md. ROWS=10000 measures tables
# of no more rows, and writes nothing there.
bench: $(READY) bench-rivals
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/scoring.py
	$(BIN)/python bench/linting.py
	$(BIN)/python bench/batch.py $(if $(ROWS),--most $(ROWS),--write)

# The other engines need numpy, Polars, pyarrow, zen-engine and OpenFisca: in an environment of their own, build/rivals/venv.
# What cannot be installed is left out, and said.
RIVALS := build/rivals/venv
$(RIVALS)/.ready: bench/requirements.txt pyproject.toml
	$(PYTHON) -m venv $(RIVALS)
	$(RIVALS)/bin/python -m pip install --quiet --editable '.[fast,batch]'
	@missed=; grep -v '^#' bench/requirements.txt | { while read -r one; do \
	$(RIVALS)/bin/python -m pip install --quiet "$$one" || { echo "$$one cannot be installed here: left out"; missed=1; }; \
	done; test "$$missed" || touch $@; }

# A quarter of an hour; ROWS=100000 takes a tenth. Where there can be no such environment, without the other engines.
bench-rivals: $(READY)
	@mkdir -p build/rivals
	-@$(MAKE) --no-print-directory $(RIVALS)/.ready
	@python=$(RIVALS)/bin/python; $$python -c 'import numpy, perfeval, polars, pyarrow' \
	|| { python=$(BIN)/python; echo "no environment for the other engines could be made: they are left out"; }; \
	$$python -m bench.rivals.compare $(if $(ROWS),--rows $(ROWS)) --json build/rivals/compare.json > build/rivals/compare.md
	@cat build/rivals/compare.md

# Hours for all of them; SAMPLE=200 takes so many at random, and a run that was stopped goes on where it was.
mutants: $(READY)
	$(BIN)/python tools/mutants.py $(if $(SAMPLE),--sample $(SAMPLE)) --seed $(or $(SEED),0)

# Mutated files through the commands. COUNT=100000 takes a quarter of an hour on two cores.
fuzz: $(READY)
	$(BIN)/python tools/fuzz.py --count $(or $(COUNT),2000) --seed $(or $(SEED),0)

clean:
	rm -rf $(VENV) build
