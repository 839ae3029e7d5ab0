from __future__ import annotations

import pytest

from data.taxonomy import Broad, View
from pipeline.look import Look
from pipeline.shot_extent import (
    BAG_SEEN,
    SURE,
    bag_in_sight,
    extent,
    face_turned,
    parts_seen,
    person_height,
    surely_whole,
)
from tests.looks import article, keypoints, rectangle
from tests.pipeline.test_shot_choice import BACK, BROKEN, CUT, FRONT, HEIGHT, NOBODY, PROFILE, WIDTH, person, shot


def test_the_height_of_a_person_is_of_what_is_seen_in_the_frame() -> None:
    assert person_height(person(20, 180), WIDTH, HEIGHT) == pytest.approx(0.8)
    assert person_height(person(20, 180, "ankle"), WIDTH, HEIGHT) == pytest.approx(0.6)
    assert person_height(person(20, 300), WIDTH, HEIGHT) == pytest.approx(140 / 200)  # knees and ankles are below it
    assert person_height(keypoints(), WIDTH, HEIGHT) == 0.0


def test_parts_are_counted_once_for_both_sides() -> None:
    assert parts_seen(FRONT) == 5
    assert parts_seen(BACK) == parts_seen(CUT) == 4
    assert parts_seen(NOBODY) == parts_seen(BROKEN) == 0


def test_people_have_no_gaps() -> None:
    assert extent(PROFILE) == (5, True)  # its hips are behind a hand
    assert extent(shot("legs.jpg", View.FRONT, person(20, 180, "eye", "shoulder", "knee"))) == (3, False)


def test_a_back_has_no_face_whatever_its_points_say() -> None:
    eyes = person(20, 180)
    assert extent(shot("back.jpg", View.BACK, eyes)) == (4, False)
    assert not surely_whole(shot("back.jpg", View.BACK, eyes))
    assert extent(shot("unknown.jpg", None, eyes)) == (5, True)


@pytest.mark.parametrize("point", ["left_eye", "right_eye", "left_ankle", "right_ankle"])
def test_a_whole_person_beyond_doubt(point: str) -> None:
    x, y, _ = person(20, 180)[point]
    for seen, sure in ((SURE, True), (SURE - 0.01, False)):
        points = person(20, 180).points | {point: (x, y, seen)}
        judged = shot("side.jpg", View.LEFT, person(20, 180)).model_copy(
            update={"keypoints": FRONT.keypoints and FRONT.keypoints.model_copy(update={"points": points})}
        )
        assert surely_whole(judged) is sure


def test_the_less_visible_eye_says_how_far_the_face_is_turned() -> None:
    assert face_turned(FRONT) == 0.9
    assert face_turned(PROFILE) == 0.05
    assert face_turned(BROKEN) == 0.0


def test_only_a_bag_is_a_bag() -> None:
    mask = rectangle(20, 20, (2, 2, 9, 9))
    look = Look(photo="a.jpg", width=20, height=20)
    assert not bag_in_sight(look)
    assert not bag_in_sight(look.with_(articles=(article(mask, Broad.FOOTWEAR, score=0.99),)))
    assert bag_in_sight(look.with_(articles=(article(mask, Broad.BAGS, score=BAG_SEEN),)))
    assert not bag_in_sight(look.with_(articles=(article(mask, Broad.BAGS, score=BAG_SEEN - 0.01),)))
