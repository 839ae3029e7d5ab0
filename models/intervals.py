"""Means over queries with confidence intervals over products (cluster bootstrap).

Pictures of one product fail together: they are drawn together, or the interval would be far too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

DRAWS = 2000
LEVEL = 0.95


class Interval(NamedTuple):
    """A mean and where it lies with a confidence of `LEVEL`.

    Attributes:
        mean: over the queries.
        low: lower end.
        high: upper end.
        queries: how many.
        products: how many different products they show.
    """

    mean: float
    low: float
    high: float
    queries: int
    products: int

    def __str__(self) -> str:
        """Such as `.47 [.41, .53]`."""
        return f"{_short(self.mean)} [{_short(self.low)}, {_short(self.high)}]"


def interval(
    values: ArrayLike, products: Sequence[str], draws: int = DRAWS, level: float = LEVEL, seed: int = 0
) -> Interval:
    """The mean of some values, and its percentile bootstrap interval over products (Efron and Tibshirani, 13.3).

    For the difference of two methods on the same queries, give the differences.

    Args:
        values: (N,), one a query.
        products: (N,), of which product each query is.
        draws: bootstrap samples.
        level: confidence, 0..1.
        seed: of the draws, so that a table can be printed again.

    Raises:
        ValueError: there are no values, or not one product a value.
    """
    numbers = np.asarray(values, np.float64)
    if len(numbers) == 0 or len(numbers) != len(products):
        raise ValueError(f"an interval wants one product a value, got {len(numbers)} values, {len(products)} products")
    names, of = np.unique(np.asarray(products, np.str_), return_inverse=True)
    sums, counts = np.bincount(of, numbers), np.bincount(of)
    drawn = np.random.default_rng(seed).integers(len(names), size=(draws, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(numbers.mean()), float(low), float(high), len(numbers), len(names))


def _short(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.3f}"
