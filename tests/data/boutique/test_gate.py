"""The gate: good pictures pass, each kind of broken one is thrown out with its reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.boutique.gate import COVERED, HAIR, MOST_SKIN, SKIN, Expected, Labels, behind_hair, faults
from data.taxonomy import View
from pipeline.look import KEYPOINT_NAMES

EXPECTED = Expected({"dress": 10, "bag": 11}, "dress")
EYES = [KEYPOINT_NAMES.index(name) for name in ("left_eye", "right_eye")]


def picture() -> tuple[Labels, Labels, list[float]]:
    """A person of 100 x 200 pixels: head, dress, legs, a bag; all keypoints on the dress."""
    objects = np.zeros((200, 100), np.int64)
    objects[10:40, 40:60] = SKIN
    objects[40:140, 30:70] = 10
    objects[140:190, 35:65] = SKIN
    objects[100:130, 75:90] = 11
    return objects, np.zeros_like(objects), [50.0, 60.0, 2.0] * 17


def test_a_good_picture_passes() -> None:
    assert faults(*picture(), EXPECTED) == []


@pytest.mark.parametrize(("name", "left"), [("dress", 60), ("bag", 10)])
def test_a_garment_of_few_pixels(name: str, left: int) -> None:
    objects, materials, points = picture()
    own = np.argwhere(objects == EXPECTED.products[name])
    objects[tuple(own[left:].T)] = SKIN
    assert [fault for fault in faults(objects, materials, points, EXPECTED) if fault.startswith(name)]
    excused = replace(EXPECTED, may_hide=frozenset({name}))
    assert faults(objects, materials, points, excused) == []


def test_skin_that_shows_through() -> None:
    objects, materials, points = picture()
    pixels = int((objects >= 10).sum() * MOST_SKIN * 1.5) + 1
    hole = np.argwhere(objects == 10)[:pixels]
    objects[tuple(hole.T)] = SKIN
    assert faults(objects, materials, points, EXPECTED) == [], "skin that nothing should cover is no fault"
    materials[tuple(hole.T)] = COVERED
    assert "skin shows through" in faults(objects, materials, points, EXPECTED)[0]


def test_a_keypoint_beside_the_person() -> None:
    objects, materials, points = picture()
    points[:3] = [10.0, 60.0, 2.0]
    assert faults(objects, materials, points, EXPECTED) == ["nose lies 20 pixels beside the person"]
    points[:3] = [10.0, 60.0, 1.0]
    assert faults(objects, materials, points, EXPECTED) == [], "a hidden point may lie anywhere"
    points[:3] = [28.0, 60.0, 2.0]
    assert faults(objects, materials, points, EXPECTED) == [], "a pixel or two is the edge's own blur"


def test_hidden_eyes_of_somebody_who_faces_the_camera() -> None:
    objects, materials, points = picture()
    points[3 * EYES[0] + 2] = 1.0
    for yaw, view, wrong in ((0.0, None, 1), (350.0, View.FRONT, 1), (90.0, View.RIGHT, 0), (0.0, View.DETAIL, 0)):
        found = faults(objects, materials, points, replace(EXPECTED, yaw=yaw, view=view))
        assert len(found) == wrong, (yaw, view)


def test_points_behind_hair_count_as_hidden() -> None:
    objects, _, points = picture()
    for number in EYES:
        points[3 * number : 3 * number + 2] = [45.0, 20.0]
    assert behind_hair(objects, points) == points
    objects[20, 45] = HAIR
    assert behind_hair(objects, points) == points, "a single strand hides nothing"
    objects[15:25, 43:48] = HAIR
    row = behind_hair(objects, points)
    assert [row[3 * number + 2] for number in EYES] == [1.0, 1.0]
    assert row[2] == 2.0
