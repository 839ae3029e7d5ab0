"""Which pictures of a page are the same one: shops list a shot twice, in two sizes or saved anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.photo import Photo

SIDE = 24
# Greatest mean difference of two thumbnails, greatest difference of one cell (both in grey levels), and of the shapes
# as a share. Measured: a shot of half the size as a poor JPEG differs by up to 1.6 and 12 from itself (270 product
# shots, 59 rendered people), another shot of the same product by 9.6 and more, the same shot in another colour by 17
# and more in some cell.
MAX_MEAN = 2.5
MAX_CELL = 15.0
MAX_SHAPE = 0.02


def copies(photos: Sequence[Photo]) -> Mapping[int, int]:
    """Number of each picture that is another one again -> number of that other one, which is no copy itself.

    Of several copies the largest one stands for all; of equally large ones the one whose name comes first, so that
    the order of the page decides nothing.
    """
    best_first = sorted(range(len(photos)), key=lambda n: (-photos[n].width * photos[n].height, photos[n].name, n))
    thumbnails = {number: thumbnail(photos[number]) for number in best_first}
    originals: list[int] = []
    found: dict[int, int] = {}
    for number in best_first:
        same = (other for other in originals if _same(photos, thumbnails, number, other))
        original = next(same, None)
        if original is None:
            originals.append(number)
        else:
            found[number] = original
    return found


def thumbnail(photo: Photo) -> NDArray[np.float32]:
    """(SIDE, SIDE, 3) mean colours, 0..255, of a grid over the photo."""
    small = Image.fromarray(photo.pixels).resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.float32)


def _same(photos: Sequence[Photo], thumbnails: Mapping[int, NDArray[np.float32]], one: int, other: int) -> bool:
    shapes = [photos[number].width / photos[number].height for number in (one, other)]
    if abs(shapes[0] / shapes[1] - 1) > MAX_SHAPE:
        return False
    difference = np.abs(thumbnails[one] - thumbnails[other])
    return bool(difference.mean() <= MAX_MEAN and difference.max() <= MAX_CELL)
