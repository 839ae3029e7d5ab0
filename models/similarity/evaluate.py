"""A short measure of what vectors know of held-out products: enough to see a run go well.

What is quoted anywhere is measured by `python -m models.similarity report`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from models.similarity.items import Item, Split
from models.similarity.network import SimilarityHead

AT = (1, 10)
Vectors = NDArray[np.float32]


def embed_pooled(head: SimilarityHead, pooled: NDArray[np.float32]) -> Vectors:
    """(N, F) pooled features -> (N, D) vectors as they are compared, before normalisation."""
    with torch.inference_mode():
        return np.asarray(head.eval().embed(torch.from_numpy(pooled)).numpy(), np.float32)


def unit(vectors: Vectors) -> Vectors:
    """(N, D) of unit length; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def held_out(items: Sequence[Item], vectors: Vectors, split: Split = "test") -> dict[str, float]:
    """R@k of the products of a split, by what is asked and what is found.

    "luma back", "luma detail": the front of the same product and colour, among all fronts of the shop.
    "boutique street", "boutique worn": a picture on white of the same product, among all of its category.
    """
    figures: dict[str, float] = {}
    luma, boutique = (np.array([item.source == source for item in items]) for source in ("luma", "boutique"))
    views, domains = np.array([item.view for item in items]), np.array([item.domain for item in items])
    tested = np.array([item.split == split for item in items])
    fronts, shelf = luma & (views == "front"), boutique & (domains == "white")
    for view in ("back", "detail"):
        asked = luma & (views == view) & tested
        figures.update(_named(f"luma {view}", recall(items, vectors, asked, fronts)))
    for domain in ("street", "worn"):
        asked = boutique & (domains == domain) & tested
        figures.update(_named(f"boutique {domain}", recall(items, vectors, asked, shelf, same_broad=True)))
    return figures


def _named(what: str, found: dict[int, float]) -> dict[str, float]:
    return {f"{what} R@{at}": value for at, value in found.items()}


def recall(
    items: Sequence[Item],
    vectors: Vectors,
    asked: NDArray[np.bool_],
    shelf: NDArray[np.bool_],
    same_broad: bool = False,
) -> dict[int, float]:
    """The share of queries whose product is among the k nearest of a shelf; queries that it lacks are not asked.

    Args:
        items: N pictures.
        vectors: (N, D) of unit length.
        asked: (N,) the queries.
        shelf: (N,) where to look.
        same_broad: look among goods of the query's category only.
    """
    goods = np.flatnonzero(shelf)
    products = np.array([items[row].product for row in goods])
    broads = np.array([items[row].broad for row in goods])
    ranks: list[int] = []
    for row in np.flatnonzero(asked):
        own = products == items[row].product
        cosines = vectors[goods] @ vectors[row]
        if own.any():
            rivals = ~own & ((broads == items[row].broad) | (not same_broad))
            ranks.append(int((cosines[rivals] >= cosines[own].max()).sum()))
    return {at: float(np.mean([rank < at for rank in ranks])) for at in AT} if ranks else {}
