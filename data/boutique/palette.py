"""Colour names as shops use them, with their values in sRGB."""

from __future__ import annotations

COLOURS: dict[str, str] = {
    "white": "#f2f0ea", "ecru": "#e6dcc6", "beige": "#cdb694", "camel": "#b08450", "brown": "#5f402a",
    "black": "#1d1d20", "charcoal": "#3b3d42", "grey": "#8d9096", "silver grey": "#b9bcc0", "navy": "#1f2c4c",
    "blue": "#2f5d9e", "sky blue": "#9fc0de", "indigo": "#33486f", "light denim": "#7f9dbd", "teal": "#1f6d70",
    "green": "#2f6b45", "olive": "#6a6c3f", "sage": "#9caf91", "mustard": "#d0a02c", "yellow": "#ecc94b",
    "orange": "#d9742f", "rust": "#a84b2a", "red": "#b3262e", "burgundy": "#6b1f30", "pink": "#e3a3ae",
    "fuchsia": "#b8336f", "lilac": "#b4a0cc", "purple": "#5b3b78", "cream": "#f0e6d0", "tan": "#9a6236",
}  # fmt: skip
"""Colour name -> `#rrggbb`."""
