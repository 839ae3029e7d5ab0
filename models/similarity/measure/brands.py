"""Re-ranking by brand (*Tiered Deep Similarity Search*, section 3), with logos told instead of read: its upper bound.

A shop knows the brands of its goods; only the query's logo must be seen. Here the boutique's truth says which logos
can be seen, so that the table shows what a perfect logo detector would be worth before one is trained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.boutique.read import read_shop
from models.similarity.items import Item
from models.similarity.measure.method import Method
from models.similarity.measure.questions import Questions

SPAN = 2.0
"""Cosines differ by no more: goods of the brand come before all others, each part in its own order."""


def told_brands(boutique: Path) -> Callable[[Item], str | None]:
    """Item -> its brand where a logo on it can be seen, by the truth; None elsewhere."""
    shop = read_shop(boutique)
    seen = {(shop.path(picture), logo.product) for picture in shop.pictures for logo in picture.logos}
    return lambda item: shop.goods[item.product].brand if (item.picture, item.product) in seen else None


def same_brand_first(
    scores: NDArray[np.float32], queries: list[str | None], goods: list[str | None]
) -> NDArray[np.float32]:
    """Scores with which goods of the query's brand come first; queries of unknown brand stay as they are.

    Args:
        scores: (N, M) cosines.
        queries: (N,) brands.
        goods: (M,) brands.
    """
    agree = np.array([[query is not None and query == good for good in goods] for query in queries], bool)
    return np.asarray(scores + SPAN * agree.reshape(scores.shape), np.float32)


class BrandFirst(Method):
    """A method re-ranked by the brands of logos.

    Args:
        base: of cosines.
        brand_of: a query's brand, None where no logo is seen.
    """

    def __init__(self, base: Method, brand_of: Callable[[Item], str | None]) -> None:
        self.name = f"{base.name}, re-ranked (logos told)"
        self.settings: Mapping[str, str | int | float] = {**base.settings, "logos": "told"}
        self._base, self._brand_of = base, brand_of

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        goods = [good.attributes.get("brand") for good in asked.goods]
        return same_brand_first(self._base.scores(asked), [self._brand_of(query) for query in asked.queries], goods)

    def knows(self, asked: Questions) -> bool:
        """Luma's goods have no brands."""
        return asked.data.startswith("boutique") and self._base.knows(asked)
