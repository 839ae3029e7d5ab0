"""Sews drawn logos onto crops of articles: in perspective, shaded as the cloth is, cut off where the article ends."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

ON_ARTICLE = 200
"""Of 255: pixels that are this much article can carry a logo's centre."""
LEAST_SEEN = 0.5
"""A logo of which less lies on the article is not pasted."""
SMALLEST, LARGEST = 9.0, 100.0
"""Pixels of a logo's longer side in a crop."""
OPACITY = (0.75, 1.0)
LEAST_CHANGE = 40.0
"""Levels of 255 by which a logo stands out from its cloth in one channel at least; a brand takes care that it does."""


class Pasted(NamedTuple):
    """A crop with a logo more.

    Attributes:
        crop: (S, S, 3) uint8.
        box: x0, y0, x1, y1 of what can be seen of the logo.
    """

    crop: Pixels
    box: NDArray[np.float32]


def paste(logo: Pixels, crop: Pixels, share: Pixels, rng: Generator) -> Pasted | None:
    """The crop with a logo somewhere on the article; None where it would not fit, or not stand out.

    Args:
        logo: (h, w, 4) RGBA.
        crop: (S, S, 3) uint8 RGB.
        share: (S, S) how much of each pixel is the article, 0..255.
        rng: decides place, size and turn.
    """
    rows, columns = np.nonzero(share > ON_ARTICLE)
    if len(rows) == 0:
        return None
    spot = int(rng.integers(len(rows)))
    longer = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
    corners = _corners(logo.shape[1] / logo.shape[0], longer, rng)
    corners += np.array([columns[spot], rows[spot]]) + 0.5
    low, high = np.floor(corners.min(0)).astype(int) - 1, np.ceil(corners.max(0)).astype(int) + 1
    if low.min() < 0 or high.max() > crop.shape[0]:
        return None
    warped = _warped(logo, corners - low, int(high[0] - low[0]), int(high[1] - low[1]))
    window = np.s_[low[1] : high[1], low[0] : high[0]]
    alpha = warped[..., 3].astype(np.float32) / 255
    seen = np.asarray(alpha * (share[window].astype(np.float32) / 255), np.float32)
    if seen.sum() < max(4.0, LEAST_SEEN * alpha.sum()):
        return None
    made = crop.copy()
    made[window] = _sewn(crop[window], warped[..., :3], seen * np.float32(rng.uniform(*OPACITY)))
    change = np.abs(made[window].astype(np.float32) - crop[window]).max(axis=2)
    if float((change * seen).sum() / seen.sum()) < LEAST_CHANGE:
        return None
    return Pasted(made, _extent(seen) + np.array([*low, *low], np.float32))


def _corners(aspect: float, longer: float, rng: Generator) -> NDArray[np.float64]:
    """(4, 2) where a logo's corners come to lie around its centre: turned, seen from a side, on a bent cloth."""
    width, height = (longer, longer / aspect) if aspect > 1 else (longer * aspect, longer)
    # An angle of sight is even over a sphere's half, not all of it: most logos are seen from the front.
    width *= np.cos(np.radians(min(72.0, abs(rng.normal(0, 32)))))
    height *= rng.uniform(0.85, 1.0)
    angle = np.radians(rng.normal(0, 12))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2 * (width, height)
    shear = np.array([[1.0, 0.0], [rng.normal(0, 0.12), 1.0]])
    bent = square + rng.normal(0, 0.03, (4, 2)) * (width, height)
    return np.asarray(bent @ shear.T @ turn.T, np.float64)


def _warped(logo: Pixels, corners: NDArray[np.float64], width: int, height: int) -> Pixels:
    """The logo with its corners there, (height, width, 4)."""
    # Shrunk first: a perspective warp takes single pixels of what it shrinks much.
    sides = np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1)
    size = tuple(max(2, round(float(max(pair)))) for pair in (sides[::2], sides[1::2]))
    small = cv2.resize(logo, size, interpolation=cv2.INTER_AREA)
    source = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    return np.asarray(cv2.warpPerspective(small, matrix, (width, height), flags=cv2.INTER_LINEAR), np.uint8)


def _sewn(cloth: Pixels, logo: Pixels, alpha: NDArray[np.float32]) -> Pixels:
    """The logo on the cloth, as light or dark as the cloth is there against its middle."""
    light = cloth.astype(np.float32).mean(axis=2)
    shade = cv2.GaussianBlur(light, (0, 0), 1.5) + 12
    relative = np.clip(shade / np.median(shade), 0.6, 1.4)[..., None]
    # Half of it: dyed cloth shows its own pattern through light and dark alike, which is no shade.
    inked = logo * (0.5 + 0.5 * relative)
    mixed = cloth * (1 - alpha[..., None]) + inked * alpha[..., None]
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)


def _extent(seen: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = np.flatnonzero((seen > 0.25).any(1)), np.flatnonzero((seen > 0.25).any(0))
    if len(rows) == 0:
        rows, columns = np.flatnonzero((seen > 0).any(1)), np.flatnonzero((seen > 0).any(0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], np.float32)
