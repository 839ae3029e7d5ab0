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
from models.logos.pasting import ON_ARTICLE, paste
from pipeline.colour_vectors import not_white
from pipeline.crops import CROP_SIZE, TONE, article_share

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.float32]

SEWN = 0.5
"""How often a logo is sewn onto an article that has none; a second one a quarter as often."""
KNOWN = 0.3
"""How many of these are a known brand's."""
STRIPED = 0.25
"""Share of the drawn logos that lie on stripes, from which a sign of strokes is hard to tell."""
ZOOM = (0.75, 1.35)
SHIFT = 0.35
WINDOW = 112
"""Pixels of a crop's part that is learned from."""
ON_LOGO = 0.75
"""How often that part is around a logo, where there is one."""
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
    """A window of it, mirrored, in another light, out of focus; where it has no logo, often with one sewn on."""
    crop = window(crop, rng)
    if rng.random() < (SEWN if len(crop.boxes) == 0 else SEWN / 4):
        crop = sewn(crop, bank, rng)
    if rng.random() < 0.5:
        boxes = crop.boxes[:, [2, 1, 0, 3]] * (-1, 1, -1, 1) + (WINDOW, 0, WINDOW, 0)
        crop = Crop(crop.pixels[:, ::-1], crop.share[:, ::-1], boxes.astype(np.float32))
    return crop._replace(pixels=in_other_light(crop.pixels, rng))


def sewn(crop: Crop, bank: Bank, rng: Generator) -> Crop:
    """With a drawn logo more, if one fits within a few tries."""
    if rng.random() < STRIPED:
        cloth = np.where(crop.share[..., None] > ON_ARTICLE, striped(crop.pixels, rng), crop.pixels)
        crop = crop._replace(pixels=cloth)
    for _ in range(TRIES):
        _, logo = bank.draw(rng, bool(rng.random() < KNOWN))
        done = paste(logo, crop.pixels, crop.share, rng)
        if done is not None:
            return Crop(done.crop, crop.share, np.concatenate([crop.boxes, done.box[None]]))
    return crop


def window(crop: Crop, rng: Generator) -> Crop:
    """A part of the crop, larger or smaller: around one of its logos, or anywhere on the article.

    The network sees no farther than a window, and most of a crop teaches it nothing.
    """
    zoom = float(np.exp(rng.uniform(*np.log(ZOOM))))
    middle = _middle(crop, rng) + rng.uniform(-SHIFT, SHIFT, 2) * WINDOW / zoom
    offset = WINDOW / 2 - zoom * middle
    matrix = np.array([[zoom, 0, offset[0]], [0, zoom, offset[1]]], np.float32)
    size = (WINDOW, WINDOW)
    pixels = cv2.warpAffine(crop.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(TONE, TONE, TONE))
    share = cv2.warpAffine(crop.share, matrix, size, flags=cv2.INTER_LINEAR, borderValue=0)
    boxes = crop.boxes * zoom + np.tile(offset, 2)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside = ((centres > 0) & (centres < WINDOW)).all(axis=1)
    return Crop(np.asarray(pixels, np.uint8), np.asarray(share, np.uint8), boxes[inside].astype(np.float32))


def _middle(crop: Crop, rng: Generator) -> NDArray[np.float64]:
    if len(crop.boxes) and rng.random() < ON_LOGO:
        box = crop.boxes[int(rng.integers(len(crop.boxes)))].astype(np.float64)
        return np.asarray((box[:2] + box[2:]) / 2)
    rows, columns = np.nonzero(crop.share[::4, ::4] > 127)
    if len(rows) == 0:
        return rng.uniform(0, CROP_SIZE, 2)
    spot = int(rng.integers(len(rows)))
    return np.array([columns[spot], rows[spot]]) * 4.0


def striped(pixels: Pixels, rng: Generator) -> Pixels:
    """The same with stripes of one colour, across or along, 4 to 40 pixels from one to the next."""
    period, phase, share = rng.uniform(4, 40), rng.uniform(0, 40), rng.uniform(0.2, 0.7)
    bands = ((np.arange(pixels.shape[0]) + phase) / period) % 1 < share
    alpha = bands.astype(np.float32)[:, None, None] * np.float32(rng.uniform(0.4, 1.0))
    alpha = alpha if rng.random() < 0.7 else alpha.transpose(1, 0, 2)
    return np.asarray(pixels * (1 - alpha) + rng.uniform(0, 255, 3) * alpha, np.uint8)


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
