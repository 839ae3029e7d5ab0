"""How much of a person and of the outfit a picture shows, by the rendered truth alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from data.boutique.gate import FEWEST
from data.boutique.truth import OUTSIDE, SEEN
from data.boutique.truth_records import Keypoint, Picture
from data.poses.pose import ANKLES, EYES, HIPS, INDEX, KNEES, SHOULDERS
from data.taxonomy import Broad, broad_of
from models.report.boutique.detection import is_sliver

FACE = (INDEX["nose"], *EYES)
BODY = (SHOULDERS, HIPS, KNEES, ANKLES)

HANGING = ("palazzos", "skirts", "dresses")
"""Types that hang free of the ankle: what they cover is the ankle itself, not one leg behind the other."""
FOOT_WIDTH, FOOT_DEPTH = 0.05, 0.15
"""How far from its ankle a foot lies, to either side and below, as shares of the person's height."""


class Shows(NamedTuple):
    """What a picture shows; the greater shows more, equals show as much and either is a right choice.

    Attributes:
        whole: both eyes and both ankles are seen.
        parts: of face, shoulders, hips, knees and ankles those in the picture, 0..5. A hip behind a hand, or a knee
            behind a bag, is: people have no gaps. A face is if it is seen: of a back it is not.
        face: whether the face is one of them.
        goods: how many of the things worn are in sight; what is behind the wearer is not.
    """

    whole: bool
    parts: int
    face: bool
    goods: int


def shows(picture: Picture) -> Shows:
    """How much is seen of who wears the goods, then of the goods.

    The two sides of somebody without a bag mostly show as much: the truth can't say which is better, nor could a
    shopper. Where one side hides the bag, or the face is turned away in one, the other is the only right choice.
    """
    points = picture.keypoints
    if points is None:
        return Shows(False, 0, False, 0)
    face = any(points[number][2] == SEEN for number in FACE)
    body = [any(points[number][2] != OUTSIDE for number in part) for part in BODY]
    goods = sum(not is_sliver(picture, worn) for worn in picture.goods)
    return Shows(is_full_shot(picture), face + sum(body), face, goods)


def is_full_shot(picture: Picture) -> bool:
    """Both eyes and both ankles are seen; an ankle inside a wide hem is, if its foot stands out below.

    The truth calls a point hidden that lies deep below the first surface. That is right of an ankle behind the other
    leg. In wide trousers and long skirts it would mean that nobody in them can be in the picture as a whole, although
    head and feet are.
    """
    points = picture.keypoints
    if points is None or any(points[number][2] != SEEN for number in EYES):
        return False
    return all(points[number][2] == SEEN or _in_hem(picture, points[number]) for number in ANKLES)


def _in_hem(picture: Picture, ankle: Keypoint) -> bool:
    """Whether cloth that hangs free of the leg lies on the ankle, and a foot is seen below it."""
    x, y, seen = ankle
    cloth = [worn.mask() for worn in picture.goods if worn.category in HANGING]
    if seen == OUTSIDE or picture.person is None or not any(mask[int(y), int(x)] for mask in cloth):
        return False
    height = picture.person[3]
    rows = slice(int(y), int(y + FOOT_DEPTH * height))
    columns = slice(max(0, int(x - FOOT_WIDTH * height)), int(x + FOOT_WIDTH * height))
    shoes = [worn.mask() for worn in picture.goods if broad_of(worn.category) is Broad.FOOTWEAR]
    foot = sum(int(np.count_nonzero(mask[rows, columns])) for mask in shoes)
    # Of a pair each foot is half.
    return foot >= FEWEST / 2 * picture.width * picture.height
