"""Batches of P products with K shots each, all of one category: the others of the batch are the negatives."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.taxonomy import Broad
from models.similarity.items import Item, Source
from models.similarity.options import PairKind

SOURCE_WEIGHTS: Mapping[Source, float] = {"boutique": 0.4, "luma": 0.4, "clothing": 0.1, "street": 0.1}
"""How often a product is drawn from each source. Those that show a product once teach less than those with views."""
SISTER = 0.5
"""How often a product brings another colour of its model along: the negative that is the hardest to tell."""


class Shot(NamedTuple):
    """One crop of a batch.

    Attributes:
        row: which item.
        product: number within the batch; the same for what counts as the same product.
    """

    row: int
    product: int


@dataclass(frozen=True)
class Product:
    """The training pictures of one product.

    Attributes:
        model: the same for its other colours.
        source: where they are from.
        rows: of its items.
    """

    model: str
    source: Source
    rows: tuple[int, ...]


class ProductSampler:
    """Draws batches; the same seed and step give the same batch.

    Args:
        items: of the training split.
        products: P.
        shots: K; products with fewer pictures show some of them again, in another view.
        pairs: what counts as one product.

    Raises:
        ValueError: no category has two products, so that there is no triplet.
    """

    def __init__(self, items: Sequence[Item], products: int = 8, shots: int = 4, pairs: PairKind = "product") -> None:
        self._count, self._shots = products, shots
        self._shelves = {broad: shelf for broad, shelf in shelves(items, pairs).items() if len(shelf) > 1}
        if not self._shelves:
            raise ValueError("no category has two products to tell apart: give more folders")

    def batches(self, steps: int, seed: int = 0) -> Iterator[list[Shot]]:
        """As many batches, each of one category; larger categories come more often."""
        broads = list(self._shelves)
        weights = [math.sqrt(len(self._shelves[broad])) for broad in broads]
        for step in range(steps):
            dice = random.Random(f"{seed}/{step}")
            yield self._batch(self._shelves[dice.choices(broads, weights)[0]], dice)

    def _batch(self, shelf: list[Product], dice: random.Random) -> list[Shot]:
        return [
            Shot(row, number)
            for number, product in enumerate(drawn(shelf, self._count, dice))
            for row in self._pictures(product, dice)
        ]

    def _pictures(self, product: Product, dice: random.Random) -> list[int]:
        if len(product.rows) >= self._shots:
            return dice.sample(product.rows, self._shots)
        return [*product.rows, *dice.choices(product.rows, k=self._shots - len(product.rows))]


def shelves(items: Sequence[Item], pairs: PairKind = "product") -> dict[Broad, list[Product]]:
    """The products of each category; with pairs of brands, all goods of one fine type and brand are one."""
    rows: dict[tuple[Broad, Source, str, str], list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        kind = f"{'|'.join(sorted(item.fine))} of {item.attributes.get('brand', 'no brand')}"
        model, product = (item.model, item.product) if pairs == "product" else (kind, kind)
        rows[item.broad, item.source, model, product].append(row)
    found: dict[Broad, list[Product]] = defaultdict(list)
    for (broad, source, model, _), own in rows.items():
        found[broad].append(Product(model, source, tuple(own)))
    return found


def drawn(shelf: Sequence[Product], count: int, dice: random.Random) -> list[Product]:
    """At most `count` different products: sources by their weight, often with another colour beside."""
    left = defaultdict(list)
    for product in dice.sample(shelf, len(shelf)):
        left[product.source].append(product)
    chosen: list[Product] = []
    while len(chosen) < count and left:
        sources = list(left)
        source = dice.choices(sources, [SOURCE_WEIGHTS[name] for name in sources])[0]
        product = left[source].pop()
        chosen.append(product)
        sisters = [other for other in left[source] if other.model == product.model]
        if sisters and dice.random() < SISTER:
            left[source].remove(sisters[0])
            chosen.append(sisters[0])
        if not left[source]:
            del left[source]
    return chosen[:count]
