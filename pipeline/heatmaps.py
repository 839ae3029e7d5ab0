"""From a photo to a keypoint network's input, and from its heatmaps back to pixels of the photo.

One definition for training, evaluation and serving.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# ImageNet trunks of the house see (x - 127) / 128; the bars of the letterbox are then zero.
MIDDLE, RANGE = 127.0, 128.0


@dataclass(frozen=True)
class Letterbox:
    """A photo shrunk, or enlarged, to fit into a fixed size, with grey bars on two sides.

    Attributes:
        scale: input pixels a photo pixel.
        left, top: where the photo's top left corner lies in the input, in input pixels.
    """

    scale: float
    left: int
    top: int

    def to_input(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """(N, 2) pixels of the photo -> pixels of the input."""
        return np.asarray(points * self.scale + (self.left, self.top), np.float32)

    def to_photo(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """(N, 2) pixels of the input -> pixels of the photo."""
        return np.asarray((points - (self.left, self.top)) / self.scale, np.float32)


def letterbox(pixels: NDArray[np.uint8], height: int, width: int) -> tuple[NDArray[np.uint8], Letterbox]:
    """Fit an (H, W, 3) photo, centred, into (height, width, 3)."""
    photo_height, photo_width = pixels.shape[:2]
    scale = min(height / photo_height, width / photo_width)
    size = (max(1, round(photo_width * scale)), max(1, round(photo_height * scale)))
    box = Letterbox(scale, (width - size[0]) // 2, (height - size[1]) // 2)
    canvas = np.full((height, width, 3), int(MIDDLE), np.uint8)
    # reducing_gap shrinks large photos by whole factors first: three times as fast and indistinguishable here.
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    canvas[box.top : box.top + size[1], box.left : box.left + size[0]] = np.asarray(small)
    return canvas, box


def network_input(canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) uint8 -> (1, 3, H, W) float32, normalised."""
    return np.ascontiguousarray(((canvas.astype(np.float32) - MIDDLE) / RANGE).transpose(2, 0, 1)[None])


def peaks(heatmaps: NDArray[np.float32], stride: int) -> NDArray[np.float32]:
    """The highest place of each of (K, H, W) heatmaps, refined below a cell, as (K, 2) x, y in input pixels.

    The refinement is one Newton step on the logarithm of the heatmap, whose peak is a Gaussian's (DARK:
    Zhang et al., 2020, equation 7); at the border, or where the step is no sensible one, the cell's centre stays.
    """
    count = len(heatmaps)
    best = heatmaps.reshape(count, -1).argmax(axis=1)
    rows, columns = np.divmod(best, heatmaps.shape[2])
    cells = np.stack([columns, rows], axis=1).astype(np.float32)
    for number in range(count):
        cells[number] += _newton_step(heatmaps[number], int(columns[number]), int(rows[number]))
    return (cells + np.float32(0.5)) * np.float32(stride)


def _newton_step(heatmap: NDArray[np.float32], x: int, y: int) -> NDArray[np.float32]:
    height, width = heatmap.shape
    if not (1 <= x < width - 1 and 1 <= y < height - 1):
        return np.zeros(2, np.float32)
    patch = np.log(np.maximum(heatmap[y - 1 : y + 2, x - 1 : x + 2], 1e-6)).astype(np.float64)
    slope = np.array([patch[1, 2] - patch[1, 0], patch[2, 1] - patch[0, 1]]) / 2
    across = (patch[2, 2] - patch[2, 0] - patch[0, 2] + patch[0, 0]) / 4
    curvature = np.array(
        [
            [patch[1, 2] - 2 * patch[1, 1] + patch[1, 0], across],
            [across, patch[2, 1] - 2 * patch[1, 1] + patch[0, 1]],
        ]
    )
    if np.linalg.det(curvature) <= 1e-9 or curvature[0, 0] >= 0:
        return np.zeros(2, np.float32)
    step = -np.linalg.solve(curvature, slope)
    return step.clip(-0.5, 0.5).astype(np.float32)
