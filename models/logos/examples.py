"""Articles with the logos that can be seen on them: the boutique's by its truth, and real ones, taken for bare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.boutique.products import products
from data.boutique.read import read_shop
from models.similarity.items import Item
from models.similarity.sources import boutique_items, street_items
from pipeline.crops import content_box, square_around
from pipeline.look import Box
from pipeline.photo import open_photo

LEFT_OUT = ("Juniver Lane", "Quartermere")
"""Brands that nothing is learned of: they tell what a brand gets that a shop adds later."""


@dataclass(frozen=True)
class Branded:
    """A picture of an article.

    Attributes:
        item: the article in its picture.
        logos: x0, y0, x1, y1 of each logo on it that can be seen, in pixels of the picture.
        brand: the shop's; None where it is not known.
        label: whether its logo is a woven label, not a sign.
    """

    item: Item
    logos: tuple[Box, ...]
    brand: str | None
    label: bool = False

    @property
    def new(self) -> bool:
        """Whether it shows a logo that nothing may be learned of."""
        return bool(self.logos) and self.brand in LEFT_OUT

    def pixels(self) -> NDArray[np.uint8]:
        """(H, W, 3), the whole picture."""
        return open_photo(self.item.picture).pixels

    def square(self) -> tuple[float, float, float]:
        """Left, top and side of what the article's crop shows of the picture."""
        cut = self.item.cut
        return square_around(content_box(self.pixels()) if cut is None else cut.box)

    def boxes(self, size: int) -> NDArray[np.float32]:
        """(L, 4) the logos in a crop of that size."""
        if not self.logos:
            return np.zeros((0, 4), np.float32)
        left, top, side = self.square()
        return np.asarray((np.array(self.logos) - (left, top, left, top)) * size / side, np.float32)


def boutique_examples(folder: Path) -> list[Branded]:
    """Every article of the boutique's pictures of which enough can be seen."""
    shop = read_shop(folder)
    logos: dict[tuple[Path, str], list[Box]] = {}
    for picture in shop.pictures:
        for logo in picture.logos:
            x, y, width, height = logo.box
            logos.setdefault((shop.path(picture), logo.product), []).append((x, y, x + width, y + height))
    labelled = {product.id for product in products() if product.logo.endswith("label")}
    return [
        Branded(
            item,
            tuple(logos.get((item.picture, item.product), ())),
            item.attributes.get("brand"),
            item.product in labelled,
        )
        for item in boutique_items(shop)
    ]


def street_examples(folder: Path, split: Literal["train", "validation"], every: int = 1) -> list[Branded]:
    """Articles of every n-th real photo of a split; the few with a logo are taken for bare: nobody labelled them."""
    return [Branded(item, (), None) for item in street_items(folder, split, every)]


def of_split(examples: Sequence[Branded], split: str) -> list[Branded]:
    """Those of a split."""
    return [each for each in examples if each.item.split == split]
