"""Trained networks as methods: `<runs>/<name>/fold-<n>/` holds a run for which part n of Luma was held out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.similarity.items import FOLDS, Item
from models.similarity.measure.distances import cosine, cosine_and_euclidean, euclidean
from models.similarity.measure.features import Cut, Features
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.network import as_embed
from models.similarity.measure.questions import Questions
from models.similarity.runs import load_run
from models.training import CHECKPOINT

FINISHED = "figures.json"
"""A run writes it last; its `unseen_models` are the `source/model` names that it did not see in training."""
COMPARED = ("backbone", "loss", "dimension", "margin", "heads", "guide", "size")
"""Settings of a recipe by which runs are told apart in tables."""

Compare = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class Learned(Method):
    """Networks of one recipe, each asked only about the part that it was not trained on.

    Attributes:
        name: see `Method`.
        settings: of the recipe, and which weights.
        folds: fold -> items -> (N, D) float32 vectors, not normalised.
        unseen: fold -> `source/model` of what was held out in training.
        compare: vectors -> scores.
    """

    name: str
    settings: Settings
    folds: Mapping[int, Callable[[Sequence[Item]], NDArray[np.float32]]]
    unseen: Mapping[int, frozenset[str]]
    compare: Compare = cosine

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`.

        Raises:
            ValueError: a query's product was trained on, or the run does not say that it was not.
        """
        seen = {f"{item.source}/{item.model}" for item in asked.queries} - self.unseen[asked.fold]
        if seen:
            raise ValueError(f"{self.name}, fold {asked.fold}, was not trained without {sorted(seen)[:3]}: train again")
        describe = self.folds[asked.fold]
        return self.compare(describe(asked.queries), describe(asked.goods))

    def knows(self, asked: Questions) -> bool:
        """Whether there is a run for which this fold was held out."""
        return asked.fold in self.folds


def learned_methods(runs: Path, cut: Cut, kept: Path) -> Iterator[Method]:
    """All finished runs below a folder, by the names of their folders; "weighted" ones by all three distances.

    Args:
        runs: see this module's head.
        cut: makes crops.
        kept: folder for vectors.
    """
    for folder in sorted(path for path in runs.iterdir() if path.is_dir()):
        finished = {fold: folder / f"fold-{fold}" for fold in range(FOLDS)}
        finished = {fold: path for fold, path in finished.items() if (path / FINISHED).is_file()}
        if finished:
            yield from _methods(folder.name, finished, cut, kept)


def _methods(name: str, finished: Mapping[int, Path], cut: Cut, kept: Path) -> Iterator[Method]:
    settings: dict[str, str | int | float] = {}
    folds, unseen = {}, {}
    for fold, run in finished.items():
        network, recipe = load_run(run)
        fields = {"backbone": recipe.trunk, **asdict(recipe)}
        weights = hashlib.sha256((run / CHECKPOINT).read_bytes()).hexdigest()[:16]
        settings |= {key: fields[key] for key in COMPARED if fields[key] is not None} | {f"weights {fold}": weights}
        folds[fold] = Features(as_embed(network), cut, kept / f"{name}-{fold}.npz", weights)
        unseen[fold] = frozenset(json.loads((run / FINISHED).read_text("utf-8")).get("unseen_models", []))
    yield Learned(name, settings, folds, unseen)
    if settings["loss"] == "weighted":
        yield Learned(f"{name}, Euclidean", settings, folds, unseen, euclidean)
        yield Learned(f"{name}, cosine + Euclidean", settings, folds, unseen, cosine_and_euclidean)
