"""How often the fine type and the broad category are right, on photos that the heads have not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from data.taxonomy import FINE_TYPES, Broad
from models.embedding.dataset import FeatureSet
from models.embedding.network import Heads

BROAD_OF = np.array([list(Broad).index(fine.broad) for fine in FINE_TYPES])


def run_heads(heads: Heads, features: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(N, 1280) features -> unit vectors (N, D), fine-type probabilities (N, 20)."""
    with torch.inference_mode():
        vectors, fine = heads(torch.from_numpy(features))
    return vectors.numpy(), fine.numpy()


def accuracy(heads: Heads, crops: FeatureSet) -> dict[str, float]:
    """Top-1 accuracies on the validation crops of one source.

    "fine": the most probable type of the crop's own broad category is one of those that its label allows; counted are
    crops whose label names one broad category, but not all of its types (else there is nothing to get wrong).
    "broad": the category whose types are together the most probable; counted are crops whose label names one.
    """
    held_out = crops.part(~crops.train)
    _, fine = run_heads(heads, held_out.features)
    broads = np.stack([(held_out.allowed & (b == BROAD_OF)).any(axis=1) for b in range(len(Broad))], axis=1)
    one_broad = broads.sum(axis=1) == 1
    broad = broads.argmax(axis=1)
    within = BROAD_OF[None] == broad[:, None]
    undecided = one_broad & (held_out.allowed.sum(axis=1) < within.sum(axis=1))
    best = np.where(within, fine, -1.0).argmax(axis=1)
    fine_right = held_out.allowed[np.arange(len(best)), best]
    by_broad = np.stack([fine[:, b == BROAD_OF].sum(axis=1) for b in range(len(Broad))], axis=1)
    broad_right = by_broad.argmax(axis=1) == broad
    return {"fine": float(fine_right[undecided].mean()), "broad": float(broad_right[one_broad].mean())}


def by_type(heads: Heads, crops: FeatureSet, types: Sequence[str]) -> dict[str, float]:
    """For some types, the share of held-out crops that are certainly of it and named so within their broad category.

    Types of which nothing is held out are left out.
    """
    names = [fine.name for fine in FINE_TYPES]
    held_out = crops.part(~crops.train & (crops.allowed.sum(axis=1) == 1))
    _, fine = run_heads(heads, held_out.features)
    truth = held_out.allowed.argmax(axis=1)
    best = np.where(BROAD_OF[None] == BROAD_OF[truth][:, None], fine, -1.0).argmax(axis=1)
    of_type = {name: best[truth == names.index(name)] == names.index(name) for name in types}
    return {name: float(right.mean()) for name, right in of_type.items() if len(right)}


def agreement(heads: Heads, queries: FeatureSet, goods: FeatureSet, k: int = 10) -> float:
    """Of the k most similar goods of a query's broad category, the share that may be of the query's fine type.

    The goods are the clothing-dataset's photos, standing in for a shop: a look from the street must find its own kind
    of garment there, whatever the background. Counted are validation queries with one certain type.
    """
    asked = queries.part(~queries.train & (queries.allowed.sum(axis=1) == 1))
    query_vectors, _ = run_heads(heads, asked.features)
    goods_vectors, _ = run_heads(heads, goods.features)
    shares: list[float] = []
    for vector, fine in zip(query_vectors, asked.allowed.argmax(axis=1), strict=True):
        shelf = goods.allowed[:, BROAD_OF[fine] == BROAD_OF].any(axis=1)
        if shelf.sum() >= k and goods.allowed[:, fine].any():
            nearest = np.argsort(-(goods_vectors[shelf] @ vector))[:k]
            shares.append(float(goods.allowed[shelf][nearest, fine].mean()))
    return float(np.mean(shares))
