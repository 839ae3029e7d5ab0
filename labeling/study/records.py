"""What a study leaves behind: a JSON file a finished round, so that a killed study goes on from there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.taxonomy import Broad
from labeling.found import Found
from labeling.scores import Evidence

LIVE = "live"
Rows = dict[str, dict[str, list[list[float]]]]
"""Photo -> member of the committee -> rows of `Found`."""


class Round(BaseModel):
    """A finished round.

    Attributes:
        strategy: that chose the photos; `plan.START` for the first round.
        seed: of the run.
        number: from 0.
        labelled: ids, in the order they were labelled.
        articles: boxes that the taggers drew in them.
        ap: AP50 a broad category on the validation split.
        seconds: CPU time of training and measuring.
    """

    model_config = ConfigDict(frozen=True)

    strategy: str
    seed: int
    number: int
    labelled: tuple[str, ...]
    articles: int
    ap: dict[Broad, float]
    seconds: float

    @property
    def mean(self) -> float:
        """Mean AP50 over the broad categories."""
        return sum(self.ap.values()) / max(1, len(self.ap))


class Records:
    """The files of a study.

    Args:
        folder: made if it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def has(self, strategy: str, seed: int, number: int) -> bool:
        """Whether a round is finished."""
        return self._file(strategy, seed, number).is_file()

    def read(self, strategy: str, seed: int, number: int) -> Round:
        """A finished round."""
        return Round.model_validate_json(self._file(strategy, seed, number).read_text("utf-8"))

    def write(self, done: Round, evidence: list[Evidence]) -> None:
        """Keep a round and what its detectors saw in the waiting photos; a kill leaves the whole round or none."""
        rows = {
            one.sha256: {LIVE: one.live.to_rows(), **{name: found.to_rows() for name, found in one.others.items()}}
            for one in evidence
        }
        _write(self._seen(done), TypeAdapter(Rows).dump_json(rows))
        _write(self._file(done.strategy, done.seed, done.number), done.model_dump_json().encode())

    def evidence(self, done: Round) -> list[Evidence]:
        """What `write` kept of the photos that waited after a round."""
        rows = TypeAdapter(Rows).validate_json(self._seen(done).read_bytes())
        return [
            Evidence(photo, Found.from_rows(seen.pop(LIVE)), {name: Found.from_rows(one) for name, one in seen.items()})
            for photo, seen in rows.items()
        ]

    def all(self) -> Iterator[Round]:
        """All finished rounds."""
        for file in sorted(self.folder.glob("*.round.json")):
            yield Round.model_validate_json(file.read_text("utf-8"))

    def _file(self, strategy: str, seed: int, number: int) -> Path:
        return self.folder / f"{strategy}-{seed}-{number}.round.json"

    def _seen(self, done: Round) -> Path:
        return self.folder / f"{done.strategy}-{done.seed}-{done.number}.seen.json"


def _write(file: Path, content: bytes) -> None:
    part = file.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, file)
