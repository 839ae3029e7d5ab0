from __future__ import annotations

import io
from itertools import permutations

import numpy as np
from PIL import Image

from pipeline.photo import Photo, open_photo
from pipeline.same_picture import MAX_CELL, MAX_MEAN, copies, thumbnail


def scene(seed: int, size: tuple[int, int] = (240, 360)) -> Image.Image:
    """Coarse random colours, as different as two scenes are."""
    coarse = np.random.default_rng(seed).integers(0, 256, (12, 8, 3), np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def photo(image: Image.Image, name: str) -> Photo:
    return Photo(name, np.asarray(image))


def saved_anew(image: Image.Image, name: str, quality: int = 60) -> Photo:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return open_photo(file.getvalue(), name)


def test_the_same_bytes_and_a_smaller_poorer_copy_are_the_same_picture() -> None:
    half = scene(0).resize((120, 180), Image.Resampling.BICUBIC)
    page = [saved_anew(half, "half.jpg"), photo(scene(0), "b.png"), photo(scene(1), "c.png"), photo(scene(0), "a.png")]
    # The largest stands for all, of equally large ones the first name.
    assert copies(page) == {0: 3, 1: 3}


def test_the_order_of_the_page_decides_nothing() -> None:
    page = [photo(scene(0), "a.png"), photo(scene(0), "b.png"), photo(scene(1), "c.png")]
    for order in permutations(page):
        found = {order[copy].name: order[original].name for copy, original in copies(order).items()}
        assert found == {"b.png": "a.png"}


def test_other_pictures_are_no_copies() -> None:
    mirrored = scene(0).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    square = scene(0).resize((240, 240))
    assert copies([photo(scene(0), "a"), photo(mirrored, "b"), photo(square, "c"), photo(scene(2), "d")]) == {}


def test_a_small_part_in_another_colour_makes_another_picture() -> None:
    """A page that shows two colours of a bag on the same model."""
    pixels = np.asarray(scene(0)).copy()
    pixels[150:190, 100:140] = 255 - pixels[150:190, 100:140]
    one, other = photo(scene(0), "a"), Photo("b", pixels)
    difference = np.abs(thumbnail(one) - thumbnail(other))
    assert difference.mean() < MAX_MEAN
    assert difference.max() > MAX_CELL
    assert copies([one, other]) == {}


def test_a_page_of_nothing_has_no_copies() -> None:
    assert copies([]) == {}
