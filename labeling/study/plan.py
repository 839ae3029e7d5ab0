"""What a study does: how many photos are labelled when, and which strategies choose them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labeling.batch import AUDIT_SHARE

RANDOM = "random"
START = "start"
"""Name of the round that all strategies of a seed begin with."""


class Strategy(NamedTuple):
    """How photos are chosen.

    Attributes:
        score: name of a strategy of `labeling.scores`.
        diverse: whether the doubtful ones are then spread out by k-means++.
    """

    score: str
    diverse: bool = False


STRATEGIES: dict[str, Strategy] = {
    RANDOM: Strategy("random"),
    "committee": Strategy("committee"),
    "uncertainty": Strategy("entropy"),
    "uncertainty+diversity": Strategy("entropy", diverse=True),
    # Not part of the four that are always compared; to find out why those do as they do.
    "committee+diversity": Strategy("committee", diverse=True),
    "weighted+diversity": Strategy("weighted-entropy", diverse=True),
}
COMPARED = tuple(STRATEGIES)[:4]


@dataclass(frozen=True)
class Plan:
    """The sizes of a study.

    Attributes:
        start: photos labelled in the beginning, drawn by the seed.
        batch: photos labelled in each round.
        rounds: batches.
        audit: share of each batch that is drawn at random whatever the strategy, as the product does.
        aggregate: from boxes to the photo, of `labeling.scores.AGGREGATES`.

    Raises:
        ValueError: a number is too small.
    """

    start: int = 150
    batch: int = 100
    rounds: int = 4
    audit: float = AUDIT_SHARE
    aggregate: str = "top-3"

    def __post_init__(self) -> None:
        if min(self.start, self.batch, self.rounds) < 1 or not 0 <= self.audit <= 1:
            raise ValueError(f"start, batch and rounds must be at least 1, and the audit's share in 0..1: {self}")

    @property
    def counts(self) -> list[int]:
        """Labelled photos in each round, the start first."""
        return [self.start + number * self.batch for number in range(self.rounds + 1)]


def order(strategies: Sequence[str], seeds: Sequence[int]) -> list[tuple[str, int]]:
    """All runs, two strategies at a time and seed by seed, so that a part of a study compares something already.

    Raises:
        ValueError: there is no such strategy, or none, or no seed; the message lists those there are.
    """
    unknown = [name for name in strategies if name not in STRATEGIES]
    if unknown or not strategies or not seeds:
        raise ValueError(
            f"name seeds and strategies out of {', '.join(STRATEGIES)}; not {', '.join(unknown) or 'none'}"
        )
    pairs = [strategies[place : place + 2] for place in range(0, len(strategies), 2)]
    return [(strategy, seed) for pair in pairs for seed in seeds for strategy in pair]
