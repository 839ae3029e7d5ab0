"""The square that the logo reader sees: the logo, cut out of the photo at its full resolution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.crops import cut_square
from pipeline.look import Box

PATCH_SIZE = 64
PATCH_MARGIN = 0.1
"""Free border on each side, as a share of the logo's longer side."""


def logo_patch(pixels: NDArray[np.uint8], box: Box, size: int = PATCH_SIZE) -> NDArray[np.uint8]:
    """Cut a logo out of a photo.

    Args:
        pixels: (H, W, 3) uint8 RGB, the whole photo.
        box: x0, y0, x1, y1 of the logo; at least a pixel of it inside the photo.
        size: side of the result.

    Returns:
        (size, size, 3) uint8, the logo in the middle.
    """
    x0, y0, x1, y1 = box
    side = max(x1 - x0, y1 - y0) * (1 + 2 * PATCH_MARGIN)
    left, top = (x0 + x1 - side) / 2, (y0 + y1 - side) / 2
    return cut_square(pixels, left, top, side, size, fill=255)
