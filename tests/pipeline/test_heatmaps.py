from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.heatmaps import letterbox, network_input, peaks


def gaussian(x: float, y: float, height: int = 64, width: int = 48, sigma: float = 2.0) -> np.ndarray:
    """A heatmap whose peak lies at x, y in input pixels (4 a cell)."""
    rows, columns = (np.arange(height) + 0.5)[:, None], (np.arange(width) + 0.5)[None]
    return np.exp(-((columns - x / 4) ** 2 + (rows - y / 4) ** 2) / (2 * sigma**2)).astype(np.float32)


@settings(deadline=None)
@given(x=st.floats(8, 184), y=st.floats(8, 248))
def test_the_peak_of_a_gaussian_is_found_far_below_a_cell(x: float, y: float) -> None:
    (found,) = peaks(gaussian(x, y)[None], 4)
    np.testing.assert_allclose(found, (x, y), atol=0.05)


@pytest.mark.parametrize(("x", "y"), [(2, 2), (190, 254), (2, 128), (96, 254)])
def test_at_the_border_the_cell_is_the_answer(x: float, y: float) -> None:
    (found,) = peaks(gaussian(x, y)[None], 4)
    np.testing.assert_allclose(found, (x, y), atol=2.1)


def test_a_flat_or_hostile_map_gives_a_place_inside() -> None:
    rng = np.random.default_rng(0)
    maps = np.stack([np.zeros((64, 48)), -np.ones((64, 48)), rng.normal(size=(64, 48))]).astype(np.float32)
    found = peaks(maps, 4)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= (192, 256)).all()


@pytest.mark.parametrize("size", [(550, 827), (827, 550), (192, 256), (32, 1600), (1600, 32), (50, 60)])
def test_letterbox_keeps_the_shape_and_maps_back(size: tuple[int, int]) -> None:
    width, height = size
    canvas, box = letterbox(np.full((height, width, 3), 255, np.uint8), 256, 192)
    assert canvas.shape == (256, 192, 3)
    white = (canvas == 255).all(axis=2)
    assert white.any(axis=1).sum() == max(1, round(height * box.scale))
    assert white.any(axis=0).sum() == max(1, round(width * box.scale))
    assert (canvas[~white] == 127).all()
    points = np.random.default_rng(0).uniform(0, 1, (5, 2)).astype(np.float32) * size
    np.testing.assert_allclose(box.to_photo(box.to_input(points)), points, atol=1e-2)


def test_a_dot_is_where_the_letterbox_says_it_is() -> None:
    photo = np.zeros((800, 400, 3), np.uint8)
    photo[596:604, 296:304] = 255
    canvas, box = letterbox(photo, 256, 192)
    bright = canvas[:, box.left : 192 - box.left].max(axis=2)
    y, x = np.unravel_index(bright.argmax(), bright.shape)
    np.testing.assert_allclose(box.to_input(np.array([[300.0, 600.0]]))[0], (x + box.left + 0.5, y + 0.5), atol=1.0)


def test_network_input_is_the_trunks_own_preprocessing() -> None:
    from torchvision.transforms.functional import normalize, to_tensor

    from models.backbone import IMAGE_MEAN, IMAGE_STD

    pixels = np.random.default_rng(0).integers(0, 256, (8, 6, 3), np.uint8)
    expected = normalize(to_tensor(Image.fromarray(pixels)), list(IMAGE_MEAN), list(IMAGE_STD))
    np.testing.assert_allclose(network_input(pixels)[0], expected.numpy(), atol=1e-5)
