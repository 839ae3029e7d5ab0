"""The figures of the boutique's test products with the weights that ship: `python -m models.report boutique`."""
