"""How two sets of vectors are compared at inference (*Buy Me That Look*, Table 3); all: the higher, the more alike.

For vectors of unit length the three give the same order: |a - b|^2 = 2 - 2 cos(a, b). They differ on raw features.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Vectors = NDArray[np.float32]
"""(N, D)."""


def cosine(queries: Vectors, goods: Vectors) -> NDArray[np.float32]:
    """(N, M) cosines, -1..1; a vector of zeros is like nothing."""
    return np.asarray(_unit(queries) @ _unit(goods).T, np.float32)


def euclidean(queries: Vectors, goods: Vectors) -> NDArray[np.float32]:
    """(N, M) Euclidean distances, negated."""
    return np.asarray(-cdist(queries, goods), np.float32)


def cosine_and_euclidean(queries: Vectors, goods: Vectors) -> NDArray[np.float32]:
    """(N, M) the sum of both, each brought to mean 0 and deviation 1 a query.

    The paper does not say how it combines them; their scales differ, so that a plain sum would be one of the two.
    """
    return _standard(cosine(queries, goods)) + _standard(euclidean(queries, goods))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-12)
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / spread, np.float32)
