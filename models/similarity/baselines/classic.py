"""Without any network: matched SIFT keypoints, and colours alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.similarity.items import Item
from models.similarity.measure.features import Cut
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions

KEYPOINTS = 200
RATIO = 0.75
"""A match counts if the next best is at least that much farther (Lowe 2004, section 7.1; 0.8 there)."""
BINS = 8
WHITE_FROM = 240

Descriptors = NDArray[np.float32]
"""(K, 128)."""


class SiftMatches(Method):
    """The number of SIFT descriptors that match (the baseline of *Buy Me That Look*, Table 3).

    A good that shares no match is as far as any other: ties are broken by chance.

    Args:
        cut: makes the crops.
    """

    def __init__(self, cut: Cut) -> None:
        self.name = "SIFT"
        self.settings: Settings = {"keypoints": KEYPOINTS}
        self._cut = cut
        self._sift = cv2.SIFT.create(nfeatures=KEYPOINTS)
        self._matcher = cv2.BFMatcher(cv2.NORM_L2)
        self._known: dict[str, Descriptors] = {}

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        self._learn([*asked.queries, *asked.goods])
        found = np.zeros((len(asked.queries), len(asked.goods)), np.float32)
        for row, query in zip(found, asked.queries, strict=True):
            for place in np.flatnonzero(asked.candidates(query)):
                row[place] = self._matches(self._known[query.key], self._known[asked.goods[place].key])
        return found

    def knows(self, asked: Questions) -> bool:
        """Matching takes milliseconds a pair: it is not asked beyond one category of one shop."""
        return not asked.data.startswith(("boutique-street-anywhere", "boutique-street-larger"))

    def _learn(self, items: Sequence[Item]) -> None:
        """Describe those that are not known yet."""
        new = [item for item in items if item.key not in self._known]
        crops = self._cut(new)
        self._known |= {item.key: self.describe(crops[number]) for number, item in enumerate(new)}

    def describe(self, crop: NDArray[np.uint8]) -> Descriptors:
        """(K, 128) descriptors of a crop, K at most about `KEYPOINTS`."""
        _, found = self._sift.detectAndCompute(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), None)  # type: ignore[call-overload]
        return np.zeros((0, 128), np.float32) if found is None else np.asarray(found, np.float32)

    def _matches(self, query: Descriptors, good: Descriptors) -> int:
        if len(query) == 0 or len(good) < 2:
            return 0
        pairs: Sequence[Any] = self._matcher.knnMatch(query, good, k=2)
        return sum(best.distance < RATIO * second.distance for best, second in pairs)


def colour_histogram(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """(N, 512) square roots of the shares of colours in CIELAB, near-white ground left out.

    The cosine of two such rows is the Bhattacharyya coefficient of the histograms.
    """
    return np.stack([_histogram(crop) for crop in crops])


def _histogram(crop: NDArray[np.uint8]) -> NDArray[np.float32]:
    goods = (crop.min(axis=2) < WHITE_FROM).astype(np.uint8)
    lab = cv2.cvtColor(crop, cv2.COLOR_RGB2LAB)
    counts = cv2.calcHist([lab], [0, 1, 2], goods, [BINS] * 3, [0, 256] * 3).ravel()
    return np.asarray(np.sqrt(counts / max(1.0, float(counts.sum()))), np.float32)
