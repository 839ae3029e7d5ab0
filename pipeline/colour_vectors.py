"""What colours a garment has, as a vector whose cosine tells how alike two garments' colours are.

A histogram over CIELAB (CIE 15:2004; white point D65) with trilinear weights, so that a slightly other light moves a
colour by a part of a bin; its square root, whose inner product is the Bhattacharyya coefficient of two histograms; and
of these the principal directions that training goods have.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

WHITE_FROM = 240
"""Of crops without a mask, pixels from this value on in all channels are ground."""
INSIDE = 192
"""Share (0..255) of a pixel from which on it is the goods'."""
FEWEST = 30
"""Pixels inside that are enough; thin straps have none and are taken with their edges."""
STRIDE = 2
"""Every second row and column is looked at."""
BITS = 5
"""Bits a channel by which colours are counted before they are weighed."""
STEPS = (16.0, 20.0, 20.0)
"""Width of a bin in L*, a*, b*."""

Pixels = NDArray[np.uint8]


class Grid(NamedTuple):
    """Where each of the 2**15 colours falls.

    Attributes:
        bins: (32768, 8) the corners of its cell.
        weights: (32768, 8) its share of each; rows sum to one.
        size: number of bins that any colour of sRGB touches.
    """

    bins: NDArray[np.int64]
    weights: NDArray[np.float64]
    size: int


class ColourVectors:
    """Crops in, unit vectors of their colours out.

    Args:
        basis: (bins, D) orthonormal directions.
    """

    def __init__(self, basis: NDArray[np.floating]) -> None:
        if basis.shape[0] != grid().size:
            raise ValueError(f"the basis is of {basis.shape[0]} bins, the histogram has {grid().size}")
        self._basis = basis.astype(np.float32)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(stored["basis"])

    def save(self, file: Path) -> None:
        """Write the basis, in half precision."""
        with file.open("wb") as target:
            np.savez_compressed(target, basis=self._basis.astype(np.float16))

    @property
    def dimension(self) -> int:
        """D of the vectors."""
        return int(self._basis.shape[1])

    def __call__(self, crops: Sequence[Pixels], shares: Sequence[Pixels] | None = None) -> NDArray[np.float32]:
        """(N, D) float32 of unit length; zeros where a crop has no goods.

        Args:
            crops: (S, S, 3) uint8 RGB each.
            shares: (S, S) uint8 each: how much of a pixel is the goods; without them all that is not white.
        """
        found = np.zeros((len(crops), self.dimension), np.float32)
        for row, crop in enumerate(crops):
            vector = histogram(crop, None if shares is None else shares[row]) @ self._basis
            found[row] = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return found


def histogram(crop: Pixels, share: Pixels | None = None) -> NDArray[np.float32]:
    """(bins,) square roots of the shares of the colours of a crop's goods; see `ColourVectors`."""
    pixels = crop[::STRIDE, ::STRIDE][_inside(crop, share)] >> (8 - BITS)
    codes = (pixels[:, 0].astype(np.int64) << 2 * BITS) | (pixels[:, 1].astype(np.int64) << BITS) | pixels[:, 2]
    seen, counts = np.unique(codes, return_counts=True)
    where = grid()
    weights = where.weights[seen] * counts[:, None]
    total = np.bincount(where.bins[seen].ravel(), weights.ravel(), where.size)
    return np.sqrt(total / max(1.0, float(total.sum()))).astype(np.float32)


def not_white(crop: Pixels) -> Pixels:
    """(S, S) uint8, 255 where a crop is not white ground: what is its goods where no mask tells."""
    return np.where(crop.min(axis=2) < WHITE_FROM, np.uint8(255), np.uint8(0))


def _inside(crop: Pixels, share: Pixels | None) -> NDArray[np.bool_]:
    part = (not_white(crop) if share is None else share)[::STRIDE, ::STRIDE]
    inside = part >= INSIDE
    return inside if inside.sum() >= FEWEST else part > 0


def cielab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3) sRGB in 0..1 -> L* in 0..100, a*, b* (IEC 61966-2-1, then CIE 15:2004)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                       [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    xyz = linear @ to_xyz.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


@cache
def grid() -> Grid:
    """The one grid, made at the first call."""
    code = np.arange(1 << 3 * BITS)
    mask, half = (1 << BITS) - 1, 1 << (7 - BITS)
    rgb = np.stack([code >> 2 * BITS, code >> BITS & mask, code & mask], axis=1) << (8 - BITS)
    at = cielab((rgb + half) / 255) / np.array(STEPS)
    low = np.floor(at).astype(np.int64)
    corners = np.stack([(np.arange(8) >> axis) & 1 for axis in (2, 1, 0)], axis=1)
    weights = np.where(corners[None] == 1, (at - low)[:, None], 1 - (at - low)[:, None]).prod(axis=2)
    _, bins = np.unique((low[:, None] + corners[None]).reshape(-1, 3), axis=0, return_inverse=True)
    touched = np.bincount(bins.ravel(), weights.ravel()) > 0
    place = np.cumsum(touched) - 1
    return Grid(place[bins.reshape(weights.shape)], weights, int(touched.sum()))
