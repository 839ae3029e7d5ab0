"""Crops: where the goods land in the square, what fills the rest, and what the toning leaves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.crops import BACKGROUND, MARGIN, TONE, article_crop, product_crop

RED, BLUE = (200, 0, 0), (0, 0, 200)


def photo(width: int = 200, height: int = 300) -> NDArray[np.uint8]:
    """Blue, with a red rectangle at x 60..140, y 100..200."""
    pixels = np.full((height, width, 3), BLUE, np.uint8)
    pixels[100:200, 60:140] = RED
    return pixels


def is_red(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (pixels[..., 0] > 150) & (pixels[..., 2] < 60)


def test_article_is_centred_with_its_margin() -> None:
    crop = article_crop(photo(), (60, 100, 140, 200), None, size=116)
    rows, columns = np.flatnonzero(is_red(crop).any(1)), np.flatnonzero(is_red(crop).any(0))
    # The side is 100 * (1 + 2 * MARGIN) = 116 pixels: one pixel of the crop is one of the photo.
    assert pytest.approx(0.08) == MARGIN
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (8, 107, 18, 97)


def test_background_is_toned_by_the_mask() -> None:
    pixels, mask = photo(), np.zeros((300, 200), bool)
    mask[100:200, 60:140] = True
    crop = article_crop(pixels, (60, 100, 140, 200), mask, size=116)
    expected = np.rint(np.array(BLUE) * BACKGROUND + TONE * (1 - BACKGROUND))
    np.testing.assert_array_equal(crop[2, 2], expected)
    np.testing.assert_array_equal(crop[58, 58], RED)


def test_what_lies_outside_the_photo_is_the_toning() -> None:
    crop = article_crop(photo(), (-50, 0, 50, 100), None, size=116)
    assert (crop[:, :50] == TONE).all()
    np.testing.assert_array_equal(crop[60, 90], BLUE)


@pytest.mark.parametrize("box", [(200, 0, 250, 50), (-9, 0, -1, 50), (0, 300, 50, 350), (5, 5, 5, 9)])
def test_box_without_a_pixel_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="no pixel"):
        article_crop(photo(), box, None)


@settings(max_examples=80, deadline=None)
@given(
    width=st.integers(1, 60),
    height=st.integers(1, 60),
    corner=st.tuples(st.floats(-20, 59), st.floats(-20, 59)),
    extent=st.tuples(st.floats(0.01, 90), st.floats(0.01, 90)),
)
def test_any_box_gives_a_square(
    width: int, height: int, corner: tuple[float, float], extent: tuple[float, float]
) -> None:
    pixels, mask = np.zeros((height, width, 3), np.uint8), np.ones((height, width), bool)
    box = (corner[0], corner[1], corner[0] + extent[0], corner[1] + extent[1])
    if box[0] < width and box[1] < height and box[2] > 0 and box[3] > 0:
        assert article_crop(pixels, box, mask, size=32).shape == (32, 32, 3)


def test_goods_are_cut_from_their_white() -> None:
    shot = np.full((400, 300, 3), 255, np.uint8)
    shot[250:350, 20:70] = RED
    crop = product_crop(shot, size=116)
    rows, columns = np.flatnonzero(is_red(crop).any(1)), np.flatnonzero(is_red(crop).any(0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (8, 107, 33, 82)
    assert (crop[:, :30] == 255).all()


def test_same_goods_have_the_same_scale_in_photo_and_shot() -> None:
    shot = np.full((400, 300, 3), 255, np.uint8)
    shot[50:150, 20:100] = RED
    mask = np.zeros((300, 200), bool)
    mask[100:200, 60:140] = True
    worn = article_crop(photo(), (60, 100, 140, 200), mask, size=128)
    assert is_red(worn).sum() == pytest.approx(is_red(product_crop(shot, size=128)).sum(), rel=0.02)


def test_shot_on_no_white_is_taken_whole() -> None:
    crop = product_crop(photo(), size=116)
    assert is_red(crop).mean() == pytest.approx(80 * 100 / (300 * 1.16) ** 2, rel=0.1)
    np.testing.assert_array_equal(crop[58, 30], BLUE)


def test_empty_white_shot_is_taken_whole() -> None:
    assert (product_crop(np.full((50, 40, 3), 255, np.uint8), size=32) == 255).all()
