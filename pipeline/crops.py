"""The squares that the embedder sees: an article cut out of a photo, and a catalogue shot cut to its product.

Both leave the same margin around the goods, so that a jacket has the same scale on a person and on the shop's white.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.look import Box

CROP_SIZE = 256
MARGIN = 0.08
"""Free border on each side, as a share of the longer side of the goods."""

TONE = 255
"""Grey value towards which the background is toned."""

BACKGROUND = 0.25
"""How much of the background is left beside the toning, 0..1."""

WHITE_FROM = 240
WHITE_BORDER = 0.7


def article_crop(
    pixels: NDArray[np.uint8], box: Box, mask: NDArray[np.bool_] | None, size: int = CROP_SIZE
) -> NDArray[np.uint8]:
    """Cut an article out of a photo, its background toned down.

    Args:
        pixels: (H, W, 3) uint8 RGB, the whole photo.
        box: x0, y0, x1, y1 of the article; what lies outside the photo is filled with the toning.
        mask: (H, W) bool, where the article is; None keeps the background as it is.
        size: side of the result.

    Returns:
        (size, size, 3) uint8.

    Raises:
        ValueError: the box lies wholly outside the photo.
    """
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box
    if x0 >= width or y0 >= height or x1 <= 0 or y1 <= 0 or x0 >= x1 or y0 >= y1:
        raise ValueError(f"the box {box} has no pixel of the {width} x {height} photo")
    left, top, side = square_around(box)
    crop = cut_square(pixels, left, top, side, size, fill=TONE)
    return crop if mask is None else _tone_down(crop, article_share(box, mask, size))


def article_share(box: Box, mask: NDArray[np.bool_], size: int = CROP_SIZE) -> NDArray[np.uint8]:
    """How much of each pixel of `article_crop` is the article, (size, size) uint8 of 0..255.

    Args:
        box: of the article.
        mask: (H, W) bool, where the article is.
        size: side of the crop.
    """
    left, top, side = square_around(box)
    return cut_square(np.where(mask, np.uint8(255), np.uint8(0)), left, top, side, size, fill=0)


def square_around(box: Box) -> tuple[float, float, float]:
    """Left, top and side of the square that a crop of a box shows: the box and its margin."""
    x0, y0, x1, y1 = box
    side = max(x1 - x0, y1 - y0) * (1 + 2 * MARGIN)
    return (x0 + x1 - side) / 2, (y0 + y1 - side) / 2, side


def product_crop(pixels: NDArray[np.uint8], size: int = CROP_SIZE) -> NDArray[np.uint8]:
    """Cut a catalogue shot to the goods on its white background; a shot on no white is taken whole.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        size: side of the result.

    Returns:
        (size, size, 3) uint8, the goods in the middle of a white square.
    """
    return cut_square(pixels, *square_around(content_box(pixels)), size, fill=255)


def content_box(pixels: NDArray[np.uint8]) -> Box:
    """The goods on a shop's white background; the whole of an (H, W, 3) picture that has none."""
    height, width = pixels.shape[:2]
    coloured = pixels.min(axis=2) < WHITE_FROM
    border = np.concatenate([coloured[0], coloured[-1], coloured[:, 0], coloured[:, -1]])
    columns, rows = np.flatnonzero(coloured.any(axis=0)), np.flatnonzero(coloured.any(axis=1))
    if border.mean() > 1 - WHITE_BORDER or len(columns) == 0:
        return 0.0, 0.0, float(width), float(height)
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def cut_square(
    pixels: NDArray[np.uint8], left: float, top: float, side: float, size: int, fill: int
) -> NDArray[np.uint8]:
    """A square of a picture, (H, W) or (H, W, 3), scaled to `size`; what lies outside the picture is `fill`."""
    height, width = pixels.shape[:2]
    x0, y0 = max(left, 0.0), max(top, 0.0)
    x1, y1 = min(left + side, width), min(top + side, height)
    scale = size / side
    place = [round((value - start) * scale) for value, start in ((x0, left), (y0, top), (x1, left), (y1, top))]
    part_size = max(1, place[2] - place[0]), max(1, place[3] - place[1])
    # Pillow copies what it is given: only the part that is needed.
    column, row = int(x0), int(y0)
    part = Image.fromarray(pixels[row : ceil(y1), column : ceil(x1)])
    inside = (x0 - column, y0 - row, x1 - column, y1 - row)
    scaled = np.asarray(part.resize(part_size, Image.Resampling.BILINEAR, box=inside))
    square = np.full((size, size, *pixels.shape[2:]), fill, dtype=np.uint8)
    at_x, at_y = min(place[0], size - part_size[0]), min(place[1], size - part_size[1])
    square[at_y : at_y + part_size[1], at_x : at_x + part_size[0]] = scaled
    return square


def _tone_down(crop: NDArray[np.uint8], share: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fade the crop to the toning wherever the article's share of a pixel (0..255) is small."""
    keep = BACKGROUND + (1 - BACKGROUND) * (share[..., None].astype(np.float32) / 255)
    toned = crop * keep + TONE * (1 - keep)
    return np.rint(toned).astype(np.uint8)
