"""The runner: one photo through all stages, timed, with the weights on record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from models.zoo import load_model
from pipeline.attributes import Attributes
from pipeline.brands import Brands
from pipeline.detection import MIN_SCORE, FindArticles, OnnxMaskRcnn
from pipeline.embedding import EmbedArticles, Embedder, load_embedder
from pipeline.full_shot import JudgeFullShot
from pipeline.icons import PlaceIcons
from pipeline.keypoints import FindKeypoints, OnnxKeypoints
from pipeline.logos import FINDER, READER, FindLogos, OnnxLogoFinder, OnnxLogoReader, ReadBrands
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.retrieval import FindMatches, ShopIndex
from pipeline.shown import shown

log = logging.getLogger(__name__)

OnStage = Callable[[str, int, int], None]


class Stage(Protocol):
    """One part of the work: returns the look with its own part added and nothing else changed."""

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look, extended."""
        ...


@dataclass(frozen=True)
class Step:
    """A stage with what the runner must know of it.

    Attributes:
        name: its key in `timings_ms`, `models` and `failed`; unique in a pipeline.
        stage: the stage itself.
        model: "name@version" of the weights that it runs, or None.
        essential: without it there is no look at all: its errors end the run.
    """

    name: str
    stage: Stage
    model: str | None = None
    essential: bool = False


@dataclass(frozen=True)
class OnlyShown:
    """A stage whose articles that no shopper would see are dropped, so that no later stage works on them.

    Attributes:
        stage: finds articles.
        score: the least score that stays, 0..1.
    """

    stage: Stage
    score: float

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look of the stage with its articles of at least this score, each once."""
        return shown(self.stage(photo, look), self.score)


class ShopTheLook:
    """Photo in, look out; safe to call from several threads, as the stages keep nothing between photos.

    An essential step's error (detection: no articles, nothing to show) is the caller's. Any other step may fail
    without taking the work of the rest along: the error is logged, the step's name stands in `Look.failed`, and the
    look goes on as it was. So a page with a broken index still shows the articles, and can say what is missing.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        """Steps run in the order given.

        Raises:
            ValueError: two steps have the same name, or one is called "total".
        """
        names = [step.name for step in steps]
        if len(set(names)) != len(names) or "total" in names:
            raise ValueError(f"step names must be unique and not 'total': {names}")
        self.steps = tuple(steps)

    @classmethod
    def load(
        cls,
        index_provider: Callable[[], ShopIndex | None],
        *,
        embedder: Embedder | None = None,
        attributes: Attributes | None = None,
        k: int = 10,
        min_score: float = MIN_SCORE,
        brands: Callable[[], Brands | None] | None = None,
    ) -> Self:
        """The pipeline with the models that ship.

        Args:
            index_provider: gives the shop's index, or None where it has none; asked once a photo.
            embedder: the one that also embedded the catalogue; the shipped one by default.
            attributes: says in words what this embedder's vectors look like.
            k: similar products an article, at most.
            min_score: articles below it, and second finds of one article, are dropped before they cost time; at the
                detector's own least score all are kept.
            brands: gives the shop's brands, or None where none is known; without it no logos are looked for.

        Raises:
            ModelError: weights are missing or damaged.
        """
        keypoints, detector = load_model("keypoints"), load_model("detector")
        embedder = embedder or load_embedder()
        find_articles: Stage = FindArticles(OnnxMaskRcnn(detector))
        if min_score > MIN_SCORE:
            find_articles = OnlyShown(find_articles, min_score)
        return cls(
            [
                Step("keypoints", FindKeypoints(OnnxKeypoints(keypoints)), keypoints.card.label),
                Step("full_shot", JudgeFullShot()),
                Step("detection", find_articles, detector.card.label, essential=True),
                Step("embedding", EmbedArticles(embedder, attributes=attributes), embedder.model),
                *(_logo_steps(brands) if brands is not None else ()),
                Step("icons", PlaceIcons()),
                Step("retrieval", FindMatches(index_provider, k)),
            ]
        )

    def wait(self) -> int:
        """Return when all work that runs beside the looks is done; how much of it failed. Here there is none."""
        return 0

    @property
    def models(self) -> dict[str, str]:
        """Step name -> "name@version" of the weights that it runs; steps without weights are left out."""
        return {step.name: step.model for step in self.steps if step.model is not None}

    def run(
        self,
        photo: Photo,
        on_stage: OnStage | None = None,
        begun: Look | None = None,
        only: Collection[str] | None = None,
    ) -> Look:
        """Run all steps, or those that are left.

        Args:
            photo: an upright photo.
            on_stage: called before each step with its name, how many are done, and how many there are; an exception
                from it (a shopper who went away) ends the run.
            begun: the look of an earlier run on this photo: the steps that it has been through are not run again.
            only: names of the steps to run; all by default.

        Returns:
            The look, with `timings_ms` (every step that succeeded, and "total" of this run and the one before it) and
            `models`.
        """
        start = time.perf_counter()
        look = begun or Look(photo=photo.name, width=photo.width, height=photo.height)
        before = look.timings_ms.get("total", 0.0)
        past = {*look.timings_ms, *look.failed}
        steps = [step for step in self.steps if step.name not in past and (only is None or step.name in only)]
        for done, step in enumerate(steps):
            if on_stage is not None:
                on_stage(step.name, done, len(steps))
            look = _run_step(step, photo, look)
        return look.with_(timings_ms=_with_total(look.timings_ms, before + _milliseconds_since(start)))


def _logo_steps(brands: Callable[[], Brands | None]) -> tuple[Step, Step]:
    finder, reader = OnnxLogoFinder(load_model(FINDER)), OnnxLogoReader(load_model(READER))
    return (
        Step("logos", FindLogos(finder, provider=brands), finder.model),
        Step("brands", ReadBrands(reader, brands, finder.threshold), reader.model),
    )


def _run_step(step: Step, photo: Photo, look: Look) -> Look:
    """The look after the step, with its time and model: retrieval must know which model embedded the articles."""
    start = time.perf_counter()
    try:
        after = step.stage(photo, look)
    except Exception as error:  # whatever a stage trips over, the others' work is worth more than its traceback
        if step.essential:
            raise
        log.exception("%s failed on %s: %s", step.name, photo.name, error)
        return look.with_(failed=(*look.failed, step.name))
    models = after.models if step.model is None else {**after.models, step.name: step.model}
    return after.with_(timings_ms={**after.timings_ms, step.name: _milliseconds_since(start)}, models=models)


def _with_total(timings_ms: dict[str, float], total: float) -> dict[str, float]:
    """The steps' times, then the total."""
    return {**{name: spent for name, spent in timings_ms.items() if name != "total"}, "total": round(total, 3)}


def _milliseconds_since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000.0, 3)
