from __future__ import annotations

from itertools import permutations

import pytest

from data.taxonomy import View
from pipeline.full_shot import judge
from pipeline.look import Keypoints
from pipeline.shot_choice import NO_PICTURES, NONE_READABLE, choose, note_on, rivals
from pipeline.shot_extent import person_height
from pipeline.shots import Shot
from tests.looks import keypoints

WIDTH, HEIGHT = 100, 200


def person(top: float, bottom: float, *hidden: str) -> Keypoints:
    """Someone upright from eyes to ankles, without the parts or points named."""
    rows = {"eye": 0.0, "shoulder": 0.2, "hip": 0.5, "knee": 0.75, "ankle": 1.0}
    seen = {
        f"{side}_{part}": (x, top + share * (bottom - top))
        for part, share in rows.items()
        for side, x in (("left", 60.0), ("right", 40.0))
        if part not in hidden and f"{side}_{part}" not in hidden
    }
    return keypoints(**seen)


def shot(name: str, view: View | None, points: Keypoints) -> Shot:
    return Shot(
        photo=name,
        width=WIDTH,
        height=HEIGHT,
        view=view,
        view_score=0.9 if view else 0.0,
        full_shot=judge(points, WIDTH, HEIGHT),
        keypoints=points,
        person=person_height(points, WIDTH, HEIGHT),
    )


FRONT = shot("front.jpg", View.FRONT, person(20, 180))
SMALL = shot("small.jpg", View.FRONT, person(60, 140))
BACK = shot("back.jpg", View.BACK, person(20, 180, "eye"))
LEFT = shot("left.jpg", View.LEFT, person(10, 190))
PROFILE = shot("profile.jpg", View.RIGHT, person(20, 180, "left_eye", "hip", "left_ankle"))
OTHER_SIDE = shot("other.jpg", View.LEFT, person(20, 180, "right_eye", "knee"))
CUT = shot("cut.jpg", View.FRONT, person(20, 180, "ankle"))
DETAIL = shot("detail.jpg", View.DETAIL, keypoints(left_shoulder=(50.0, 50.0)))
NOBODY = shot("bag.jpg", View.FRONT, keypoints())
BROKEN = Shot(photo="broken.jpg", failed="The picture is broken or incomplete.")


def chosen(*shots: Shot, copies: dict[int, int] | None = None) -> Shot | None:
    front = [float(one.view is View.FRONT) for one in shots]
    return next((one for one in choose(shots, front, copies or {}) if one.chosen), None)


@pytest.mark.parametrize(
    ("shots", "best"),
    [
        ((FRONT, SMALL, BACK, LEFT, CUT, DETAIL, BROKEN), FRONT),  # LEFT is larger, but from the side
        ((SMALL, BACK, CUT), SMALL),  # a small whole person beats a large one without feet
        ((BACK, LEFT, DETAIL), LEFT),  # no front: both eyes and ankles are more than a back
        ((BACK, CUT, DETAIL), CUT),  # of head to knees and shoulders to ankles the one with a face
        ((BACK, PROFILE, DETAIL), PROFILE),  # face and one eye to the ankles: more than from the shoulders on
        ((LEFT, PROFILE), LEFT),
        ((DETAIL, NOBODY), DETAIL),
        ((NOBODY, BROKEN), NOBODY),
    ],
)
def test_the_right_shot_whatever_the_order(shots: tuple[Shot, ...], best: Shot) -> None:
    for order in list(permutations(shots))[:200]:
        found = chosen(*order)
        assert found is not None
        assert found.photo == best.photo
        assert found.reason


def test_nothing_is_chosen_where_nothing_can_be_read() -> None:
    assert choose((), (), {}) == ()
    told = choose((BROKEN,), (0.0,), {})
    assert not told[0].chosen
    assert (note_on(()), note_on(told)) == (NO_PICTURES, NONE_READABLE)


def test_equals_are_told_apart_by_their_names() -> None:
    twin = FRONT.model_copy(update={"photo": "a.jpg"})
    for order in ((FRONT, twin), (twin, FRONT)):
        found = chosen(*order)
        assert found is not None
        assert found.photo == "a.jpg"


