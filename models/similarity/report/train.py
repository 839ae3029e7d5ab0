"""Trains the planned runs that are not finished yet, a run a fold of Luma."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from models.similarity.items import FOLDS
from models.similarity.measure.learned import FINISHED
from models.similarity.report.plan import ABLATIONS, PLAN
from models.similarity.runs import thinned, train_run
from models.similarity.sources import read_items
from models.similarity.train import Recipe


def train_missing(
    folders: Mapping[str, Path | None],
    runs: Path,
    ablate: bool = False,
    limit: int | None = None,
    folds: Iterable[int] = range(FOLDS),
    say: Callable[[str], None] = print,
) -> None:
    """Train what is planned and not there; killed at any moment, it goes on where it was.

    Args:
        folders: of the data sets: boutique, luma, clothing, street.
        runs: see `models.similarity.measure.learned`.
        ablate: also figure 7's runs, on the first fold only.
        limit: pictures of the clothing-dataset and of the street each.
        folds: which parts of Luma to hold out, one after another.
        say: told which run begins.
    """
    for fold in folds:
        planned = {**PLAN, **(ABLATIONS if ablate and fold == 0 else {})}
        missing = {name: recipe for name, recipe in planned.items() if not _finished(runs, name, fold)}
        items = thinned(read_items(**folders, fold=fold), limit) if missing else []
        for name, settings in missing.items():
            say(f"training {name}, fold {fold}")
            train_run(items, runs / name / f"fold-{fold}", Recipe(**_own(settings)), runs / "crops")


def _finished(runs: Path, name: str, fold: int) -> bool:
    return (runs / name / f"fold-{fold}" / FINISHED).is_file()


def _own(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {"loss": "weighted", **settings}
