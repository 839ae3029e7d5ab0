"""Reads some pixels of a mask straight from its run lengths: unpacking all of a large photo costs ten times as much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.look import Mask


def read_grid(mask: Mask, first: int, step: int) -> NDArray[np.bool_]:
    """Every `step`-th pixel of both axes, as `mask.decode()[first::step, first::step]` gives them.

    Args:
        mask: of a photo of (H, W) pixels.
        first: row and column of the first pixel.
        step: at least 1.
    """
    height, width = mask.size
    rows, columns = len(range(first, height, step)), len(range(first, width, step))
    column, row = np.divmod(np.cumsum(_run_lengths(mask.counts)), height)
    # Places of the grid, column by column, that come before the end of each run.
    before = _places_before(column, first, step, columns) * rows
    before += np.where(column % step == first % step, _places_before(row, first, step, rows), 0) * (column >= first)
    # Runs alternate, beginning with the background: a pixel is set after an odd number of ends.
    ends = np.bincount(before, minlength=rows * columns + 1)[: rows * columns]
    is_set = np.cumsum(ends) % 2 == 1
    return np.asarray(is_set.reshape(columns, rows).T, dtype=np.bool_)


def _places_before(pixel: NDArray[np.int64], first: int, step: int, count: int) -> NDArray[np.int64]:
    """How many of the pixels first, first + step, … (`count` of them) are less than each given one."""
    return np.clip((pixel - first + step - 1) // step, 0, count)


def _run_lengths(counts: str) -> NDArray[np.int64]:
    """COCO's compressed counts (`rleFrString` of its maskApi.c) -> lengths of the runs.

    A number is written in groups of five bits, the lowest first, and, from the fourth run on, as the difference to the
    one before the last.
    """
    letters = np.frombuffer(counts.encode("ascii"), np.uint8).astype(np.int64) - 48
    last = np.flatnonzero(letters & 0x20 == 0)
    start = np.concatenate([[0], last[:-1] + 1])
    shift = 5 * (np.arange(len(letters)) - np.repeat(start, last - start + 1))
    runs = np.add.reduceat((letters & 0x1F) << shift, start)
    # The sign is the highest bit of the last group.
    runs -= np.where(letters[last] & 0x10, np.int64(32) << shift[last], 0)
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    return runs
