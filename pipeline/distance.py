"""Euclidean distance to the edge of a mask, up to a cap: all that the icons need, in a few passes of numpy.

SciPy and OpenCV have a full transform, but each would add more to the installation than all models together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def capped_distance(inside: NDArray[np.bool_], cap: int) -> NDArray[np.float64]:
    """Distance from each cell to the nearest cell outside the mask, centre to centre; beyond the array is outside.

    Separable (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012), with the lower
    envelope taken by brute force, which is cheap up to a small cap.

    Args:
        inside: (H, W).
        cap: greatest distance of interest, in cells, at least 1.

    Returns:
        (H, W) float64; 0 outside the mask, at most `cap`.
    """
    height, width = inside.shape
    # Half the bytes are half the time; 2 * 127 ** 2 is the last sum of two squares that 16 bits hold.
    integer = np.int16 if cap <= 127 else np.int32
    column = np.minimum(_to_zero_along_columns(inside), cap).astype(integer) ** 2
    padded = np.zeros((height, width + 2 * cap), dtype=integer)
    padded[:, cap : cap + width] = column
    squared = column.copy()
    for shift in range(1, cap + 1):
        for start in (cap - shift, cap + shift):
            np.minimum(squared, padded[:, start : start + width] + shift * shift, out=squared)
    return np.asarray(np.minimum(np.sqrt(squared), cap), dtype=np.float64)


def _to_zero_along_columns(inside: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Distance to the nearest outside cell above or below, in the same column."""
    height = inside.shape[0]
    row = np.arange(height, dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(inside, np.int32(-1), row), axis=0)
    following = np.minimum.accumulate(np.where(inside, np.int32(height), row)[::-1], axis=0)[::-1]
    return np.asarray(np.minimum(row - last, following - row), dtype=np.int32)
