"""Answers of one method to one kind of question, as a JSON file; reports read nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from models.intervals import Interval, interval
from models.similarity.items import Item
from models.similarity.measure.answers import Answer, answers
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions


class ResultError(ValueError):
    """A file is no result; the message names it and what to do."""


@dataclass(frozen=True)
class Result:
    """What one method answered to one kind of question.

    Attributes:
        data: the kind, see `models.similarity.measure.questions.KINDS`.
        method: its name.
        settings: what distinguishes this run of it.
        stamp: of the questions; answers to other questions have another one.
        answers: one a query and seed, of all folds.
    """

    data: str
    method: str
    settings: Settings
    stamp: str
    answers: tuple[Answer, ...]

    def mean(self, figure: Callable[[Answer], float]) -> Interval:
        """The mean of a figure over queries and seeds, with its interval over products."""
        return interval([figure(each) for each in self.answers], [each.product for each in self.answers])

    def gain(self, other: Result, figure: Callable[[Answer], float]) -> Interval:
        """By how much this is better than another method on the queries of both, with its interval over products.

        Raises:
            ValueError: they have none in common.
        """
        theirs = other.by_query(figure)
        common = [each for each in self.answers if each.query in theirs and self.data == other.data]
        if not common:
            raise ValueError(f"{self.method} and {other.method} were asked nothing in common: measure both again")
        return interval([figure(each) - theirs[each.query] for each in common], [each.product for each in common])

    def by_query(self, figure: Callable[[Answer], float]) -> dict[str, float]:
        """Query -> the mean of a figure over the seeds."""
        found: dict[str, list[float]] = {}
        for each in self.answers:
            found.setdefault(each.query, []).append(figure(each))
        return {query: sum(values) / len(values) for query, values in found.items()}

    def by_seed(self, figure: Callable[[Answer], float]) -> dict[int, float]:
        """Seed -> the mean of a figure over the queries."""
        seeds = sorted({each.seed for each in self.answers})
        own = {seed: [figure(each) for each in self.answers if each.seed == seed] for seed in seeds}
        return {seed: sum(values) / len(values) for seed, values in own.items()}


_JSON = TypeAdapter(Result)


def measure(method: Method, folds: Sequence[Questions]) -> Result:
    """Ask a method all folds of one kind of question that it knows.

    Raises:
        ValueError: it knows none of them.
    """
    known = [asked for asked in folds if method.knows(asked)]
    if not known:
        raise ValueError(f"{method.name} was trained for none of the folds of {folds[0].data}")
    found = [
        replace(answer, seed=seed)
        for asked in known
        for seed, each in enumerate(method.repeats())
        if each.knows(asked)
        for answer in answers(asked, each.scores(asked))
    ]
    return Result(known[0].data, method.name, dict(method.settings), stamp(method, folds), tuple(found))


def stamp(method: Method, folds: Sequence[Questions]) -> str:
    """Changes with the pictures asked for, sold and trained on, with what is known of them, and with the settings."""
    pictures = [
        [
            asked.fold,
            [[_seen(item) for item in part] for part in (asked.queries, asked.goods, asked.train, asked.missed)],
        ]
        for asked in folds
        if method.knows(asked)
    ]
    content = json.dumps([method.name, dict(method.settings), pictures], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def measure_missing(methods: Sequence[Method], asked: Iterable[list[Questions]], folder: Path) -> Iterator[Path]:
    """Files of the results of all methods; what was measured on the same questions before is not measured again."""
    for folds in asked:
        for method in methods:
            path = path_of(folder, folds[0].data, method.name)
            if not any(method.knows(each) for each in folds):
                continue
            if not path.is_file() or read_result(path).stamp != stamp(method, folds):
                write_result(measure(method, folds), folder)
            yield path


def path_of(folder: Path, data: str, method: str) -> Path:
    """Where a result is kept: `<folder>/<data>/<method>.json`."""
    return folder / data / f"{''.join(c if c.isalnum() else '-' for c in method.lower())}.json"


def write_result(result: Result, folder: Path) -> Path:
    """Keep a result; the file that was there is replaced."""
    path = path_of(folder, result.data, result.method)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(_JSON.dump_json(result, indent=1) + b"\n")
    part.replace(path)
    return path


def read_result(path: Path) -> Result:
    """Read a result.

    Raises:
        ResultError: it is missing or damaged.
    """
    try:
        result = _JSON.validate_json(path.read_bytes())
    except OSError as error:
        raise ResultError(f"{path} can't be read ({error.strerror}): measure again") from error
    except ValidationError as error:
        raise ResultError(f"{path} is no result: delete it and measure again ({error})") from error
    if not result.answers:
        raise ResultError(f"{path} holds no answers: delete it and measure again")
    return result


def read_results(folder: Path) -> Iterator[tuple[Path, Result]]:
    """All results of a folder with their files, in the order of their names."""
    for path in sorted(folder.glob("*/*.json")):
        yield path, read_result(path)


def _seen(item: Item) -> list[object]:
    known = sorted(item.attributes.items()), sorted(item.fine), item.broad.value
    return [item.key, item.picture.stat().st_size, *known]
