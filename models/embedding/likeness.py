"""From which cosine on two goods may be called similar: worn goods against goods on white, whose likeness is known.

The page compares a garment on a person with a shop's picture, so that is what is measured: cosines between two shots on
white, or between two photos of one studio, are far higher. Pairs are of one broad category, as the page's are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from data.boutique.read import Goods, Shop
from models.embedding.shops import goods_in
from pipeline.embedding import Embedder

TIERS = ("another kind", "its kind", "its brand and kind", "its model, another colour", "the same product")
"""Name of each of `Shop.tier`'s numbers."""
SHARES = (5, 25, 50, 75, 90, 95)
BATCH = 16


@dataclass(frozen=True)
class Cosines:
    """Cosines of pairs of one tier.

    Attributes:
        values: (N,).
    """

    values: NDArray[np.float32]

    def shares(self, percent: Iterable[float] = SHARES) -> list[float]:
        """Below which cosine these percentages of the pairs lie."""
        return [float(np.percentile(self.values, each)) for each in percent]


def compare_worn(embedder: Embedder, shop: Shop, limit: int) -> dict[str, Cosines]:
    """Tier -> cosines between goods worn in pages and looks, and all goods on white of their category.

    Args:
        embedder: to be measured.
        shop: the boutique.
        limit: worn goods, about; evenly spread over the pictures.
    """
    white = [each for picture in shop.of_kind("packshot") for each in goods_in(shop, picture)]
    people = [picture for picture in shop.pictures if picture.kind != "packshot"]
    step = max(1, sum(len(picture.goods) for picture in people) // max(1, limit))
    worn = [each for picture in people[::step] for each in goods_in(shop, picture)]
    vectors = [embed(embedder, ((crop, share) for *_, crop, share in each)) for each in (worn, white)]
    return by_tier(vectors[0] @ vectors[1].T, [each[1] for each in worn], [each[1] for each in white], shop)


def by_tier(pairs: NDArray[np.float32], rows: list[Goods], columns: list[Goods], shop: Shop) -> dict[str, Cosines]:
    """Cosines of all pairs of one broad category, by tier; tiers without a pair are left out.

    Args:
        pairs: (N, M) cosines.
        rows: the N goods.
        columns: the M goods.
        shop: knows how alike they are.
    """
    found: dict[str, list[float]] = {tier: [] for tier in TIERS}
    for row, one in enumerate(rows):
        for column, other in enumerate(columns):
            if one.broad is other.broad:
                found[TIERS[shop.tier(one.id, other.id)]].append(float(pairs[row, column]))
    return {tier: Cosines(np.array(values, np.float32)) for tier, values in found.items() if values}


def words_from(cosines: Mapping[str, Cosines]) -> dict[str, float]:
    """The page's words (`web.words.LIKENESS`) -> the cosine from which each should hold.

    "Very similar": nine in ten other products of the same kind stay below. "Similar": three in four of another kind do.
    """
    return {
        "Very similar": cosines["its kind"].shares([90])[0],
        "Similar": cosines["another kind"].shares([75])[0],
    }


def embed(embedder: Embedder, crops: Iterable[tuple[NDArray[np.uint8], NDArray[np.uint8]]]) -> NDArray[np.float32]:
    """(N, D) vectors of crops with their shares, a batch at a time."""
    left, parts = iter(crops), []
    while batch := list(islice(left, BATCH)):
        parts.append(embedder.embed([crop for crop, _ in batch], [share for _, share in batch]).vectors)
    return np.concatenate(parts)
