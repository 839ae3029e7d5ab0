"""The page's seven colours, seen by eyes with and without each kind of colour blindness."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.colours import COLOURS, HAIRLINE
from web.component import STATIC

Colour = NDArray[np.float64]

# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009),
# severity 1.0, for linear RGB.
SIGHT: dict[str, Colour] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
LEAST_DISTANCE = 20.0


def linear(colour: str) -> Colour:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255.0
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: Colour) -> Colour:
    x, y, z = XYZ @ np.clip(rgb, 0.0, 1.0) / np.array([0.95047, 1.0, 1.08883])
    fx, fy, fz = (np.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, 1.4.3."""
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def test_every_category_has_a_colour() -> None:
    assert set(COLOURS) == set(Broad)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_tell_apart(sight: str) -> None:
    seen = {broad: lab(SIGHT[sight] @ linear(colour)) for broad, colour in COLOURS.items()}
    for (one, first), (other, second) in itertools.combinations(seen.items(), 2):
        assert np.linalg.norm(first - second) >= LEAST_DISTANCE, f"{one.value} and {other.value} with {sight}"


def test_the_yardstick_knows_a_bad_pair() -> None:
    red, green = (lab(SIGHT["deuteranopia"] @ linear(colour)) for colour in ("#c22f2f", "#5f7f1f"))
    assert np.linalg.norm(red - green) < LEAST_DISTANCE


@pytest.mark.parametrize("colour", COLOURS.values())
def test_an_icon_shows_on_any_photo(colour: str) -> None:
    """Of its three parts (ring, white core, dark hairline) two always differ enough: WCAG 2.2, 1.4.11."""
    assert contrast("#ffffff", HAIRLINE) >= 3.0
    for grey in range(0, 256, 5):
        photo = f"#{grey:02x}{grey:02x}{grey:02x}"
        assert max(contrast(part, photo) for part in (colour, "#ffffff", HAIRLINE)) >= 3.0


def test_the_page_draws_the_same_hairline() -> None:
    assert f"--btl-ink: {HAIRLINE};" in (STATIC / "page.css").read_text("utf-8")


def test_texts_have_contrast() -> None:
    colours = dict(re.findall(r"--btl-(\w+): (#[0-9a-f]{6});", (STATIC / "page.css").read_text("utf-8")))
    for text in ("ink", "soft"):
        for ground in ("paper", "card", "note"):
            assert contrast(colours[text], colours[ground]) >= 4.5, f"{text} on {ground}"
    assert contrast(colours["focus"], colours["paper"]) >= 3.0
