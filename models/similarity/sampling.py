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

SOURCE_WEIGHTS: Mapping[Source, float] = {"boutique": 0.4, "luma": 0.4, "clothing": 0.1, "street": 0.1}
"""How often a product is drawn from each source. Those that show a product once teach less than those with views."""
SISTER = 0.5
"""How often a product brings another colour of its model along: the negative that is the hardest to tell."""
TINT = 0.4
"""How often a colourful product is recoloured; half of the time beside its true self."""
TINTS = (0.12, 0.88)
"""Turns of the hue, as a share of the circle; smaller ones could pass for another light."""


class Shot(NamedTuple):
    """One crop of a batch.

    Attributes:
        row: which item.
        product: number within the batch; the same for what counts as the same product.
        tint: turn of the hue, 0 = as it is; the same for all shots of a product.
    """

    row: int
    product: int
    tint: float


@dataclass(frozen=True)
class Product:
    """The training pictures of one product.

    Attributes:
        model: the same for its other colours.
        source: where they are from.
        rows: of its items.
        tintable: whether it has enough colour for a turn of the hue to make it another one.
    """

    model: str
    source: Source
    rows: tuple[int, ...]
    tintable: bool


class ProductSampler:
    """Draws batches; the same seed, epoch and step give the same batch.

    Args:
        items: of the training split.
        tintable: one for each item, see `Product`.
        products: P.
        shots: K; products with fewer pictures show some of them again, differently augmented.

    Raises:
        ValueError: no category has two products, so that there is no triplet.
    """

    def __init__(self, items: Sequence[Item], tintable: Sequence[bool], products: int = 8, shots: int = 4) -> None:
        self._count, self._shots = products, shots
        self._shelves = {broad: shelf for broad, shelf in shelves(items, tintable).items() if len(shelf) > 1}
        if not self._shelves:
            raise ValueError("no category has two products to tell apart: give more folders")

    def epoch(self, number: int, steps: int, seed: int = 0) -> Iterator[list[Shot]]:
        """The batches of an epoch."""
        broads = list(self._shelves)
        weights = [math.sqrt(len(self._shelves[broad])) for broad in broads]
        for step in range(steps):
            dice = random.Random(f"{seed}/{number}/{step}")
            yield self._batch(self._shelves[dice.choices(broads, weights)[0]], dice)

    def _batch(self, shelf: list[Product], dice: random.Random) -> list[Shot]:
        slots: list[tuple[Product, float]] = []
        for product in drawn(shelf, self._count, dice):
            tint = dice.uniform(*TINTS) if product.tintable and dice.random() < TINT else 0.0
            slots.append((product, tint))
            if tint and dice.random() < 0.5:
                slots.append((product, 0.0))
        return [
            Shot(row, number, tint)
            for number, (product, tint) in enumerate(slots[: self._count])
            for row in self._pictures(product, dice)
        ]

    def _pictures(self, product: Product, dice: random.Random) -> list[int]:
        if len(product.rows) >= self._shots:
            return dice.sample(product.rows, self._shots)
        return [*product.rows, *dice.choices(product.rows, k=self._shots - len(product.rows))]


def shelves(items: Sequence[Item], tintable: Sequence[bool]) -> dict[Broad, list[Product]]:
    """The products of each category."""
    rows: dict[tuple[Broad, Source, str, str], list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        rows[item.broad, item.source, item.model, item.product].append(row)
    found: dict[Broad, list[Product]] = defaultdict(list)
    for (broad, source, model, _), own in rows.items():
        found[broad].append(Product(model, source, tuple(own), all(tintable[row] for row in own)))
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
