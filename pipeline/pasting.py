"""From a mask of the network's own size to an article's pixels, and to its core: where two views of the photo agree."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.look import Box
from pipeline.photo import Photo

MASK_THRESHOLD = 0.5
CORE_SHARE = 0.996
"""Of its greatest certainty a pixel of the core has at least this share: a scarf on the jacket gets less."""
CATEGORY_POWER = 0.5
"""What the category of a pixel counts for beside the mask: of two jackets, only the mask knows which one is meant."""


class CategoryMap(NamedTuple):
    """How likely each place of the photo is to be of one category, whatever article it belongs to.

    Attributes:
        probabilities: (h, w) float32 in 0..1; the first cell is at the photo's corner, the last ones may lie beyond it.
        cell: width and height of a cell in pixels of the photo.
    """

    probabilities: NDArray[np.float32]
    cell: tuple[float, float]

    def within(self, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
        """The probabilities of a rectangle of the photo, a value a pixel: (bottom - top, right - left)."""
        wide, high = self.cell
        size = (right - left, bottom - top)
        rows, columns = self.probabilities.shape
        # Rounding may put the photo's last pixel a millionth beyond the last cell.
        area = (left / wide, top / high, min(right / wide, columns), min(bottom / high, rows))
        return np.asarray(Image.fromarray(self.probabilities).resize(size, Image.Resampling.BILINEAR, area))


def paste(
    mask: NDArray[np.float32], box: Box, photo: Photo, category: CategoryMap | None = None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_] | None]:
    """Put a mask of the network's own size into the photo.

    Args:
        mask: (M, M) probabilities over the box.
        box: x0, y0, x1, y1 in pixels of the photo.
        photo: gives the size.
        category: of the article, if the network says where in the photo it sees it.

    Returns:
        The article's pixels, (H, W) bool, and those of its core; None instead of a core without `category`, or where
        nothing of the mask is in the photo. One ring of zeros is added first, so that the outermost row of the mask
        fades out instead of ending in a straight line (as torchvision's and Detectron's own pasting do).
    """
    whole = np.zeros((photo.height, photo.width), np.bool_)
    left, top, enlarged = _enlarge(mask, box)
    x0, y0 = max(0, left), max(0, top)
    part = enlarged[y0 - top : photo.height - top, x0 - left : photo.width - left]
    place = (slice(y0, y0 + part.shape[0]), slice(x0, x0 + part.shape[1]))
    inside = part >= MASK_THRESHOLD
    whole[place] = inside
    if category is None or not inside.any():
        return whole, None
    core = np.zeros_like(whole)
    core[place] = _core(part, inside, category.within(x0, y0, place[1].stop, place[0].stop))
    return whole, core


def _enlarge(mask: NDArray[np.float32], box: Box) -> tuple[int, int, NDArray[np.float32]]:
    """Left, top and the mask's probabilities a pixel of the photo, with the ring around them."""
    ring = np.pad(mask, 1)
    grow = ring.shape[0] / mask.shape[0]
    x0, y0, x1, y1 = box
    centre_x, centre_y = (x0 + x1) / 2, (y0 + y1) / 2
    half_width, half_height = (x1 - x0) * grow / 2, (y1 - y0) * grow / 2
    left, top = int(np.floor(centre_x - half_width)), int(np.floor(centre_y - half_height))
    right, bottom = int(np.ceil(centre_x + half_width)), int(np.ceil(centre_y + half_height))
    size = (max(1, right - left), max(1, bottom - top))
    return left, top, np.asarray(Image.fromarray(ring).resize(size, Image.Resampling.BILINEAR))


def _core(
    probabilities: NDArray[np.float32], inside: NDArray[np.bool_], category: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """(h, w) pixels of the mask that are nearly as certain as its most certain one."""
    certainty = np.where(inside, probabilities * category**CATEGORY_POWER, 0)
    return np.asarray(certainty >= CORE_SHARE * certainty.max(), np.bool_) & inside
