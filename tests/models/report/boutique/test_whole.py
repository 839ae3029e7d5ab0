from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.boutique.records import encoded
from data.boutique.truth import HIDDEN, OUTSIDE, SEEN
from data.boutique.truth_records import Keypoint, Picture, Worn
from data.poses.pose import INDEX
from data.taxonomy import View
from models.report.boutique.whole import Shows, is_full_shot, shows

WIDTH, HEIGHT = 200, 400
ANKLES = {"left_ankle": (120.0, 340.0), "right_ankle": (80.0, 340.0)}


def worn(category: str, *boxes: tuple[int, int, int, int]) -> Worn:
    """A product that fills the boxes x0, y0, x1, y1."""
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    for x0, y0, x1, y1 in boxes:
        mask[y0:y1, x0:x1] = True
    return Worn(category, category, (0.0, 0.0, 1.0, 1.0), float(mask.sum()), encoded(mask))


WIDE = worn("palazzos", (60, 180, 140, 350))
NARROW = worn("trousers", (60, 180, 140, 350))
SHOES = worn("casual shoes", (70, 350, 90, 370), (110, 350, 130, 370))
ONE_SHOE = worn("casual shoes", (70, 350, 90, 370))


def picture(*goods: Worn, **visibility: int) -> Picture:
    """Somebody from (0, 20) to (0, 370), of whom everything is seen but the points named."""
    places = {name: (100.0, 20.0 + 19.0 * number) for name, number in INDEX.items()} | ANKLES
    points: list[Keypoint] = [(*places[name], visibility.get(name, SEEN)) for name in INDEX]
    return Picture(
        "a.webp", "page", "page-a", View.FRONT, "test", WIDTH, HEIGHT, ("a",), "a", "studio",
        tuple(points), (50.0, 20.0, 100.0, 350.0), goods, (),
    )  # fmt: skip


def test_a_full_shot_shows_eyes_and_ankles() -> None:
    assert is_full_shot(picture())
    for point in ("left_eye", "right_eye", "left_ankle", "right_ankle"):
        assert not is_full_shot(picture(**{point: HIDDEN}))
        assert not is_full_shot(picture(**{point: OUTSIDE}))
    assert is_full_shot(picture(nose=HIDDEN, left_knee=HIDDEN))
    assert not is_full_shot(replace(picture(), keypoints=None, person=None))


def test_an_ankle_inside_a_wide_hem_is_there_if_its_foot_is() -> None:
    both = {"left_ankle": HIDDEN, "right_ankle": HIDDEN}
    assert is_full_shot(picture(WIDE, SHOES, **both))
    assert is_full_shot(picture(WIDE, SHOES, right_ankle=HIDDEN))
    assert not is_full_shot(picture(WIDE, ONE_SHOE, **both))
    assert not is_full_shot(picture(WIDE, **both))
    assert not is_full_shot(picture(WIDE, SHOES, left_eye=HIDDEN, **both))


def test_an_ankle_behind_the_other_leg_is_not_there() -> None:
    assert not is_full_shot(picture(NARROW, SHOES, right_ankle=HIDDEN))
    assert not is_full_shot(picture(worn("palazzos", (60, 180, 140, 330)), SHOES, right_ankle=HIDDEN))


def test_what_a_picture_shows() -> None:
    assert shows(picture(WIDE, SHOES)) == Shows(whole=True, parts=5, face=True, goods=2)
    assert shows(replace(picture(), keypoints=None)) == Shows(whole=False, parts=0, face=False, goods=0)
    sliver = worn("hand bags", (0, 0, 6, 6))
    assert shows(picture(WIDE, SHOES, sliver)).goods == 2
    behind = {"nose": HIDDEN, "left_eye": HIDDEN, "right_eye": HIDDEN}
    assert shows(picture(**behind)) == Shows(whole=False, parts=4, face=False, goods=0)


@pytest.mark.parametrize("hidden", [("left_hip", "right_hip"), ("left_knee", "right_knee", "left_ankle")])
def test_what_a_hand_covers_is_in_the_picture_all_the_same(hidden: tuple[str, ...]) -> None:
    assert shows(picture(**dict.fromkeys(hidden, HIDDEN))).parts == 5
    assert shows(picture(**dict.fromkeys(("left_ankle", "right_ankle"), OUTSIDE))).parts == 4


def test_the_order_of_what_counts() -> None:
    side = shows(picture(WIDE, SHOES, right_eye=HIDDEN))
    bag = shows(picture(WIDE, SHOES, worn("hand bags", (0, 0, 40, 40)), right_eye=HIDDEN))
    cut = shows(picture(WIDE, SHOES, left_ankle=OUTSIDE, right_ankle=OUTSIDE))
    back = shows(
        picture(WIDE, SHOES, worn("hand bags", (0, 0, 40, 40)), nose=HIDDEN, left_eye=HIDDEN, right_eye=HIDDEN)
    )
    assert shows(picture()) > bag > side > cut > back
    assert side == shows(picture(WIDE, SHOES, left_eye=HIDDEN, left_hip=HIDDEN))
