"""The page's colours are those of the annotated photos: one table, `pipeline.colours`."""

from pipeline.colours import COLOURS, HAIRLINE

__all__ = ["COLOURS", "HAIRLINE"]
