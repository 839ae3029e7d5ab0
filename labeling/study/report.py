"""The study's answer: learning curves, mean and spread over seeds, and how many labels a strategy saves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import NamedTuple, Self

from data.taxonomy import BROAD_CATEGORIES, Broad
from labeling.study.plan import RANDOM, START, STRATEGIES
from labeling.study.records import Round

Curve = dict[int, Round]
"""Labelled photos -> the round."""


class Spread(NamedTuple):
    """A figure over seeds.

    Attributes:
        mean: of the seeds.
        deviation: standard deviation of a seed (n - 1); 0 for a single one.
        seeds: how many.
    """

    mean: float
    deviation: float
    seeds: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Of at least one value."""
        return cls(mean(values), stdev(values) if len(values) > 1 else 0.0, len(values))

    def __str__(self) -> str:
        return f"{self.mean:.3f} ± {self.deviation:.3f}"


@dataclass(frozen=True)
class Curves:
    """All finished rounds: strategy -> seed -> curve; the start belongs to every strategy of its seed."""

    runs: Mapping[str, Mapping[int, Curve]]

    @classmethod
    def of(cls, rounds: Iterable[Round]) -> Self:
        """Sort the rounds.

        Raises:
            ValueError: none is finished yet beyond the start.
        """
        starts: dict[int, Round] = {}
        runs: dict[str, dict[int, Curve]] = defaultdict(dict)
        for one in rounds:
            if one.strategy == START:
                starts[one.seed] = one
            else:
                runs[one.strategy].setdefault(one.seed, {})[len(one.labelled)] = one
        if not runs:
            raise ValueError("no round is finished beyond the start: `run` the study first")
        for seeds in runs.values():
            for seed, curve in seeds.items():
                if seed in starts:
                    curve[len(starts[seed].labelled)] = starts[seed]
        known = [name for name in STRATEGIES if name in runs]
        return cls({name: {seed: dict(sorted(curve.items())) for seed, curve in runs[name].items()} for name in known})

    @property
    def counts(self) -> list[int]:
        """All numbers of labels at which something was measured."""
        return sorted({count for seeds in self.runs.values() for curve in seeds.values() for count in curve})

    def at(self, strategy: str, count: int, broad: Broad | None = None) -> Spread | None:
        """Mean AP50, or that of a category, with so many labels; None where no seed has it."""
        found = [curve[count] for curve in self.runs[strategy].values() if count in curve]
        values = [one.mean if broad is None else one.ap[broad] for one in found if broad is None or broad in one.ap]
        return Spread.of(values) if values else None

    def gain(self, strategy: str) -> Spread | None:
        """By how much the mean AP50 is above random's of the same seed, over all rounds that both have."""
        return _spread(
            mean(curve[count].mean - chance[count].mean for count in shared)
            for curve, chance in self._paired(strategy)
            if (shared := (curve.keys() & chance.keys()) - {min(curve)})
        )

    def boxes(self, strategy: str, count: int) -> Spread | None:
        """Boxes that the taggers drew in so many photos: what the labels really cost."""
        return _spread(curve[count].articles for curve in self.runs[strategy].values() if count in curve)

    def needed(self, strategy: str, target: float) -> float | None:
        """Labels with which the curve of the means over seeds first reaches a mean AP50."""
        points = [(count, found.mean) for count in self.counts if (found := self.at(strategy, count)) is not None]
        return labels_needed(points, target)

    def _paired(self, strategy: str) -> list[tuple[Curve, Curve]]:
        chance = self.runs.get(RANDOM, {})
        return [(curve, chance[seed]) for seed, curve in self.runs[strategy].items() if seed in chance]


def labels_needed(points: Sequence[tuple[int, float]], target: float) -> float | None:
    """Where a curve, straight between its points, first reaches the target; None if it never does.

    Args:
        points: (labels, AP50), labels ascending.
        target: AP50.
    """
    for place, (count, value) in enumerate(points):
        if value >= target:
            if place == 0:
                return float(count)
            before, low = points[place - 1]
            return before + (count - before) * (target - low) / (value - low)
    return None


def report(curves: Curves, at: int) -> str:
    """The tables as Markdown.

    Args:
        curves: of all strategies.
        at: labels at which broad categories are compared.

    Raises:
        ValueError: nothing was measured with so many labels.
    """
    if at not in curves.counts:
        raise ValueError(f"nothing was measured with {at} labels: give --at one of {curves.counts}")
    parts = [_by_labels(curves), _by_category(curves, at)]
    if curves.counts[-1] != at:
        parts.append(_by_category(curves, curves.counts[-1]))
    return "\n\n".join([*parts, _answer(curves)])


def _by_labels(curves: Curves) -> str:
    head = ["mean AP50 with", *(f"{count} labels" for count in curves.counts), "above random", "boxes drawn"]
    rows = [[name, *(_shown(curves.at(name, count)) for count in curves.counts)] for name in curves.runs]
    for name, row in zip(curves.runs, rows, strict=True):
        row.append(_shown(curves.gain(name), "{:+.3f} ± {:.3f}"))
        row.append(_shown(curves.boxes(name, curves.counts[-1]), "{:.0f} ± {:.0f}"))
    return _table(head, rows)


def _by_category(curves: Curves, count: int) -> str:
    rows = [[b.value, *(_shown(curves.at(name, count, b)) for name in curves.runs)] for b in BROAD_CATEGORIES]
    rows.append(["mean", *(_shown(curves.at(name, count)) for name in curves.runs)])
    return _table([f"AP50, {count} labels", *curves.runs], rows)


def _answer(curves: Curves) -> str:
    last = curves.counts[-1]
    target = curves.at(RANDOM, last) if RANDOM in curves.runs else None
    if target is None:
        return f"Random has not come to {last} labels yet: what the others save is not known."
    lines = [f"Labels needed for random's {target.mean:.3f} with {last}:"]
    for name in curves.runs:
        found = curves.needed(name, target.mean)
        lines.append(f"- {name}: {'not reached' if found is None else round(found)}")
    return "\n".join(lines)


def _spread(values: Iterable[float]) -> Spread | None:
    listed = list(values)
    return Spread.of(listed) if listed else None


def _shown(found: Spread | None, form: str = "{:.3f} ± {:.3f}") -> str:
    return "-" if found is None else form.format(found.mean, found.deviation)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
