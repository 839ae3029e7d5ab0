"""What a detector found in a photo, as arrays: what the scores work on and what the pool keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import BROAD_CATEGORIES, Broad
from pipeline.look import Box

CLASSES = len(BROAD_CATEGORIES)
CLASS_NUMBER: dict[Broad, int] = {broad: number for number, broad in enumerate(BROAD_CATEGORIES)}


@dataclass(frozen=True)
class Found:
    """N detections of one detector in one photo, in descending score.

    Attributes:
        classes: (N,) int64, places in `BROAD_CATEGORIES`.
        scores: (N,) float64 in 0..1, down to the detector's least, not the one from which articles are shown.
        boxes: (N, 4) float64, x0, y0, x1, y1 in pixels of the photo.
    """

    classes: NDArray[np.int64]
    scores: NDArray[np.float64]
    boxes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.classes)

    @classmethod
    def of(cls, articles: Sequence[tuple[Broad, float, Box]]) -> Self:
        """From (broad category, score, box) in any order."""
        rows = [[CLASS_NUMBER[broad], score, *box] for broad, score, box in articles]
        return cls.from_rows(sorted(rows, key=lambda row: -row[1]))

    @classmethod
    def from_rows(cls, rows: Sequence[Sequence[float]]) -> Self:
        """From the rows that the pool keeps: class number, score, x0, y0, x1, y1."""
        table = np.asarray(rows, np.float64).reshape(-1, 6)
        return cls(table[:, 0].astype(np.int64), table[:, 1], table[:, 2:])

    def to_rows(self) -> list[list[Any]]:
        """The inverse of `from_rows`, ready for JSON, pixels to a hundredth."""
        rows = zip(self.classes.tolist(), self.scores.tolist(), self.boxes.round(2).tolist(), strict=True)
        return [[number, round(score, 5), *box] for number, score, box in rows]

    def broad(self, place: int) -> Broad:
        """Broad category of a detection."""
        return BROAD_CATEGORIES[int(self.classes[place])]


def iou_matrix(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of all pairs of boxes.

    Args:
        one: (N, 4) x0, y0, x1, y1.
        two: (M, 4) likewise.

    Returns:
        (N, M) in 0..1; 0 where both boxes are empty.
    """
    low = np.maximum(one[:, None, :2], two[None, :, :2])
    high = np.minimum(one[:, None, 2:], two[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1) for boxes in (one, two)]
    union = areas[0][:, None] + areas[1][None] - shared
    ratio: NDArray[np.float64] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return ratio
