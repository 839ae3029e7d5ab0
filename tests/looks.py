"""Small looks for tests: articles from masks, people from joints."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad, fine_types
from pipeline.look import KEYPOINT_NAMES, Article, Box, Keypoints, Mask


def rectangle(height: int, width: int, *boxes: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """A mask that is set in the boxes x0, y0, x1, y1."""
    mask = np.zeros((height, width), dtype=np.bool_)
    for x0, y0, x1, y1 in boxes:
        mask[y0:y1, x0:x1] = True
    return mask


def article(mask: NDArray[np.bool_], broad: Broad = Broad.TOPWEAR, id_: str = "a1", score: float = 0.9) -> Article:
    """An article of the mask's tight box; an empty mask gets the whole photo as its box."""
    rows, columns = np.nonzero(mask)
    box: Box = (0, 0, mask.shape[1], mask.shape[0])
    if len(rows):
        box = (float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
    return Article(id=id_, broad=broad, fine=fine_types(broad)[0].name, score=score, box=box, mask=Mask.encode(mask))


def keypoints(**seen: tuple[float, float]) -> Keypoints:
    """A person of whom only the named points are seen (visibility 0.9); the rest lie at the origin, unseen."""
    return Keypoints(points={name: (*seen[name], 0.9) if name in seen else (0.0, 0.0, 0.05) for name in KEYPOINT_NAMES})
