"""Trains the planned runs that are not finished yet, some seeds a fold of Luma."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from models.similarity.items import FOLDS
from models.similarity.recipe import Recipe
from models.similarity.report.plan import ABLATIONS, PLAN, SEEDS
from models.similarity.runs import FIGURES, thinned, train_run
from models.similarity.sources import read_items


def train_missing(
    folders: Mapping[str, Path | None],
    runs: Path,
    cache: Path,
    ablate: bool = False,
    limit: int | None = None,
    folds: Iterable[int] = range(FOLDS),
    seeds: int = SEEDS,
    say: Callable[[str], None] = print,
) -> None:
    """Train what is planned and not there; killed at any moment, it goes on with the run where it was.

    Args:
        folders: of the data sets: boutique, luma, clothing, street.
        runs: see `models.similarity.measure.learned`.
        cache: folder of crops and features.
        ablate: also figure 7's runs.
        limit: pictures of the clothing-dataset and of the street each.
        folds: which parts of Luma to hold out, one after another.
        seeds: trainings of each run.
        say: told which run begins.
    """
    planned = {**PLAN, **(ABLATIONS if ablate else {})}
    for fold in folds:
        missing = list(missing_runs(planned, runs, fold, seeds))
        items = thinned(read_items(**folders, fold=fold), limit) if missing else []
        for out, recipe in missing:
            say(f"training {out.relative_to(runs)}")
            train_run(items, out, recipe, cache, fold=fold)


def missing_runs(
    planned: Mapping[str, Mapping[str, Any]], runs: Path, fold: int, seeds: int
) -> Iterator[tuple[Path, Recipe]]:
    """Folder and recipe of each run of a fold that is not finished."""
    for name, settings in planned.items():
        for seed in range(seeds):
            out = runs / name / f"fold-{fold}" / f"seed-{seed}"
            if not (out / FIGURES).is_file():
                yield out, Recipe(**{**settings, "seed": seed})
