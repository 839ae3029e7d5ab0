"""Diversity: of many doubtful photos those that are unlike each other, so that a batch does not ask one thing twice.

k-means++ seeding (Arthur and Vassilvitskii 2007) on the photos' embeddings, as in BADGE (Ash et al. 2020): the first is
the most doubtful photo; every further one is drawn with a probability in proportion to its squared distance from the
nearest one chosen, times its score.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spread_out(vectors: NDArray[np.float32], scores: NDArray[np.float64], count: int, seed: int) -> list[int]:
    """Choose photos.

    Args:
        vectors: (N, D) embeddings.
        scores: (N,) not negative.
        count: how many to choose.
        seed: of the draw.

    Returns:
        The places of min(count, N) different photos, in the order they were chosen.
    """
    chance = np.random.default_rng(seed)
    chosen: list[int] = []
    nearest = np.full(len(vectors), np.inf)
    weights = np.maximum(scores, 1e-9)
    while len(chosen) < min(count, len(vectors)):
        place = _next(chosen, nearest, weights, chance)
        chosen.append(place)
        distances = ((vectors - vectors[place]).astype(np.float64) ** 2).sum(axis=1)
        nearest = np.minimum(nearest, distances)
    return chosen


def _next(
    chosen: list[int], nearest: NDArray[np.float64], weights: NDArray[np.float64], chance: np.random.Generator
) -> int:
    if not chosen:
        return int(weights.argmax())
    share = nearest * weights
    share[chosen] = 0.0
    if share.sum() <= 0:  # all that is left lies on what was chosen
        share = weights.copy()
        share[chosen] = 0.0
    return int(chance.choice(len(share), p=share / share.sum()))