def test_a_copy_is_not_chosen_and_names_its_original() -> None:
    told = choose((FRONT, FRONT.model_copy(update={"photo": "again.jpg"})), (1.0, 1.0), {0: 1})
    assert [one.chosen for one in told] == [False, True]
    assert told[0].reason == "The same picture as again.jpg."
    assert "only picture" in told[1].reason


def test_without_views_the_eyes_tell_front_from_back() -> None:
    unknown = [one.model_copy(update={"view": None}) for one in (BACK, FRONT, CUT)]
    told = choose(unknown, [0.0] * 3, {})
    assert [one.chosen for one in told] == [False, True, False]
    assert note_on(told) is None


def test_each_reason_says_what_is_the_matter() -> None:
    told = choose((FRONT, SMALL, BACK, LEFT, CUT, DETAIL, NOBODY, BROKEN), [1.0] * 8, {})
    reasons = {one.photo: one.reason for one in told}
    assert reasons["front.jpg"] == "Of 2 pictures of a whole person from the front, the one with the largest person."
    assert "not as large as in front.jpg" in reasons["small.jpg"]
    assert "behind" in reasons["back.jpg"]
    assert "left side" in reasons["left.jpg"]
    assert reasons["cut.jpg"] == "The feet are not in the photo."
    assert "detail" in reasons["detail.jpg"]
    assert "No person" in reasons["bag.jpg"]
    assert "could not be read" in reasons["broken.jpg"]
    assert note_on(told) is None


def test_the_page_says_so_where_there_is_no_full_front_shot() -> None:
    told = choose((BACK, LEFT), (0.0, 0.0), {})
    note = note_on(told)
    assert note is not None
    assert "left.jpg" in note
    assert "whole person from the front" in note
    empty = note_on(choose((NOBODY,), (0.9,), {}))
    assert empty is not None
    assert "No picture of this page shows a person" in empty


def test_of_pictures_that_show_as_much_of_a_person_the_one_with_the_bag() -> None:
    shots = (BACK, OTHER_SIDE, PROFILE, DETAIL)
    assert rivals(shots, {}) == (1, 2)
    for bag in (1, 2):
        assert [one.chosen for one in choose(shots, [0.0] * 4, {}, [bag])] == [number == bag for number in range(4)]


def test_without_a_bag_the_face_that_is_turned_more_to_the_camera() -> None:
    points = dict(PROFILE.keypoints.points) if PROFILE.keypoints else {}
    turned = PROFILE.model_copy(
        update={"photo": "turned.jpg", "keypoints": Keypoints(points=points | {"left_eye": (60.0, 20.0, 0.45)})}
    )
    for order in permutations((PROFILE, turned, OTHER_SIDE)):
        found = chosen(*order)
        assert found is not None
        assert found.photo == "turned.jpg"


def test_a_doubtful_far_eye_makes_no_whole_person_of_a_side() -> None:
    points = dict(PROFILE.keypoints.points) if PROFILE.keypoints else {}
    points |= {"left_eye": (60.0, 20.0, 0.6), "left_ankle": (60.0, 180.0, 0.9)}
    doubtful = shot("doubtful.jpg", View.RIGHT, Keypoints(points=points))
    assert doubtful.full_shot is not None
    assert doubtful.full_shot.is_full_shot
    assert rivals((doubtful, OTHER_SIDE), {}) == (0, 1)
    assert rivals((doubtful, OTHER_SIDE, LEFT), {}) == ()  # that one is


def test_nothing_is_asked_of_pictures_that_need_no_bag_to_decide() -> None:
    assert rivals((FRONT, PROFILE, OTHER_SIDE), {}) == ()  # a whole person from the front
    assert rivals((PROFILE, PROFILE.model_copy(update={"photo": "again.jpg"})), {1: 0}) == ()
    assert rivals((NOBODY, NOBODY, BROKEN), {}) == ()
    assert rivals((), {}) == ()
