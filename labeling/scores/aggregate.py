"""From one number a box to one a photo."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Max:
    """The most doubtful box decides."""

    name = "max"

    def __call__(self, values: NDArray[np.float64]) -> float:
        """See `Aggregate`."""
        return float(values.max(initial=0.0))


class Mean:
    """All boxes count the same; many sure ones hide a doubtful one."""

    name = "mean"

    def __call__(self, values: NDArray[np.float64]) -> float:
        """See `Aggregate`."""
        return float(values.mean()) if len(values) else 0.0


class TopK:
    """The mean of the k most doubtful boxes; where there are fewer, the missing ones count as 0.

    Args:
        k: at least 1.
    """

    def __init__(self, k: int) -> None:
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        self.k = k

    @property
    def name(self) -> str:
        """See `Aggregate`."""
        return f"top-{self.k}"

    def __call__(self, values: NDArray[np.float64]) -> float:
        """See `Aggregate`."""
        return float(np.sort(values)[::-1][: self.k].sum()) / self.k
