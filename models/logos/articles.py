"""Articles in memory as the finder's training examples: a new variant at each look, many with a logo sewn on."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.logos.bank import Bank
from models.logos.examples import Branded
from models.logos.pasting import paste
from pipeline.colour_vectors import not_white
from pipeline.crops import CROP_SIZE, TONE, article_share

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.float32]

SEWN = 0.5
"""How often a logo is sewn onto an article that has none; a second one a quarter as often."""
KNOWN = 0.3
"""How many of these are a known brand's."""
ZOOM = (0.75, 1.35)
SHIFT = 0.1
TRIES = 4


class Crop(NamedTuple):
    """An article as the embedder sees it.

    Attributes:
        pixels: (S, S, 3) uint8.
        share: (S, S) uint8, how much of a pixel is the article.
        boxes: (L, 4) x0, y0, x1, y1 of its logos.
    """

    pixels: Pixels
    share: Pixels
    boxes: Boxes


def load_crop(example: Branded) -> Crop:
    """Read a picture and cut the article out, with its true mask."""
    cut, pixels = example.item.cut, example.item.crop()
    share = not_white(pixels) if cut is None else article_share(cut.box, cut.mask())
    return Crop(pixels, share, example.boxes(CROP_SIZE))


def load_crops(examples: Sequence[Branded]) -> list[Crop]:
    """All of them, decoded once."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(load_crop, examples))


def variant(crop: Crop, bank: Bank, rng: Generator) -> Crop:
    """Moved, mirrored, in another light, out of focus; where it has no logo, often with one sewn on."""
    crop = _moved(crop, rng)
    if rng.random() < (SEWN if len(crop.boxes) == 0 else SEWN / 4):
        crop = sewn(crop, bank, rng)
    if rng.random() < 0.5:
        boxes = crop.boxes[:, [2, 1, 0, 3]] * (-1, 1, -1, 1) + (CROP_SIZE, 0, CROP_SIZE, 0)
        crop = Crop(crop.pixels[:, ::-1], crop.share[:, ::-1], boxes.astype(np.float32))
    return crop._replace(pixels=in_other_light(crop.pixels, rng))


def sewn(crop: Crop, bank: Bank, rng: Generator) -> Crop:
    """With a drawn logo more, if one fits within a few tries."""
    for _ in range(TRIES):
        _, logo = bank.draw(rng, bool(rng.random() < KNOWN))
        done = paste(logo, crop.pixels, crop.share, rng)
        if done is not None:
            return Crop(done.crop, crop.share, np.concatenate([crop.boxes, done.box[None]]))
    return crop


def _moved(crop: Crop, rng: Generator) -> Crop:
    """Larger or smaller and elsewhere, as the detector's boxes are not the truth's."""
    zoom = float(np.exp(rng.uniform(*np.log(ZOOM))))
    middle = CROP_SIZE / 2 + rng.uniform(-SHIFT, SHIFT, 2) * CROP_SIZE
    offset = middle - zoom * CROP_SIZE / 2
    matrix = np.array([[zoom, 0, offset[0]], [0, zoom, offset[1]]], np.float32)
    size = (CROP_SIZE, CROP_SIZE)
    flags = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    pixels = cv2.warpAffine(crop.pixels, matrix, size, flags=flags, borderValue=(TONE, TONE, TONE))
    share = cv2.warpAffine(crop.share, matrix, size, flags=flags, borderValue=0)
    boxes = crop.boxes * zoom + np.tile(offset, 2)
    inside = ((boxes[:, :2] + boxes[:, 2:]) / 2 > 2).all(1) & ((boxes[:, :2] + boxes[:, 2:]) / 2 < CROP_SIZE - 2).all(1)
    return Crop(np.asarray(pixels, np.uint8), np.asarray(share, np.uint8), boxes[inside].astype(np.float32))


def in_other_light(pixels: Pixels, rng: Generator) -> Pixels:
    """Brightness, contrast, colours, sharpness, noise and the traces of JPEG vary."""
    made = pixels.astype(np.float32)
    if rng.random() < 0.6:
        shift = 127 + rng.uniform(-25, 25) + rng.normal(0, 6, 3)
        made = (made - 127) * np.float32(rng.uniform(0.7, 1.3)) + shift.astype(np.float32)
    if rng.random() < 0.4:
        made = np.asarray(cv2.GaussianBlur(made, (0, 0), rng.uniform(0.3, 1.6)), np.float32)
    if rng.random() < 0.3:
        made += rng.uniform(1, 8) * rng.standard_normal(made.shape, np.float32)
    levels = np.clip(np.rint(made), 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))]
        levels = np.asarray(cv2.imdecode(cv2.imencode(".jpg", levels, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(levels)
