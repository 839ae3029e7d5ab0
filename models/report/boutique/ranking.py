"""Precision and recall at k (*Buy Me That Look*, table 3), of the answers that a shopper is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

AT = (3, 5, 10, 14)
"""The paper's k."""


def precision_at(answers: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of the first k answers that are relevant; a list shorter than k is no better for it."""
    return sum(answer in relevant for answer in answers[:k]) / k


def recall_at(answers: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of what is relevant that is among the first k answers.

    Raises:
        ZeroDivisionError: nothing is relevant.
    """
    return sum(answer in relevant for answer in answers[:k]) / len(relevant)
