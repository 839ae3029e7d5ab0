"""Taxonomy, catalogue and data sets."""
