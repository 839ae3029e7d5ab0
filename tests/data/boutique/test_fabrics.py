"""Pattern tiles repeat without a seam; colours are the colours asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.boutique.fabrics import WEAVES, Fabric, darker, relief_file, tile_file
from data.boutique.figure.wavefront import Floats
from data.boutique.patterns import PATTERNS, linear, noise, relief, rgb, tile
from data.boutique.patterns import WEAVES as RELIEFS

COLOURS = ("#204060", "#f0e0c0", "#a03020")


def _step(values: Floats, axis: int) -> tuple[float, float]:
    """Mean change across the seam, and the largest mean change between any two rows inside."""
    inside = np.abs(np.diff(values, axis=axis)).mean(axis=tuple(k for k in range(values.ndim) if k != axis))
    seam = np.abs(np.take(values, 0, axis) - np.take(values, -1, axis)).mean()
    return float(seam), float(inside.max())


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("axis", [0, 1])
def test_tiles_have_no_seam(pattern: str, axis: int) -> None:
    seam, inside = _step(tile(pattern, COLOURS, seed=4, size=256), axis)
    assert seam <= inside * 1.05 + 1e-6


def test_the_seam_test_can_fail() -> None:
    ramp = np.tile(np.linspace(0, 1, 64)[:, None, None], (1, 64, 3))
    seam, inside = _step(ramp, 0)
    assert seam > inside * 1.05


@pytest.mark.parametrize("weave", RELIEFS)
def test_reliefs_repeat_and_stay_in_range(weave: str) -> None:
    height = relief(weave, 192)
    assert height.shape == (192, 192)
    assert height.min() >= 0 and height.max() <= 1 and np.ptp(height) > 0.1
    for axis in (0, 1):
        seam, inside = _step(height, axis)
        assert seam <= inside * 1.05 + 1e-6


def test_plain_cloth_has_its_colour_and_tiles_are_deterministic() -> None:
    plain = tile("plain", COLOURS, size=64)
    np.testing.assert_allclose(plain.mean((0, 1)), rgb(COLOURS[0]), atol=0.01)
    np.testing.assert_array_equal(tile("floral", COLOURS, 3, 64), tile("floral", COLOURS, 3, 64))
    assert not np.array_equal(tile("floral", COLOURS, 3, 64), tile("floral", COLOURS, 4, 64))


def test_breton_stripes_show_both_colours_in_proportion() -> None:
    stripes = tile("breton", COLOURS, size=200)
    nearer_second = np.linalg.norm(stripes - rgb(COLOURS[1]), axis=-1) < np.linalg.norm(
        stripes - rgb(COLOURS[0]), axis=-1
    )
    assert nearer_second.mean() == pytest.approx(0.3, abs=0.02)


def test_noise_is_standardised() -> None:
    field = noise(128, np.random.default_rng(1), 1.0)
    assert field.mean() == pytest.approx(0, abs=1e-9)
    assert field.std() == pytest.approx(1)


def test_linear_light_follows_the_standard() -> None:
    assert linear("#000000") == (0, 0, 0)
    assert linear("#ffffff") == pytest.approx((1, 1, 1))
    assert linear("#808080")[0] == pytest.approx(0.2158605, abs=1e-6)


def test_unknown_names_say_what_is_known() -> None:
    with pytest.raises(ValueError, match="known are: plain"):
        tile("paisley", COLOURS)
    with pytest.raises(ValueError, match="known are"):
        relief("felt")


def test_files_are_written_once(tmp_path: Path) -> None:
    fabric = Fabric("dotted", COLOURS[:2])
    path = tile_file(fabric, tmp_path)
    before = path.stat().st_mtime_ns
    assert tile_file(fabric, tmp_path) == path and path.stat().st_mtime_ns == before
    assert Image.open(path).size == (512, 512)
    assert tile_file(Fabric("dotted", COLOURS[1:]), tmp_path) != path
    assert Image.open(relief_file(WEAVES["knit"], tmp_path)).mode == "L"


def test_darker() -> None:
    assert darker("#ff8000", 0.5) == "#804000"
