# `make demo` and `make test` are all that a stranger needs; the rest is in README.md.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SERVE := .venv
DEV := .venv-dev
RENDER := .venv-boutique
CHECKED := app.py settings.py pipeline models data web labeling tests

.PHONY: demo test check boutique clean

demo: $(SERVE)/installed
	$(SERVE)/bin/python app.py

test: check
	$(DEV)/bin/python -m pytest

check: $(DEV)/installed
	$(DEV)/bin/ruff check $(CHECKED)
	$(DEV)/bin/ruff format --check $(CHECKED)
	$(DEV)/bin/mypy app.py settings.py pipeline models data web labeling

# Renders the boutique again, what is missing of it: Python 3.11, some hours of CPU. ASSETS: see data/boutique/README.md.
boutique: $(RENDER)/installed
	@test -n "$(ASSETS)" || { echo "name the folder of MakeHuman's CC0 assets: make boutique ASSETS=…" >&2; exit 1; }
	OMP_NUM_THREADS=1 $(RENDER)/bin/python -m data.boutique render --assets "$(ASSETS)" --out data/boutique/shop

$(RENDER)/installed: requirements-boutique.txt
	python3.11 -m venv $(RENDER)
	$(RENDER)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-boutique.txt
	touch $@

$(SERVE)/installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(SERVE)
	$(SERVE)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

# A second environment, so that the first one stays small and can be shown to need no torch.
$(DEV)/installed: requirements.txt requirements-train.txt requirements-labeling.txt requirements-dev.txt
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(SERVE) $(DEV) $(RENDER)
