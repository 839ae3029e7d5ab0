# `make demo` and `make test` are all that a stranger needs; the rest is in README.md.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SERVE := .venv
DEV := .venv-dev
CHECKED := app.py settings.py pipeline models data web labeling tests

.PHONY: demo test check clean

demo: $(SERVE)/installed
	$(SERVE)/bin/python app.py

test: check
	$(DEV)/bin/python -m pytest

check: $(DEV)/installed
	$(DEV)/bin/ruff check $(CHECKED)
	$(DEV)/bin/ruff format --check $(CHECKED)
	$(DEV)/bin/mypy app.py settings.py pipeline models data web labeling

$(SERVE)/installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(SERVE)
	$(SERVE)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

# A second environment, so that the first one stays small and can be shown to need no torch.
$(DEV)/installed: requirements.txt requirements-train.txt requirements-dev.txt
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(SERVE) $(DEV)
