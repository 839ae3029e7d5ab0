"""The figures that the README quotes, measured on the shipped weights by one command: `python -m models.report`."""
