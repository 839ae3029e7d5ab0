"""Uncertainty sampling (*Buy Me That Look*, 4.2): the photos of which one detector is least sure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import BROAD_CATEGORIES, Broad
from labeling.found import Found
from labeling.scores.protocol import Aggregate, BoxUncertainty, Evidence


class Uncertainty:
    """The live detector's doubts, box by box.

    Args:
        boxes: doubt a box.
        over: from boxes to the photo.
    """

    def __init__(self, boxes: BoxUncertainty, over: Aggregate) -> None:
        self._boxes, self._over = boxes, over

    @property
    def name(self) -> str:
        """See `PhotoScore`."""
        return f"{self._boxes.name}, {self._over.name}"

    def __call__(self, evidence: Evidence) -> float:
        """See `PhotoScore`."""
        return self._over(self._boxes(evidence.live))


class Weighted:
    """Doubts about weak classes count more.

    Args:
        boxes: doubt a box.
        weights: of each broad category, not negative; scaled so that the largest is 1.
    """

    def __init__(self, boxes: BoxUncertainty, weights: Mapping[Broad, float]) -> None:
        table = np.array([weights.get(broad, 0.0) for broad in BROAD_CATEGORIES])
        if table.min() < 0 or table.max() <= 0:
            raise ValueError(f"weights must not be negative, and one must be above 0: {dict(weights)}")
        self._boxes, self._table = boxes, table / table.max()

    @property
    def name(self) -> str:
        """See `BoxUncertainty`."""
        return f"{self._boxes.name} weighted"

    def __call__(self, found: Found) -> NDArray[np.float64]:
        """See `BoxUncertainty`."""
        weighted: NDArray[np.float64] = self._boxes(found) * self._table[found.classes]
        return weighted


def weakness(average_precision: Mapping[Broad, float]) -> dict[Broad, float]:
    """Weights for `Weighted`: what is missing to an average precision of 1; a class never measured counts in full."""
    return {broad: max(0.01, 1.0 - average_precision.get(broad, 0.0)) for broad in BROAD_CATEGORIES}
