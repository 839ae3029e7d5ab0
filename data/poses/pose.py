"""One person's labelled points in one photo, and what labels may and may not claim."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.street.rules import Split
from pipeline.look import KEYPOINT_NAMES

INDEX: dict[str, int] = {name: number for number, name in enumerate(KEYPOINT_NAMES)}
HEAD = tuple(INDEX[name] for name in ("nose", "left_eye", "right_eye", "left_ear", "right_ear"))
EYES = (INDEX["left_eye"], INDEX["right_eye"])
SHOULDERS = (INDEX["left_shoulder"], INDEX["right_shoulder"])
HIPS = (INDEX["left_hip"], INDEX["right_hip"])
KNEES = (INDEX["left_knee"], INDEX["right_knee"])
ANKLES = (INDEX["left_ankle"], INDEX["right_ankle"])
LEGS = HIPS + KNEES + ANKLES
FLIPPED = tuple(
    INDEX[name.replace("left", "?").replace("right", "left").replace("?", "right")] for name in KEYPOINT_NAMES
)
"""Where each point's partner stands when the photo is mirrored."""

VISIBLE, INVISIBLE, UNKNOWN = 1, 0, -1


class PoseDataError(ValueError):
    """A folder or file of pose labels is not as published; the message says what is missing or wrong."""


@dataclass(frozen=True, eq=False)
class LabelledPose:
    """The labels of one photo.

    Attributes:
        id: unique within its source.
        image: path of the photo.
        split: training or validation.
        points: (17, 2) float32, x and y in pixels of the photo, COCO order; meaningless where not located.
        located: (17,) bool; the position is known. A point may be located outside the photo.
        visible: (17,) int8; VISIBLE, INVISIBLE or UNKNOWN (a loss must leave those out). VISIBLE implies located and
            inside the photo. INVISIBLE and not located: the point is nowhere in the photo.
        chin: y of the chin, where the source says enough to know; else None.
    """

    id: str
    image: Path
    split: Split
    points: NDArray[np.float32]
    located: NDArray[np.bool_]
    visible: NDArray[np.int8]
    chin: float | None = None

    def __post_init__(self) -> None:
        if np.any((self.visible == VISIBLE) & ~self.located):
            raise PoseDataError(f"{self.id}: a point is called visible whose position is not known")

    @classmethod
    def nobody(cls, photo_id: str, image: Path, split: Split) -> Self:
        """A photo without a person: no point is anywhere in it."""
        count = len(KEYPOINT_NAMES)
        return cls(
            photo_id,
            image,
            split,
            np.zeros((count, 2), np.float32),
            np.zeros(count, np.bool_),
            np.full(count, INVISIBLE, np.int8),
        )

    @property
    def height(self) -> float:
        """From the highest to the lowest located point, in pixels; 0 where nothing is located."""
        y = self.points[self.located, 1]
        return float(np.ptp(y)) if len(y) else 0.0


def inside(points: NDArray[np.float32], width: float, height: float) -> NDArray[np.bool_]:
    """(N,) bool: which (N, 2) points lie in the photo."""
    x, y = points[:, 0], points[:, 1]
    return np.asarray((x >= 0) & (x < width) & (y >= 0) & (y < height))
