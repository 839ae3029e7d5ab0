from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from data.poses.pose import ANKLES, EYES, FLIPPED, INDEX, INVISIBLE, VISIBLE, inside
from models.keypoints.augment import View, cut, mirrored, on_canvas, random_view, random_window
from tests.data.poses.people import PLACES, SIZE, coco_person


def person(**changes: tuple[float, float, float]) -> View:
    """The standing person; each located point is a white pixel on black."""
    points = coco_person(**changes)[:, :2]
    image = Image.new("RGB", SIZE)
    for x, y in points.astype(int):
        if 0 <= x < SIZE[0] and 0 <= y < SIZE[1]:
            image.putpixel((int(x), int(y)), (255, 255, 255))
    return View(image, points, np.ones(17, bool), np.full(17, VISIBLE, np.int8))


def empty() -> View:
    points = np.zeros((17, 2), np.float32)
    return View(Image.new("RGB", SIZE), points, np.zeros(17, bool), np.full(17, INVISIBLE, np.int8))


def test_a_cut_moves_points_and_hides_what_it_cuts_off() -> None:
    view = cut(person(), (20, 60, 180, 300))
    assert view.image.size == (160, 240)
    np.testing.assert_allclose(view.points[INDEX["left_knee"]], np.subtract(PLACES["left_knee"], (20, 60)))
    gone = [INDEX["nose"], *EYES, *ANKLES]
    assert (view.visible[gone] == INVISIBLE).all()
    assert not view.located[gone].any()
    assert view.visible[INDEX["left_hip"]] == VISIBLE


def test_a_cut_keeps_at_least_32_pixels() -> None:
    assert cut(person(), (199, 399, 10, 10)).image.size == (32, 32)


def test_the_canvas_is_the_letterbox_of_serving() -> None:
    from pipeline.heatmaps import letterbox

    noise = np.random.default_rng(0).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    view = person()
    ours = on_canvas(View(Image.fromarray(noise), view.points, view.located, view.visible), 192, 256)
    canvas, box = letterbox(noise, 256, 192)
    assert np.abs(np.asarray(ours.image).astype(int) - canvas).max() <= 1
    np.testing.assert_allclose(ours.points, box.to_input(view.points), atol=1e-3)


def test_mirroring_moves_the_left_eye_to_the_other_side_and_back() -> None:
    view = person(left_wrist=(170, 100, 1.0))
    once = mirrored(view)
    np.testing.assert_allclose(once.points[INDEX["right_wrist"]], (SIZE[0] - 170, 100))
    twice = mirrored(once)
    np.testing.assert_allclose(twice.points, view.points)
    assert np.array_equal(np.asarray(twice.image), np.asarray(view.image))
    assert list(np.arange(17)[list(FLIPPED)][list(FLIPPED)]) == list(range(17))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_visible_points_of_any_view_lie_on_the_picture_of_their_point(seed: int) -> None:
    view = random_view(person(), 96, 128, np.random.default_rng(seed))
    assert view.image.size == (96, 128)
    seen = view.visible == VISIBLE
    assert inside(view.points[seen], 96, 128).all()
    assert not (seen & ~view.located).any()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), upside_down=st.booleans())
def test_windows_of_odd_poses_are_windows(seed: int, upside_down: bool) -> None:
    rng = np.random.default_rng(seed)
    view = person()
    points = view.points.copy()
    if upside_down:
        points[:, 1] = SIZE[1] - points[:, 1]
    odd = View(view.image, points + rng.normal(0, 150, (17, 2)).astype(np.float32), view.located, view.visible)
    for each in (odd, empty()):
        kept = cut(each, random_window(each, rng))
        assert min(kept.image.size) >= 32


@pytest.mark.parametrize(("points", "least", "most"), [(EYES, 0.2, 0.45), (ANKLES, 0.2, 0.5)])
def test_heads_and_feet_are_cut_off_often(points: tuple[int, int], least: float, most: float) -> None:
    rng = np.random.default_rng(1)
    gone = [
        bool((cut(person(), random_window(person(), rng)).visible[list(points)] == INVISIBLE).any()) for _ in range(400)
    ]
    assert least <= np.mean(gone) <= most
