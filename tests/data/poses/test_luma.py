from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.poses import PoseDataError, read_luma_poses
from data.poses.luma import FACE, luma_pose
from data.poses.pose import ANKLES, EYES, HEAD, HIPS, INDEX, INVISIBLE, KNEES, SHOULDERS, UNKNOWN, VISIBLE, LabelledPose
from tests.data.poses.people import SIZE, blazepose_person

Change = tuple[float, float, float]


def pose(folder: Path, name: str, found: bool = True, **changes: Change) -> LabelledPose | None:
    image = folder / name
    Image.new("RGB", SIZE, "white").save(image)
    return luma_pose(image, blazepose_person(**changes) if found else None)


def sure(folder: Path, name: str, found: bool = True, **changes: Change) -> LabelledPose:
    made = pose(folder, name, found, **changes)
    assert made is not None
    return made


def test_a_top_shows_no_legs(tmp_path: Path) -> None:
    made = sure(tmp_path, "mh01-black_main.jpg")
    assert (made.visible[list(HEAD + SHOULDERS + HIPS)] == VISIBLE).all()
    assert (made.visible[list(KNEES + ANKLES)] == INVISIBLE).all()


def test_from_behind_there_is_no_face(tmp_path: Path) -> None:
    made = sure(tmp_path, "ws03-red_back.jpg")
    assert (made.visible[list(FACE)] == INVISIBLE).all()
    assert made.visible[INDEX["left_hip"]] == VISIBLE


def test_a_look_over_the_shoulder_is_unknown(tmp_path: Path) -> None:
    profile = {"left_eye": (90, 42, 1.0), "right_eye": (88, 42, 1.0)}
    made = sure(tmp_path, "ws03-red_back.jpg", **profile)  # type: ignore[arg-type]
    assert (made.visible[list(FACE)] == UNKNOWN).all()


def test_trousers_show_no_head_whatever_was_found(tmp_path: Path) -> None:
    made = sure(tmp_path, "mp04-gray_main.jpg")
    assert (made.visible[list(HEAD + SHOULDERS)] == INVISIBLE).all()
    assert not made.located[list(HEAD + SHOULDERS)].any()
    assert (made.visible[list(ANKLES)] == VISIBLE).all()


def test_legs_squeezed_into_a_corner_are_not_believed(tmp_path: Path) -> None:
    squeezed = {name: (100, 300 + 10 * i, 1.0) for i, name in enumerate(("left_hip", "right_hip"))}
    made = sure(tmp_path, "mp04-gray_main.jpg", **squeezed)  # type: ignore[arg-type]
    assert not made.located.any()
    assert (made.visible[list(ANKLES)] == UNKNOWN).all()
    assert (made.visible[list(EYES)] == INVISIBLE).all()


def test_an_outfit_is_a_whole_person(tmp_path: Path) -> None:
    made = sure(tmp_path, "mp05-blue_outfit.jpg")
    assert (made.visible == VISIBLE).all()


@pytest.mark.parametrize("name", ["mb01-blue-0.jpg", "wg03-gr-0.jpg", "luma-yoga-brick.jpg", "mb04-black-0_alt1.jpg"])
def test_gear_is_nobody_even_where_blazepose_saw_somebody(tmp_path: Path, name: str) -> None:
    made = sure(tmp_path, name)
    assert not made.located.any()
    assert (made.visible == INVISIBLE).all()


def test_a_detail_shows_no_feet_and_its_face_is_unknown(tmp_path: Path) -> None:
    made = sure(tmp_path, "wh01-green_alt1.jpg")
    assert (made.visible[list(KNEES + ANKLES)] == INVISIBLE).all()
    assert (made.visible[list(EYES)] == UNKNOWN).all()
    assert not made.located.any()


def test_covers_of_films_are_left_out(tmp_path: Path) -> None:
    assert pose(tmp_path, "lt03.jpg") is None


def test_colours_of_a_product_share_their_split(tmp_path: Path) -> None:
    splits = {
        number: {sure(tmp_path, f"mh{number:02d}-{colour}_main.jpg").split for colour in ("red", "blue", "green")}
        for number in range(30)
    }
    assert all(len(found) == 1 for found in splits.values())
    assert set.union(*splits.values()) == {"train", "validation"}


def test_reading_a_folder(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("RGB", SIZE, "white").save(tmp_path / "images" / "mh01-black_main.jpg")
    points = blazepose_person().tolist()
    (tmp_path / "blazepose_keypoints.json").write_text(json.dumps({"mh01-black_main.jpg": points}))
    (made,) = read_luma_poses(tmp_path)
    np.testing.assert_allclose(made.points[INDEX["nose"]], (100, 50))
    (tmp_path / "images" / "mh01-black_main.jpg").unlink()
    with pytest.raises(PoseDataError, match="is missing"):
        read_luma_poses(tmp_path)
