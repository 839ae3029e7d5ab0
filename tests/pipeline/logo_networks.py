"""A finder and a reader of logos that can be told apart by eye, for tests of what uses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.logos import Spot

Pixels = NDArray[np.uint8]


class Middle:
    """A finder that sees a logo in the middle of the crops that it is told to; it counts them.

    Args:
        shows: crop -> whether it has a logo.
    """

    threshold, least = 0.6, 0.5

    def __init__(self, shows: Callable[[Pixels], bool]) -> None:
        self.seen, self._shows = 0, shows

    def find(self, crops: Sequence[Pixels], shares: Sequence[Pixels] | None = None, most: int = 1) -> list[list[Spot]]:
        self.seen += len(crops)
        return [[Spot((98.0, 98.0, 158.0, 158.0), float(self._shows(crop)))] for crop in crops]


class Colour:
    """A reader whose vector is the patch's colour against grey."""

    model = "colour@1.0.0"

    def read(self, patches: Sequence[Pixels]) -> NDArray[np.float32]:
        vectors = np.array([np.median(patch, (0, 1)) - 100 for patch in patches], np.float32).reshape(-1, 3)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
