from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from data.poses.blazepose import chin_of, in_profile, read_blazepose, to_coco, turned_away, visibility
from data.poses.pose import FLIPPED, INDEX, INVISIBLE, UNKNOWN, VISIBLE, LabelledPose, PoseDataError
from pipeline.look import KEYPOINT_NAMES
from tests.data.poses.people import SIZE, blazepose_person, coco_person

# BlazePose's own names (Bazarevsky et al., 2020, figure 3), by number.
BLAZEPOSE_NAMES = [
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
]


def test_each_coco_point_is_the_blazepose_point_of_that_name() -> None:
    rows = np.zeros((33, 3), np.float32)
    rows[:, 0] = np.arange(33)
    assert [BLAZEPOSE_NAMES[int(number)] for number in to_coco(rows)[:, 0]] == list(KEYPOINT_NAMES)


def test_flipping_twice_changes_nothing_and_keeps_the_nose() -> None:
    assert [FLIPPED[FLIPPED[number]] for number in range(17)] == list(range(17))
    assert FLIPPED[INDEX["nose"]] == INDEX["nose"]
    assert FLIPPED[INDEX["left_knee"]] == INDEX["right_knee"]


def test_chin_lies_below_the_mouth() -> None:
    assert chin_of(blazepose_person()) == pytest.approx(60 + 0.8 * (60 - 42))


@pytest.mark.parametrize(
    ("name", "point", "expected"),
    [
        ("left_eye", (108, -3, 1.0), INVISIBLE),  # above the frame, whatever BlazePose says
        ("left_ankle", (114, 401, 1.0), INVISIBLE),
        ("right_ankle", (200, 360, 1.0), INVISIBLE),  # x = width is the first column outside
        ("left_ankle", (114, 360, 0.2), VISIBLE),  # a long skirt
        ("left_ankle", (114, 360, 0.05), UNKNOWN),
        ("left_wrist", (145, 190, 0.9), VISIBLE),
        ("left_wrist", (145, 190, 0.3), UNKNOWN),
        ("left_wrist", (145, 190, 0.1), INVISIBLE),
        ("left_eye", (108, 42, 0.1), VISIBLE),  # its word on eyes counts for nothing
    ],
)
def test_visibility_rules(name: str, point: tuple[float, float, float], expected: int) -> None:
    seen = visibility(coco_person(**{name: point}), *SIZE)
    assert seen[INDEX[name]] == expected
    assert (np.delete(seen, INDEX[name]) == VISIBLE).all()


def test_of_a_face_in_profile_nobody_knows_which_eye_is_hidden() -> None:
    person = coco_person(left_eye=(90, 42, 1.0), right_eye=(88, 42, 1.0), left_ear=(110, 46, 1.0))
    assert in_profile(person)
    seen = visibility(person, *SIZE)
    assert seen[INDEX["left_eye"]] == seen[INDEX["right_eye"]] == UNKNOWN
    assert seen[INDEX["nose"]] == VISIBLE
    assert not in_profile(coco_person())


def test_of_a_person_seen_from_behind_the_whole_face_is_unknown() -> None:
    person = coco_person(left_shoulder=(70, 90, 1.0), right_shoulder=(130, 90, 1.0))
    assert turned_away(person)
    assert (visibility(person, *SIZE)[:5] == UNKNOWN).all()
    assert not turned_away(coco_person())


def test_a_visible_point_needs_a_place() -> None:
    with pytest.raises(PoseDataError, match="called visible"):
        LabelledPose("x", Path("x"), "train", np.zeros((17, 2), np.float32), np.zeros(17, bool), np.ones(17, np.int8))


def test_reading(tmp_path: Path) -> None:
    file = tmp_path / "blazepose_keypoints.json"
    with pytest.raises(PoseDataError, match="is missing"):
        read_blazepose(file)
    file.write_text(json.dumps({"a.jpg": blazepose_person().tolist(), "b.jpg": None}))
    poses = read_blazepose(file)
    assert poses["b.jpg"] is None
    np.testing.assert_allclose(poses["a.jpg"], blazepose_person())


@pytest.mark.parametrize("text", ["[1, 2]", "{", '{"a.jpg": [[1, 2, 3]]}', '{"a.jpg": "x"}'])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "blazepose_keypoints.json"
    file.write_text(text)
    with pytest.raises(PoseDataError):
        read_blazepose(file)
