"""Icons of articles of which the detector says where it is most certain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from data.taxonomy import Broad
from pipeline.icons import FINGER, place_icons
from pipeline.look import Mask
from tests.looks import article, rectangle
from tests.pipeline.test_icons import is_inside, spot


def test_the_icon_is_in_the_core_where_there_is_one() -> None:
    jacket, sleeve = rectangle(200, 358, (100, 50, 260, 150)), rectangle(200, 358, (220, 60, 256, 140))
    sure = article(jacket, Broad.OUTERWEAR).model_copy(update={"core": Mask.encode(sleeve)})
    assert is_inside(sleeve, spot(place_icons([sure], None, 358, 200)[0]))
    nowhere = sure.model_copy(update={"core": Mask.encode(np.zeros_like(jacket))})
    assert spot(place_icons([nowhere], None, 358, 200)[0]) == pytest.approx((180, 100), abs=1)


def test_a_core_at_the_very_edge_does_not_take_the_icon_there() -> None:
    jacket, hem = rectangle(200, 358, (100, 50, 260, 150)), rectangle(200, 358, (100, 147, 260, 150))
    sure = article(jacket, Broad.OUTERWEAR).model_copy(update={"core": Mask.encode(hem)})
    assert spot(place_icons([sure], None, 358, 200)[0]) == pytest.approx((180, 100), abs=1)


@pytest.mark.parametrize("zoom", [1, 4, 8])
def test_a_core_smaller_than_the_grid_is_found(zoom: int) -> None:
    jacket, button = (
        rectangle(200, 358, (100, 50, 260, 150)).repeat(zoom, 0).repeat(zoom, 1),
        np.zeros((200 * zoom, 358 * zoom), np.bool_),
    )
    button[77 * zoom, 131 * zoom + 1] = True
    sure = article(jacket, Broad.OUTERWEAR).model_copy(update={"core": Mask.encode(button)})
    x, y = spot(place_icons([sure], None, 358 * zoom, 200 * zoom)[0])
    assert math.dist((x, y), (131 * zoom + 1.5, 77 * zoom + 0.5)) <= 2 * zoom


def test_a_core_without_room_is_left_for_the_rest_of_the_mask() -> None:
    mask, core = rectangle(200, 358, (100, 50, 260, 150)), rectangle(200, 358, (176, 96, 184, 104))
    both = [
        article(mask, broad, name, score).model_copy(update={"core": Mask.encode(core)})
        for broad, name, score in ((Broad.TOPWEAR, "a1", 0.9), (Broad.OUTERWEAR, "a2", 0.8))
    ]
    first, second = place_icons(both, None, 358, 200)
    assert is_inside(core, spot(first))
    assert FINGER <= math.dist(spot(first), spot(second)) <= FINGER + 2
