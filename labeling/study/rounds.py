"""The study itself: label, train, measure, look at what waits, choose, and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from labeling.scores import Evidence
from labeling.study.choose import choose
from labeling.study.labelled import Labelled
from labeling.study.plan import START, Plan, order
from labeling.study.records import Records, Round

Say = Callable[[str], None]


class Learned(NamedTuple):
    """What came of one training.

    Attributes:
        articles: boxes in the labelled photos.
        ap: AP50 a broad category on the validation split.
        evidence: what detector and committee saw in the waiting photos.
        seconds: CPU time.
    """

    articles: int
    ap: dict[Broad, float]
    evidence: list[Evidence]
    seconds: float


class Learner(Protocol):
    """Trains detectors; knows the photos, and the truth of those that it is told are labelled."""

    @property
    def photos(self) -> Sequence[str]:
        """Ids of all that may be labelled: the training split."""
        ...

    @property
    def vectors(self) -> Mapping[str, NDArray[np.float32]]:
        """An embedding of each."""
        ...

    def learn(self, labelled: Sequence[str], waiting: Sequence[str], seed: int) -> Learned:
        """Train on the labelled photos alone, measure, and look at the waiting ones."""
        ...


class Study:
    """Rounds of labelling, one strategy and seed after the other.

    Args:
        learner: trains and looks.
        records: rounds found there are not done again.
        plan: the sizes.
        say: progress, a line a round.

    Raises:
        ValueError: there are fewer photos than the plan labels.
    """

    def __init__(self, learner: Learner, records: Records, plan: Plan, say: Say) -> None:
        if plan.counts[-1] > len(learner.photos):
            raise ValueError(f"the plan labels {plan.counts[-1]} photos of {len(learner.photos)}: plan fewer")
        self._learner, self._records, self._plan, self._say = learner, records, plan, say

    def run(self, strategies: Sequence[str], seeds: Sequence[int]) -> None:
        """Do what is not finished yet.

        Args:
            strategies: keys of `STRATEGIES`.
            seeds: each is a study of its own; all its strategies begin with the same photos and the same detector.

        Raises:
            ValueError: a strategy is unknown, or the records are of other photos.
        """
        runs = order(strategies, seeds)
        for place, (strategy, seed) in enumerate(runs, start=1):
            for done in self._rounds(strategy, seed):
                labels = f"{len(done.labelled)} labels: mean AP50 {done.mean:.3f}"
                self._say(f"run {place}/{len(runs)}: {strategy}, seed {seed}, {labels}")

    def _rounds(self, strategy: str, seed: int) -> Iterator[Round]:
        state = Labelled.start(self._learner.photos, self._plan.start, seed)
        yield (done := self._finished(START, seed, 0, state))
        for number in range(1, self._plan.rounds + 1):
            state = state.label(self._chosen(strategy, done))
            yield (done := self._finished(strategy, seed, number, state))

    def _chosen(self, strategy: str, before: Round) -> list[str]:
        """The next batch, from what the detectors of the round before saw."""
        evidence = self._records.evidence(before)
        lot = _lot(before.seed, before.number + 1)
        return choose(strategy, self._plan, evidence, self._learner.vectors, before.ap, lot)

    def _finished(self, name: str, seed: int, number: int, state: Labelled) -> Round:
        """The round's record, after doing it if there is none."""
        if not self._records.has(name, seed, number):
            self._learn(name, seed, number, state)
        done = self._records.read(name, seed, number)
        if done.labelled != state.done:
            where = f"{self._records.folder} holds a round that labelled other photos ({name}, seed {seed}, {number})"
            raise ValueError(f"{where}: give another --out")
        return done

    def _learn(self, name: str, seed: int, number: int, state: Labelled) -> None:
        # After the last round nothing is chosen, so nobody need look at what still waits.
        waiting = state.waiting if number < self._plan.rounds else []
        learned = self._learner.learn(state.done, waiting, _lot(seed, number))
        done = Round(
            strategy=name, seed=seed, number=number, labelled=state.done, articles=learned.articles,
            ap=learned.ap, seconds=round(learned.seconds, 1),
        )  # fmt: skip
        self._records.write(done, learned.evidence)


def _lot(seed: int, number: int) -> int:
    """A seed for one round: the same for all strategies, so that they differ by their photos alone."""
    return seed * 1000 + number
