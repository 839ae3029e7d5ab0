"""Networks as embedders, and a short measure of what they know of held-out products: enough to see a run go well.

What is quoted anywhere is measured by `python -m models.similarity report`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from models.similarity.cache import Crops
from models.similarity.items import Item, Pixels, Split
from models.similarity.network import ServedNetwork, SimilarityNetwork

BATCH = 8
AT = (1, 10)
Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[Pixels]], Vectors]
"""(H, W, 3) uint8 crops -> (N, D) of unit length."""


class TorchEmbedder:
    """A trained network as `Embed`."""

    def __init__(self, network: SimilarityNetwork) -> None:
        self._network = ServedNetwork(network).eval()

    def __call__(self, crops: Sequence[Pixels]) -> Vectors:
        """See `Embed`."""
        with torch.inference_mode():
            vectors = self._network(torch.from_numpy(np.stack(crops)))[0]
        return np.asarray(vectors.numpy(), np.float32)


def run_network(network: nn.Module, crops: Crops, what: str) -> NDArray[np.float32]:
    """Feed all crops to a network that gives one tensor, a small batch at a time."""

    def run(batch: Sequence[Pixels]) -> Any:
        with torch.inference_mode():
            return network.eval()(torch.from_numpy(np.stack(batch))).numpy()

    return in_batches(run, crops, what)


def in_batches(embed: Embed, crops: Crops, what: str = "embedding") -> Vectors:
    """(N, D) of all crops."""
    parts = [
        embed([crops[row] for row in range(start, min(start + BATCH, len(crops)))])
        for start in tqdm(range(0, len(crops), BATCH), desc=what, unit="batch", mininterval=10)
    ]
    return np.concatenate(parts)


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
