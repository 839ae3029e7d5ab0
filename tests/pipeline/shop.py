"""Goods for tests of the shop index."""

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.look import Match
from pipeline.retrieval import IndexRow, ShopIndex

D = 16
Vectors = NDArray[np.float32]
Random = np.random.Generator


def unit(random: Random, count: int, dimension: int = D) -> Vectors:
    vectors: Vectors = random.normal(size=(count, dimension)).astype(np.float32)
    unit_vectors: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit_vectors


def goods(random: Random, products: int, views: int) -> tuple[list[IndexRow], Vectors]:
    """Rows and vectors of a category: every product `views` times, its views close together."""
    bases = np.repeat(unit(random, products), views, axis=0)
    vectors = bases + 0.2 * unit(random, products * views)
    rows = [IndexRow(f"p{i // views}", f"p{i // views}/{i % views}.jpg") for i in range(products * views)]
    return rows, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def flat(matches: tuple[Match, ...]) -> list[tuple[str, str]]:
    return [(match.product_id, match.image) for match in matches]


def in_colours(rows: list[IndexRow], colours: int) -> list[IndexRow]:
    """The rows with every `colours` products in a row being one model, and every fourth model without a name."""
    named = []
    for row in rows:
        model = int(row.product_id[1:]) // colours
        named.append(row._replace(model=None if model % 4 == 3 else f"m{model}"))
    return named


def two_shelves() -> ShopIndex:
    """A small shop: topwear and footwear, 12 products each."""
    random = np.random.default_rng(4)
    stock = {broad: goods(random, 12, 2) for broad in (Broad.TOPWEAR, Broad.FOOTWEAR)}
    return ShopIndex({b: rows for b, (rows, _) in stock.items()}, {b: v for b, (_, v) in stock.items()}, "m@1")
