from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.io import savemat

from data.poses import PoseDataError, read_street_poses
from data.poses.pose import ANKLES, EYES, INDEX, INVISIBLE, UNKNOWN, VISIBLE, inside
from data.street.rules import split_of
from tests.data.poses.people import PLACES, SIZE, blazepose_person

NAMES = ("null", "skin", "coat")
SKIN, COAT = 1, 2


def label_map(gap: slice | None = None, face: int = SKIN) -> NDArray[np.uint8]:
    """A person 100 px wide, face above the shoulders; rows of `gap` belong to nobody."""
    labels = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    labels[20:80, 80:121] = face
    labels[80:390, 50:151] = COAT
    if gap is not None:
        labels[gap] = 0
    return labels


@pytest.fixture
def street(tmp_path: Path) -> Callable[..., Path]:
    """A folder of Clothing Co-Parsing with one photo, 0001."""

    def make(labels: NDArray[np.uint8] | None, **changes: tuple[float, float, float]) -> Path:
        for folder in ("photos", "annotations/pixel-level"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", SIZE, "grey").save(tmp_path / "photos" / "0001.jpg")
        cells = np.empty((1, len(NAMES)), object)
        cells[0] = [np.array([name]) for name in NAMES]
        savemat(tmp_path / "label_list.mat", {"label_list": cells})
        if labels is not None:
            savemat(tmp_path / "annotations" / "pixel-level" / "0001.mat", {"groundtruth": labels})
        poses = {"0001.jpg": blazepose_person(**changes).tolist(), "0002.jpg": None}
        (tmp_path / "blazepose_keypoints.json").write_text(json.dumps(poses))
        return tmp_path

    return make


def test_a_person_on_their_own_labels_keeps_all_points(street: Callable[..., Path]) -> None:
    (pose,) = read_street_poses(street(label_map()))
    assert pose.id == "0001"
    assert pose.split == split_of("0001")
    assert pose.located.all()
    assert (pose.visible == VISIBLE).all()
    assert pose.height == 360 - 42
    np.testing.assert_allclose(pose.points[INDEX["left_knee"]], PLACES["left_knee"])


def test_an_eye_without_a_face_is_not_there(street: Callable[..., Path]) -> None:
    (pose,) = read_street_poses(street(label_map(face=COAT)))
    assert (pose.visible[list(EYES)] == INVISIBLE).all()
    assert not pose.located[list(EYES)].any()
    assert pose.located[INDEX["nose"]]


def test_a_point_off_the_person_is_unknown(street: Callable[..., Path]) -> None:
    (pose,) = read_street_poses(street(label_map(gap=slice(340, 400))))
    assert (pose.visible[list(ANKLES)] == UNKNOWN).all()
    assert not pose.located[list(ANKLES)].any()


def test_the_tolerance_is_three_hundredths_of_the_height(street: Callable[..., Path]) -> None:
    reach = round(0.03 * (360 - 42))
    near, far = 360 - reach, 360 - reach - 1
    (pose,) = read_street_poses(street(label_map(gap=slice(near + 1, 400))))
    assert pose.located[list(ANKLES)].all()
    (pose,) = read_street_poses(street(label_map(gap=slice(far + 1, 400))))
    assert not pose.located[list(ANKLES)].any()


def test_a_pose_of_somebody_else_is_dropped(street: Callable[..., Path]) -> None:
    labels = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    labels[20:390, :20] = COAT
    assert read_street_poses(street(labels)) == []


def test_a_passer_by_is_dropped(street: Callable[..., Path]) -> None:
    small = {name: (x / 4, y / 4, 1.0) for name, (x, y) in PLACES.items()}
    assert read_street_poses(street(None, **small)) == []


def test_without_a_label_map_the_pose_stands(street: Callable[..., Path]) -> None:
    (pose,) = read_street_poses(street(None), split_of("0001"))
    assert pose.located.all()
    other = "train" if pose.split == "validation" else "validation"
    assert read_street_poses(street(None), other) == []


def test_a_missing_photo_is_named(street: Callable[..., Path]) -> None:
    folder = street(None)
    (folder / "photos" / "0001.jpg").unlink()
    with pytest.raises(PoseDataError, match=r"0001\.jpg is missing"):
        read_street_poses(folder)


@pytest.mark.photos
@pytest.mark.skipif("BTL_STREET_PHOTOS" not in os.environ, reason="BTL_STREET_PHOTOS names no folder")
def test_the_published_photos() -> None:
    poses = read_street_poses(Path(os.environ["BTL_STREET_PHOTOS"]))
    assert len(poses) == 1795
    assert {pose.split for pose in poses if pose.id == "0453"} == set()  # BlazePose found a passer-by there
    for pose in poses:
        with Image.open(pose.image) as photo:
            within = inside(pose.points, *photo.size)
        assert (within | (pose.visible != VISIBLE)).all(), pose.id
