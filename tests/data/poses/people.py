"""A standing person as BlazePose would report them, drawn from nothing but numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.poses.blazepose import COCO_OF_BLAZEPOSE, MOUTH
from pipeline.look import KEYPOINT_NAMES

# x and y in a photo of 200 x 400, facing the camera: the person's left is at the right.
PLACES: dict[str, tuple[float, float]] = {
    "nose": (100, 50),
    "left_eye": (108, 42),
    "right_eye": (92, 42),
    "left_ear": (116, 46),
    "right_ear": (84, 46),
    "left_shoulder": (130, 90),
    "right_shoulder": (70, 90),
    "left_elbow": (140, 140),
    "right_elbow": (60, 140),
    "left_wrist": (145, 190),
    "right_wrist": (55, 190),
    "left_hip": (118, 200),
    "right_hip": (82, 200),
    "left_knee": (116, 280),
    "right_knee": (84, 280),
    "left_ankle": (114, 360),
    "right_ankle": (86, 360),
}
SIZE = (200, 400)
MOUTH_Y = 60.0


def coco_person(**changes: tuple[float, float, float]) -> NDArray[np.float32]:
    """(17, 3), all visible; single points replaced by name."""
    rows = [changes.get(name, (*PLACES[name], 1.0)) for name in KEYPOINT_NAMES]
    return np.asarray(rows, np.float32)


def blazepose_person(**changes: tuple[float, float, float]) -> NDArray[np.float32]:
    """(33, 3): the same person; points that COCO does not know lie at the navel."""
    rows = np.tile(np.float32((100, 180, 1.0)), (33, 1))
    rows[list(COCO_OF_BLAZEPOSE)] = coco_person(**changes)
    rows[list(MOUTH)] = (100, MOUTH_Y, 1.0)
    return rows
