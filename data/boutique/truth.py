"""Exact labels of rendered people: the 17 COCO keypoints with visibility, boxes, and the COCO file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.boutique.figure.wavefront import Floats
from pipeline.look import KEYPOINT_NAMES

OUTSIDE, HIDDEN, SEEN = 0, 1, 2
"""COCO's visibility: not in the picture, in it but hidden, seen."""
LOGO_PASS = 77
"""Material number of brand marks: what the renderer marks with it becomes a logo box."""

DEPTH_TOLERANCE: dict[str, float] = {
    "nose": 0.03, "eye": 0.03, "ear": 0.05, "shoulder": 0.13, "elbow": 0.09, "wrist": 0.08, "hip": 0.2, "knee": 0.15,
    "ankle": 0.13,
}  # fmt: skip
"""Metres a point may lie below the first surface that its line of sight meets and still count as seen: joints are
inside the limb, below skin and cloth; what is farther below is behind something else."""


@dataclass(frozen=True)
class Sight:
    """A keypoint as the camera has it.

    Attributes:
        x: pixels to the right.
        y: pixels down.
        depth: distance from the camera to the point, metres.
        surface: distance to the first surface along the same line, metres; infinity where there is none.
    """

    x: float
    y: float
    depth: float
    surface: float


def visibility(name: str, sight: Sight, width: int, height: int) -> int:
    """OUTSIDE, HIDDEN or SEEN for one keypoint."""
    if not (0 <= sight.x < width and 0 <= sight.y < height) or sight.depth <= 0:
        return OUTSIDE
    tolerance = DEPTH_TOLERANCE[name.rsplit("_", 1)[-1]]
    return SEEN if sight.depth - sight.surface <= tolerance else HIDDEN


def keypoint_row(
    sights: Mapping[str, Sight], width: int, height: int, covered: Sequence[str] = ()
) -> list[float]:  # fmt: skip
    """51 numbers x, y, visibility in COCO's order; points outside the frame are zeros.

    Args:
        sights: every keypoint by name.
        width: of the picture.
        height: of the picture.
        covered: names of points that are never seen (ears below hair).
    """
    row: list[float] = []
    for name in KEYPOINT_NAMES:
        sight = sights[name]
        seen = visibility(name, sight, width, height)
        if seen == SEEN and name in covered:
            seen = HIDDEN
        row += [round(sight.x, 2), round(sight.y, 2), seen] if seen else [0.0, 0.0, OUTSIDE]
    return row


def box_of(pixels: Floats, width: int, height: int) -> list[float]:
    """[x, y, width, height] of projected points, cut off at the frame; zeros where none is inside."""
    low = np.clip(pixels[:, :2].min(0), 0, [width, height])
    high = np.clip(pixels[:, :2].max(0), 0, [width, height])
    if (high - low).min() <= 0:
        return [0.0, 0.0, 0.0, 0.0]
    return [round(float(value), 2) for value in (*low, *(high - low))]


@dataclass(frozen=True)
class Labelled:
    """A rendered picture of one person."""

    file: str
    width: int
    height: int
    keypoints: list[float]
    box: list[float]


def coco(pictures: Sequence[Labelled]) -> dict[str, Any]:
    """A COCO keypoint data set."""
    images, annotations = [], []
    for number, picture in enumerate(pictures, 1):
        images.append({"id": number, "file_name": picture.file, "width": picture.width, "height": picture.height})
        annotations.append({
            "id": number, "image_id": number, "category_id": 1, "iscrowd": 0, "bbox": picture.box,
            "area": round(picture.box[2] * picture.box[3], 1), "keypoints": picture.keypoints,
            "num_keypoints": sum(1 for seen in picture.keypoints[2::3] if seen > 0),
        })  # fmt: skip
    category = {"id": 1, "name": "person", "keypoints": list(KEYPOINT_NAMES), "skeleton": []}
    return {"images": images, "annotations": annotations, "categories": [category]}


def write_json(content: Any, path: Path, indent: int | None = 1) -> None:
    """Writes JSON by way of a temporary file, so that a reader never meets half of it."""
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(content, indent=indent), encoding="utf-8")
    partial.replace(path)
