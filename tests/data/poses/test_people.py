from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from data.poses import PoseDataError, read_people
from data.poses.pose import INDEX, INVISIBLE, VISIBLE
from pipeline.look import KEYPOINT_NAMES
from tests.data.poses.people import SIZE, coco_person


def write(folder: Path, names: tuple[str, ...] = KEYPOINT_NAMES, **changes: tuple[float, float, float]) -> None:
    """One picture of one person, one without anybody, and one that has yet to be rendered."""
    person = coco_person(**changes)
    person[:, 2] *= 2  # COCO: 2 seen, 1 hidden, 0 not there
    rows = {name: row.tolist() for name, row in zip(KEYPOINT_NAMES, person, strict=True)}
    flat = [value for name in names for value in rows[name]]
    small = {"id": 2, "image_id": 1, "category_id": 1, "area": 5, "keypoints": [0.0] * 51}
    annotations: list[dict[str, Any]] = [
        {"id": 1, "image_id": 1, "category_id": 1, "area": 900, "keypoints": flat},
        small,
        {"id": 3, "image_id": 1, "category_id": 2, "area": 5000},
    ]
    images = [{"id": i, "file_name": f"{n}.jpg", "width": 200, "height": 400} for i, n in enumerate("cab", start=0)]
    for name in "ca":
        Image.new("RGB", SIZE, "grey").save(folder / f"{name}.jpg")
    categories = [{"id": 1, "name": "person", "keypoints": list(names)}, {"id": 2, "name": "shirts"}]
    coco = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "people.json").write_text(json.dumps(coco))


def test_the_largest_person_of_each_picture_that_is_there(tmp_path: Path) -> None:
    write(tmp_path, left_ankle=(114, 360, 0.5), right_wrist=(0, 0, 0), nose=(100, -2, 1))
    somebody, nobody = read_people(tmp_path)
    assert (somebody.id, nobody.id) == ("a", "c")
    assert somebody.visible[INDEX["left_eye"]] == VISIBLE
    assert somebody.visible[INDEX["left_ankle"]] == INVISIBLE  # hidden, but there
    assert somebody.located[INDEX["left_ankle"]]
    assert not somebody.located[INDEX["right_wrist"]]
    assert somebody.visible[INDEX["nose"]] == INVISIBLE  # above the frame
    assert not nobody.located.any()
    assert (nobody.visible == INVISIBLE).all()


def test_points_are_found_by_name(tmp_path: Path) -> None:
    write(tmp_path, names=tuple(reversed(KEYPOINT_NAMES)))
    person = read_people(tmp_path)[0]
    np.testing.assert_allclose(person.points, coco_person()[:, :2])


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PoseDataError, match=r"people\.json is missing"):
        read_people(tmp_path)
    (tmp_path / "people.json").write_text(json.dumps({"images": [], "annotations": [], "categories": [{"id": 1}]}))
    with pytest.raises(PoseDataError, match="no category"):
        read_people(tmp_path)
