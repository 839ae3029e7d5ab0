"""Logos of brands that nobody has: as many as one likes, so that what is learned is to compare, not to know fourteen.

A sign is a few random shapes, half of them mirrored; a name is random syllables. The seed decides all of it.
"""

from __future__ import annotations

import math

from numpy.random import Generator, default_rng
from PIL import Image

from data.boutique.drawing import Pen, Point
from data.boutique.logos import contrast, drawn

SYLLABLES = (
    "ar", "bel", "cor", "da", "el", "fen", "gor", "ha", "in", "jo", "kest", "lu", "mar", "nor", "os", "pel", "qui",
    "ra", "sol", "tav", "un", "vel", "wy", "xan", "yar", "zo", "brin", "dle", "mere", "ley", "by", "ton",
)  # fmt: skip
MIRRORED = 0.5
TWO_WORDS = 0.3
LEAST_CONTRAST = 2.5


def invented_logo(brand: int, style: str) -> Image.Image:
    """The logo of the invented brand of that number in one of `data.boutique.logos.STYLES`, RGBA, trimmed."""
    rng = default_rng(brand)
    ink, other = _colours(rng)
    name = _name(rng)
    return drawn(lambda pen: _sign(pen, rng), name, style, ink, other)


def _sign(pen: Pen, rng: Generator) -> None:
    mirrored = rng.random() < MIRRORED
    parts = int(rng.integers(2, 5))
    for part in range(parts):
        # What is erased must have something to be erased from.
        _part(pen, rng, mirrored, erase=part > 0 and rng.random() < 0.25)


def _part(pen: Pen, rng: Generator, mirrored: bool, erase: bool) -> None:
    kind, x, y, size = rng.integers(4), *rng.uniform(0.2, 0.8, 2), rng.uniform(0.12, 0.4)
    if kind == 0:
        for at in _both(x, mirrored):
            pen.disc(at, y, 0.6 * size, erase)
        return
    points = _outline(x, y, size, int(rng.integers(3, 8)), rng)
    width = rng.uniform(0.05, 0.12)
    for outline in [points, [(1 - a, b) for a, b in points]][: 1 + mirrored]:
        if kind == 1:
            pen.line(*outline[:3], width=width, erase=erase)
        elif kind == 2 and not erase:
            pen.arc(outline[0][0], y, size, float(rng.uniform(0, 180)), float(rng.uniform(200, 360)), width)
        else:
            pen.shape(*outline, erase=erase)


def _both(x: float, mirrored: bool) -> tuple[float, ...]:
    return (x, 1 - x) if mirrored else (x,)


def _outline(x: float, y: float, size: float, corners: int, rng: Generator) -> list[Point]:
    turns = sorted(rng.uniform(0, 2 * math.pi, corners))
    radii = size * rng.uniform(0.4, 1.0, corners)
    return [(x + r * math.cos(a), y + r * math.sin(a)) for a, r in zip(turns, radii, strict=True)]


def _name(rng: Generator) -> str:
    words = ["".join(rng.choice(SYLLABLES, int(rng.integers(1, 4)))) for _ in range(1 + (rng.random() < TWO_WORDS))]
    return (" & " if rng.random() < 0.3 else " ").join(words)


def _colours(rng: Generator) -> tuple[str, str]:
    """Two that can be told apart."""
    while True:
        one, other = ("#" + bytes(rng.integers(0, 256, 3).tolist()).hex() for _ in range(2))
        if contrast(one, other) > LEAST_CONTRAST:
            return one, other
