"""Precision and recall at k (*Buy Me That Look*, table 3), and how sure the figures are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

AT = (3, 5, 10, 14)
"""The paper's k."""
RESAMPLES = 2000
SEED = 0


def precision_at(answers: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of the first k answers that are relevant; a list shorter than k is no better for it."""
    return sum(answer in relevant for answer in answers[:k]) / k


def recall_at(answers: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of what is relevant that is among the first k answers.

    Raises:
        ZeroDivisionError: nothing is relevant.
    """
    return sum(answer in relevant for answer in answers[:k]) / len(relevant)


def interval(values: Mapping[str, Sequence[float]], resamples: int = RESAMPLES) -> tuple[float, float]:
    """95 % interval of the mean over all values, by bootstrap over the groups (percentiles of the resampled means).

    Values of one group (the queries of one product) are drawn together, since they are not independent.

    Args:
        values: at least one group of at least one value.
        resamples: how many.
    """
    sums = np.array([sum(group) for group in values.values()], float)
    counts = np.array([len(group) for group in values.values()], float)
    drawn = np.random.default_rng(SEED).integers(0, len(sums), (resamples, len(sums)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)
