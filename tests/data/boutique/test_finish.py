"""Finishing of pictures: white ground, soft shadow, files written whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.boutique.finish import on_white, save_jpeg, save_webp, smooth_edge


def cut_out() -> Image.Image:
    """A red square on nothing."""
    pixels = np.zeros((120, 90, 4), np.uint8)
    pixels[40:80, 30:60] = (200, 20, 30, 255)
    return Image.fromarray(pixels)


def test_ground_is_white_and_the_product_keeps_its_colour() -> None:
    page = np.asarray(on_white(cut_out()))
    assert page.shape == (120, 90, 3)
    assert (page[0] == 255).all() and (page[:, 0] == 255).all()
    np.testing.assert_array_equal(page[60, 45], (200, 20, 30))


def test_the_shadow_is_grey_soft_and_below() -> None:
    page = np.asarray(on_white(cut_out())).astype(int)
    below, above = page[82, 45], page[37, 45]
    assert below[0] == below[1] == below[2] < 255
    assert below[0] < above[0]
    assert np.asarray(on_white(cut_out(), shadow=0.0))[82, 45].min() == 255


@pytest.mark.parametrize(("save", "name", "kind"), [(save_webp, "a/b.webp", "WEBP"), (save_jpeg, "a/b.jpg", "JPEG")])
def test_files_are_whole_and_leave_nothing_behind(tmp_path: Path, save: object, name: str, kind: str) -> None:
    assert callable(save)
    save(on_white(cut_out()), tmp_path / name)
    assert [path.name for path in (tmp_path / "a").iterdir()] == [Path(name).name]
    with Image.open(tmp_path / name) as picture:
        assert picture.format == kind and picture.size == (90, 120)


def test_a_ragged_edge_becomes_even_and_keeps_the_colour_of_the_cloth() -> None:
    ragged = np.asarray(cut_out()).copy()
    ragged[40:80:2, 59, :] = 0  # every other pixel of the right edge is missing, black and clear
    even = np.asarray(smooth_edge(Image.fromarray(ragged)))
    edge = even[45:75, 58:61, 3].astype(int)
    assert np.abs(np.diff(edge, axis=0)).max() < 40, "alpha still jumps from row to row"
    assert even[60, 45].tolist() == [200, 20, 30, 255] and even[60, 80, 3] == 0
    seen = even[even[..., 3] > 20][:, :3].astype(int)
    assert np.abs(seen - [200, 20, 30]).max() < 8, "the black around it bleeds in"
