"""The reader's training patches: true logos, drawn ones on cloth, and cloth without any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.logos.articles import STRIPED, TRIES, Crop, in_other_light, striped
from models.logos.bank import Bank
from models.logos.examples import Branded
from models.logos.pasting import paste
from pipeline.logo_patches import PATCH_SIZE, logo_patch

Pixels = NDArray[np.uint8]

REAL, KNOWN, BARE = 0.25, 0.25, 0.08
"""Shares of true logos, of drawn ones of known brands, and of cloth without any; the rest are invented brands'."""
AROUND = 1.2
"""A true logo is kept with this many of its longer sides around it, to be cut in more than one way."""


class RealPatch(NamedTuple):
    """A true logo with what is around it.

    Attributes:
        pixels: (h, w, 3) uint8.
        box: x0, y0, x1, y1 of the logo in them.
        label: its class in the bank.
    """

    pixels: Pixels
    box: NDArray[np.float32]
    label: int


def real_patches(examples: Sequence[Branded], bank: Bank) -> list[RealPatch]:
    """The logos of known brands that are large enough to be read by anybody."""
    found = []
    for example in examples:
        label = bank.class_of(example.brand or "", example.label)
        if label is None or not example.logos:
            continue
        pixels = example.pixels()
        found += [_kept(pixels, np.array(box, np.float32), label) for box in example.logos if _legible(box)]
    return found


def _legible(box: Sequence[float]) -> bool:
    x0, y0, x1, y1 = box
    return min(x1 - x0, y1 - y0) >= 4 and max(x1 - x0, y1 - y0) >= 10


def _kept(pixels: Pixels, box: NDArray[np.float32], label: int) -> RealPatch:
    room = AROUND * float(max(box[2:] - box[:2]))
    x0, y0 = (max(0, int(value - room)) for value in box[:2])
    x1, y1 = (int(value + room) + 1 for value in box[2:])
    return RealPatch(pixels[y0:y1, x0:x1].copy(), box - np.array([x0, y0, x0, y0], np.float32), label)


def draw_patch(crops: Sequence[Crop], bank: Bank, real: Sequence[RealPatch], rng: Generator) -> tuple[Pixels, int]:
    """A random patch, (64, 64, 3) uint8, and its class; `len(bank)` is the class of what is no logo.

    Args:
        crops: bare articles.
        bank: drawn logos.
        real: true logos; without any, drawn ones take their place.
        rng: decides.
    """
    kind = rng.random()
    if real and kind < REAL:
        pixels, box, label = _one_of_a_class(real, rng)
    elif kind < REAL + BARE:
        pixels, box, label = *_bare(crops, rng), len(bank)
    else:
        pixels, box, label = _sewn(crops, bank, kind < REAL + BARE + KNOWN, rng)
    return in_other_light(logo_patch(pixels, jittered(box, rng)), rng), label


def jittered(box: NDArray[np.float32], rng: Generator) -> tuple[float, float, float, float]:
    """The box as a finder might have found it."""
    width, height = box[2] - box[0], box[3] - box[1]
    longer = max(width, height)
    x, y = (box[:2] + box[2:]) / 2 + rng.uniform(-0.1, 0.1, 2) * longer
    half = longer * rng.uniform(0.8, 1.2) / 2
    return float(x - half), float(y - half), float(x + half), float(y + half)


def _one_of_a_class(real: Sequence[RealPatch], rng: Generator) -> RealPatch:
    """Every class as often: some brands have fifty logos, some three."""
    labels = sorted({patch.label for patch in real})
    label = labels[int(rng.integers(len(labels)))]
    own = [patch for patch in real if patch.label == label]
    return own[int(rng.integers(len(own)))]


def _bare(crops: Sequence[Crop], rng: Generator) -> tuple[Pixels, NDArray[np.float32]]:
    crop = crops[int(rng.integers(len(crops)))]
    rows, columns = np.nonzero(crop.share > 127)
    at = int(rng.integers(len(rows))) if len(rows) else 0
    x, y = (columns[at], rows[at]) if len(rows) else (128, 128)
    half = np.exp(rng.uniform(np.log(6), np.log(45)))
    return crop.pixels, np.array([x - half, y - half, x + half, y + half], np.float32)


def _sewn(crops: Sequence[Crop], bank: Bank, known: bool, rng: Generator) -> tuple[Pixels, NDArray[np.float32], int]:
    for _ in range(TRIES * 3):
        label, logo = bank.draw(rng, known)
        crop = crops[int(rng.integers(len(crops)))]
        cloth = striped(crop.pixels, rng) if rng.random() < STRIPED else crop.pixels
        done = paste(logo, cloth, crop.share, rng)
        if done is not None and _legible(done.box.tolist()):
            return done.crop, done.box, label
    return *_bare(crops, rng), len(bank)


__all__ = ["PATCH_SIZE", "RealPatch", "draw_patch", "jittered", "real_patches"]
