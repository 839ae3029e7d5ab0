"""Labels of rendered people: visibility, boxes and the COCO file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO

from data.boutique.truth import (
    DEPTH_TOLERANCE,
    HIDDEN,
    OUTSIDE,
    SEEN,
    Labelled,
    Sight,
    box_of,
    coco,
    keypoint_row,
    visibility,
    write_json,
)
from pipeline.look import KEYPOINT_NAMES


@pytest.mark.parametrize(
    ("name", "sight", "expected"),
    [
        ("left_eye", Sight(10, 10, 3.0, 2.99), SEEN),  # the eye's own surface
        ("left_eye", Sight(10, 10, 3.0, 2.8), HIDDEN),  # seen from behind: the skull is in the way
        ("left_eye", Sight(10, 10, 3.0, float("inf")), SEEN),  # nothing in the way
        ("right_hip", Sight(10, 10, 3.0, 2.86), SEEN),  # below skin and cloth
        ("right_hip", Sight(10, 10, 3.0, 2.5), HIDDEN),  # behind an arm and a bag
        ("left_ankle", Sight(10, 200, 3.0, 2.99), OUTSIDE),  # below the frame
        ("left_ankle", Sight(-0.1, 10, 3.0, 2.99), OUTSIDE),
        ("nose", Sight(10, 10, -1.0, 0.5), OUTSIDE),  # behind the camera
    ],
)
def test_visibility(name: str, sight: Sight, expected: int) -> None:
    assert visibility(name, sight, 100, 150) == expected


def test_every_keypoint_has_a_tolerance() -> None:
    assert {name.rsplit("_", 1)[-1] for name in KEYPOINT_NAMES} == set(DEPTH_TOLERANCE)


def test_keypoint_row_is_in_coco_order_and_zero_outside() -> None:
    sights = {name: Sight(5.0 + k, 7.0, 2.0, 1.99) for k, name in enumerate(KEYPOINT_NAMES)}
    sights["right_ankle"] = Sight(5.0, 500.0, 2.0, 1.99)
    row = keypoint_row(sights, 100, 100, covered=("left_ear",))
    assert len(row) == 51
    assert row[:3] == [5.0, 7.0, SEEN]
    assert row[3 * KEYPOINT_NAMES.index("left_ear") + 2] == HIDDEN
    assert row[-3:] == [0.0, 0.0, OUTSIDE]
    assert row[3 * 8] == 13.0


def test_box_is_cut_off_at_the_frame() -> None:
    points = np.array([[-20.0, 10, 1], [40, 90, 1], [30, 120, 1]])
    assert box_of(points, 60, 100) == [0, 10, 40, 90]
    assert box_of(points - [500, 0, 0], 60, 100) == [0, 0, 0, 0]


def test_coco_file_is_read_by_pycocotools(tmp_path: Path) -> None:
    row = [1.0, 2.0, 2.0] * 16 + [0.0, 0.0, 0]
    pictures = [Labelled(f"{k:04d}.jpg", 384, 576, row, [1.0, 2.0, 30.0, 40.0]) for k in range(3)]
    write_json(coco(pictures), tmp_path / "people.json")
    read = COCO(str(tmp_path / "people.json"))
    assert len(read.getImgIds()) == 3
    annotation = read.loadAnns(read.getAnnIds(imgIds=[2]))[0]
    assert annotation["num_keypoints"] == 16
    assert annotation["area"] == 1200
    assert read.loadCats([1])[0]["keypoints"] == list(KEYPOINT_NAMES)
    assert not list(tmp_path.glob("*.part"))
    assert json.loads((tmp_path / "people.json").read_text())["images"][1]["file_name"] == "0001.jpg"
