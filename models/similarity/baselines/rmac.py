"""R-MAC: regional maximum activations of the last feature map (Tolias, Sicre and Jégou 2016, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from models.similarity.items import Item
from models.similarity.measure.distances import cosine
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions

LEVELS = 3
WHITENED = 256


def regions(side: int, levels: int = LEVELS) -> list[tuple[slice, slice]]:
    """The squares of a square map: at level l, l x l of width 2 * side / (l + 1), evenly spread."""
    found = []
    for level in range(1, levels + 1):
        width = max(1, 2 * side // (level + 1))
        starts = np.linspace(0, side - width, level).round().astype(int)
        found += [(slice(y, y + width), slice(x, x + width)) for y in starts for x in starts]
    return found


def pooled(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, C, S, S) -> (N, 1 + R, C): the mean over the map, then the maximum over each region."""
    over = [maps.mean((2, 3)), *(maps[:, :, y, x].max((2, 3)) for y, x in regions(maps.shape[-1]))]
    return np.stack(over, axis=1)


@dataclass
class RegionalMaxima(Method):
    """R-MAC vectors by cosine; the regions are whitened by what the training pictures vary in.

    Attributes:
        describe: items -> (N, 1 + R, C) of `pooled`.
        name: see `Method`.
        settings: likewise.
    """

    describe: Callable[[Sequence[Item]], NDArray[np.float32]]
    name: str = "R-MAC"
    settings: Settings = field(default_factory=dict)
    _whitenings: dict[str, PCA] = field(default_factory=dict, repr=False)

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        whitening = self._fitted(asked.train)
        return cosine(self._vectors(asked.queries, whitening), self._vectors(asked.goods, whitening))

    def _fitted(self, train: Sequence[Item]) -> PCA:
        """What the regions of some pictures vary in; several kinds of question have the same training pictures."""
        key = "|".join(item.key for item in train)
        if key not in self._whitenings:
            learnt = _unit(self.describe(train)[:, 1:])
            flat = learnt.reshape(-1, learnt.shape[-1])
            self._whitenings[key] = PCA(min(WHITENED, *flat.shape), whiten=True, random_state=0).fit(flat)
        return self._whitenings[key]

    def _vectors(self, items: Sequence[Item], whitening: PCA) -> NDArray[np.float32]:
        maxima = _unit(self.describe(items)[:, 1:])
        white = whitening.transform(maxima.reshape(-1, maxima.shape[-1])).reshape(*maxima.shape[:2], -1)
        return np.asarray(_unit(white).sum(axis=1), np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)
