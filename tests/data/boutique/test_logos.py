"""Logos: every brand has its own, in colours that stand out, framed by what is drawn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from data.boutique.brands import BRANDS
from data.boutique.logos import MARKS, STYLES, contrast, logo


def _shape(brand: str) -> np.ndarray:
    """A mark on 48 x 48 squares, filled or not."""
    return np.asarray(logo(brand, "mark", "#ffffff").resize((48, 48)).getchannel("A")) > 127


def test_every_brand_has_a_mark() -> None:
    assert set(MARKS) == {brand.name for brand in BRANDS}
    assert len(MARKS) >= 12


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("brand", MARKS)
def test_the_frame_is_the_box_of_what_is_drawn(brand: str, style: str) -> None:
    drawn = logo(brand, style, "#b3262e")
    assert drawn.mode == "RGBA"
    assert drawn.getchannel("A").getbbox() == (0, 0, *drawn.size)
    assert 0.1 < np.mean(np.asarray(drawn.getchannel("A")) > 127) <= 1


def test_no_two_marks_are_alike() -> None:
    shapes = {brand: _shape(brand) for brand in MARKS}
    for one, other in itertools.combinations(shapes, 2):
        common = (shapes[one] & shapes[other]).sum() / (shapes[one] | shapes[other]).sum()
        assert common < 0.75, f"{one} and {other}"


@pytest.mark.parametrize("ground", ["#f2f0ea", "#1d1d20", "#b3262e", "#2f6b45"])
@pytest.mark.parametrize("brand", MARKS)
def test_a_mark_stands_out_from_its_ground(brand: str, ground: str) -> None:
    pixels = np.asarray(logo(brand, "mark", ground))
    red, green, blue = pixels[pixels[..., 3] == 255][:, :3].mean(0).round().astype(int)
    assert contrast(f"#{red:02x}{green:02x}{blue:02x}", ground) > 1.9


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_unknown_names_say_what_is_known() -> None:
    with pytest.raises(ValueError, match="styles are mark"):
        logo("Okenfold", "neon", "#ffffff")
    with pytest.raises(ValueError, match="brands Tavrel"):
        logo("Nobody", "mark", "#ffffff")
