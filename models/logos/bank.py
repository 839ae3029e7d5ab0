"""The drawn logos that both networks learn from: those of known brands and of invented ones, by class.

A class is what looks alike: a brand's sign, with its name below it or not; and its woven label.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from data.boutique.brands import BRANDS
from data.boutique.logos import STYLES, logo
from models.logos.examples import LEFT_OUT
from models.logos.invented import invented_logo

Pixels = NDArray[np.uint8]

INVENTED = 400
"""Brands that are made up."""
SIDE = 128
"""Pixels of a drawing's longer side."""
GROUNDS = ("#ffffff", "#000000")
"""On light cloth a brand takes its dark colour, on dark cloth the light one."""


@dataclass(frozen=True)
class Bank:
    """Drawn logos.

    Attributes:
        drawings: for every class its variants, (h, w, 4) uint8 RGBA.
        known: how many of the first classes are the boutique's brands, two a brand.
        brands: the known brands' names, in the order of their classes.
    """

    drawings: tuple[tuple[Pixels, ...], ...]
    known: int
    brands: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.drawings)

    def draw(self, rng: Generator, known: bool) -> tuple[int, Pixels]:
        """A class and one of its variants, of the known brands or of the invented ones."""
        number = int(rng.integers(self.known)) if known else int(rng.integers(self.known, len(self)))
        variants = self.drawings[number]
        return number, variants[int(rng.integers(len(variants)))]

    def class_of(self, brand: str, label: bool) -> int | None:
        """The class of a known brand's sign or label; None for a brand that is not known."""
        return 2 * self.brands.index(brand) + label if brand in self.brands else None


def draw_bank(invented: int = INVENTED) -> Bank:
    """Draw them all, but not the brands that are left out; takes seconds."""
    brands = tuple(brand.name for brand in BRANDS if brand.name not in LEFT_OUT)
    signs = STYLES[:-1]
    classes = [
        tuple(_small(logo(name, style, ground)) for style in styles for ground in GROUNDS)
        for name, styles in product(brands, (signs, STYLES[-1:]))
    ]
    classes += [
        tuple(_small(invented_logo(number, style)) for style in styles)
        for number, styles in product(range(invented), (signs, STYLES[-1:]))
    ]
    return Bank(tuple(classes), 2 * len(brands), brands)


def _small(picture: Image.Image) -> Pixels:
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(picture.convert("RGBA"))
