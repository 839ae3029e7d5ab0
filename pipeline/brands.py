"""The brands that a shop sells, by the logos on its own goods: what a logo in a photo is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Brands:
    """Vectors of logos whose brand is known.

    Attributes:
        names: the B brands, each once, sorted.

    Args:
        brands: (M,) brand of each vector.
        vectors: (M, D) float32 of unit length.
        temperature: of the softmax over cosines.
        unknown: the cosine at which a logo is as likely none of the shop's brands.

    Raises:
        ValueError: there is not one brand a vector, or no vector at all.
    """

    def __init__(self, brands: Sequence[str], vectors: NDArray[np.float32], temperature: float, unknown: float) -> None:
        if len(brands) != len(vectors) or len(brands) == 0:
            raise ValueError(f"{len(brands)} brands of {len(vectors)} logos: each logo needs its brand")
        self.names = tuple(sorted(set(brands)))
        self._of = np.array([self.names.index(brand) for brand in brands])
        self._vectors, self._temperature, self._unknown = vectors, temperature, unknown

    def cosines(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, B): of each of (N, D) vectors with the most similar logo of each brand."""
        all_of_them = vectors @ self._vectors.T
        best = np.full((len(vectors), len(self.names)), -1.0, np.float32)
        for number in range(len(self.names)):
            best[:, number] = all_of_them[:, self._of == number].max(axis=1)
        return best

    def probabilities(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, B) probability of each brand; what is missing from 1 is that of none of them."""
        return brand_probabilities(self.cosines(vectors), self._temperature, self._unknown)


def brand_probabilities(cosines: NDArray[np.float32], temperature: float, unknown: float) -> NDArray[np.float32]:
    """A softmax over the brands' cosines and one of `unknown` that stands for all other brands.

    Args:
        cosines: (N, B).
        temperature: the smaller, the surer; above 0.
        unknown: see `Brands`.
    """
    logits = np.concatenate([cosines, np.full((len(cosines), 1), unknown, np.float32)], axis=1) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray((powers / powers.sum(axis=1, keepdims=True))[:, :-1], np.float32)
