"""Trained networks as methods: `<runs>/<name>/fold-<n>/seed-<s>/` holds a run for which part n of Luma was held out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.similarity.evaluate import embed_pooled
from models.similarity.items import FOLDS, Item
from models.similarity.measure.distances import cosine, cosine_and_euclidean, euclidean
from models.similarity.measure.method import Method, Repeated, Settings
from models.similarity.measure.questions import Questions
from models.similarity.network import SimilarityHead
from models.similarity.recipe import Recipe
from models.similarity.runs import FIGURES, HEAD, load_head
from pipeline.embedding import side_by_side

COMPARED = ("backbone", "loss", "dimension", "margin", "heads", "guide")
"""Settings of a recipe by which runs are told apart in tables."""

Vectors = NDArray[np.float32]
Compare = Callable[[Vectors, Vectors], Vectors]
Describe = Callable[[Sequence[Item]], Vectors]


@dataclass(frozen=True)
class Learned(Method):
    """Networks of one recipe and seed, each asked only about the part that it was not trained on.

    Attributes:
        name: see `Method`.
        settings: of the recipe.
        folds: fold -> items -> (N, D) float32 vectors, not normalised.
        unseen: fold -> `source/model` of what was held out in training.
        compare: vectors -> scores.
    """

    name: str
    settings: Settings
    folds: Mapping[int, Describe]
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


@dataclass(frozen=True)
class Sources:
    """What the pictures give to all runs.

    Attributes:
        pooled: of a recipe: items -> (N, F) pooled features of its trunk.
        colours: items -> (N, B) colours as they are served; None where there are none.
        weights: of the colours' cosine; a method each.
    """

    pooled: Callable[[Recipe], Describe]
    colours: Describe | None = None
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Run:
    """A run on disk."""

    head: SimilarityHead
    recipe: Recipe
    stamp: str
    unseen: frozenset[str]


def learned_methods(runs: Path, sources: Sources, varied: Collection[str] = ()) -> Iterator[Method]:
    """All finished runs below a folder, by the names of their folders.

    Args:
        runs: see this module's head.
        sources: what the runs see.
        varied: names of which there are also methods with colours beside and, of "weighted" ones, by other distances.
    """
    for folder in sorted(path for path in runs.iterdir() if path.is_dir()):
        seeds: dict[str, dict[int, _Run]] = {}
        for fold in range(FOLDS):
            for path in sorted(folder.glob(f"fold-{fold}/seed-*/{FIGURES}")):
                seeds.setdefault(path.parent.name, {})[fold] = _read(path.parent)
        if seeds:
            yield from _methods(folder.name, list(seeds.values()), sources, folder.name in varied)


def _read(run: Path) -> _Run:
    head, recipe = load_head(run)
    stamp = hashlib.sha256((run / HEAD).read_bytes()).hexdigest()[:16]
    return _Run(head, recipe, stamp, frozenset(json.loads((run / FIGURES).read_text("utf-8")).get("unseen_models", [])))


def _methods(name: str, seeds: list[dict[int, _Run]], sources: Sources, varied: bool) -> Iterator[Method]:
    recipe = next(iter(seeds[0].values())).recipe
    fields = {"backbone": recipe.trunk, **asdict(recipe)}
    stamps = "".join(run.stamp for folds in seeds for run in folds.values())
    settings = {key: fields[key] for key in COMPARED if fields[key] is not None}
    settings |= {"seeds": len(seeds), "weights": hashlib.sha256(stamps.encode()).hexdigest()[:16]}
    pooled = sources.pooled(recipe)

    def repeated(title: str, compare: Compare, weight: float = 0.0) -> Repeated:
        members = tuple(
            Learned(
                title,
                settings,
                {fold: _describe(run.head, pooled, sources.colours, weight) for fold, run in folds.items()},
                {fold: run.unseen for fold, run in folds.items()},
                compare,
            )
            for folds in seeds
        )
        return Repeated(title, settings, members)

    yield repeated(name, cosine)
    for weight in sources.weights if varied else ():
        yield repeated(f"{name}, with colours {weight:g}", cosine, weight)
    if varied and recipe.loss == "weighted":
        yield repeated(f"{name}, Euclidean", euclidean)
        yield repeated(f"{name}, cosine + Euclidean", cosine_and_euclidean)


def _describe(head: SimilarityHead, pooled: Describe, colours: Describe | None, weight: float) -> Describe:
    def describe(items: Sequence[Item]) -> Vectors:
        vectors = embed_pooled(head, pooled(items))
        return side_by_side(vectors, colours(items), weight) if weight and colours is not None else vectors

    return describe
