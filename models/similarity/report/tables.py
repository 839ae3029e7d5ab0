"""The papers' tables, of the results' files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean

from rich.table import Table

from models.intervals import Interval
from models.similarity.measure.answers import DEPTH, Answer
from models.similarity.measure.results import Result

AT = (3, 5, 10, 14)
"""*Buy Me That Look*, Table 3 and figure 7."""
ABLATED = ("backbone", "dimension", "margin")
"""Figure 7 (a), (b), (c)."""
NOT_COMPARED = ("weights", "model", "seeds")

Figure = Callable[[Answer], float]


def precision_at(k: int) -> Figure:
    """P@k."""
    return lambda answer: answer.precision(k)


def recall_at(k: int) -> Figure:
    """R@k."""
    return lambda answer: answer.recall(k)


TABLE_1: dict[str, Figure] = {"mAP": lambda a: a.average_precision(), f"NDCG@{DEPTH}": lambda a: a.ndcg}
TABLE_3: dict[str, Figure] = {f"{name}@{k}": at(k) for k in AT for name, at in (("P", precision_at), ("R", recall_at))}
REACHED: dict[str, Figure] = {"R@1": recall_at(1), "R@10": recall_at(10)}


def by_method(title: str, results: Sequence[Result], figures: dict[str, Figure]) -> Table:
    """A row a method: means with their intervals over products."""
    table = _table(f"{title}: {results[0].data}", "method", [*figures, "queries", "products"])
    for result in results:
        means = [result.mean(figure) for figure in figures.values()]
        table.add_row(result.method, *map(str, means), str(means[0].queries), str(means[0].products))
    return table


def gains(results: Sequence[Result], other: Result, figures: dict[str, Figure]) -> Table:
    """By how much each is better than one of them on the same queries, and how many times as good."""
    titles = [f"{name} {what}" for name in figures for what in ("gain", "times")]
    table = _table(f"Against {other.method}: {other.data}", "method", [*titles, "queries"])
    for result in results:
        if result.method == other.method:
            continue
        cells, queries = [], 0
        for figure in figures.values():
            gain = result.gain(other, figure)
            queries = gain.queries
            cells += [_signed(gain), _times(result, other, figure)]
        table.add_row(result.method, *cells, str(queries))
    return table


def _times(result: Result, other: Result, figure: Figure) -> str:
    """Of the means over the queries of both; one that was trained with several seeds answers each query as often."""
    asked = {answer.query for answer in other.answers} & {answer.query for answer in result.answers}
    ours, theirs = (fmean([figure(a) for a in each.answers if a.query in asked] or [0.0]) for each in (result, other))
    return f"{ours / theirs:.2f}" if theirs else "-"


def seeds(results: Iterable[Result], figures: dict[str, Figure]) -> list[Table]:
    """How far trainings that differ by their seed alone differ in their figures; none where nothing was repeated."""
    repeated = [result for result in results if len({answer.seed for answer in result.answers}) > 1]
    if not repeated:
        return []
    table = _table(f"Each seed: {repeated[0].data}", "method", list(figures))
    for result in repeated:
        found = [result.by_seed(figure).values() for figure in figures.values()]
        table.add_row(result.method, *(" ".join(f"{value:.3f}" for value in values) for values in found))
    return [table]


def ablations(results: Iterable[Result], figures: dict[str, Figure] = TABLE_3) -> list[Table]:
    """Figure 7: runs that differ in one setting only, a table a setting and a group of such runs."""
    learned = [result for result in results if "loss" in result.settings]
    tables = []
    for name in ABLATED:
        groups: dict[str, list[Result]] = {}
        for result in learned:
            groups.setdefault(_others(result, name), []).append(result)
        varied = (group for group in groups.values() if len({each.settings.get(name) for each in group}) > 1)
        tables += [_ablation(name, group, figures) for group in varied]
    return tables


def _ablation(name: str, group: list[Result], figures: dict[str, Figure]) -> Table:
    table = _table(f"Effect of the {name}: {group[0].data}", name, [*figures, "run"])
    for result in sorted(group, key=lambda each: _sortable(each.settings.get(name, ""))):
        means = [str(result.mean(figure)) for figure in figures.values()]
        table.add_row(str(result.settings.get(name, "default")), *means, result.method)
    return table


def _others(result: Result, name: str) -> str:
    """All settings but one; results are compared if the rest is alike, and asked for alike."""
    kept = {key: value for key, value in result.settings.items() if key != name and not key.startswith(NOT_COMPARED)}
    distance = result.method.rsplit(", ", 1)[-1] if ", " in result.method else "cosine"
    return f"{result.data} {distance} {sorted(kept.items())}"


def _sortable(value: str | int | float) -> tuple[float, str]:
    return (0.0, value) if isinstance(value, str) else (float(value), "")


def _signed(gain: Interval) -> str:
    return f"+{gain}" if gain.mean >= 0 else str(gain)


def _table(title: str, first: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def sources(paths: Iterable[Path]) -> str:
    """The files that the tables' figures come from, a line each."""
    return "\n".join(["The figures come from:", *(f"  {path}" for path in paths)])
