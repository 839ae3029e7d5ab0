"""The app's pipeline with the live detector: newly promoted weights with the next photo, raw detections to the pool."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

from data.taxonomy import Broad
from labeling.collect import Collector, collect
from labeling.complaint import Complaint
from labeling.members import Member, flip_and_scale
from labeling.pool import Added, Pool
from labeling.weights import Detectors
from models.zoo import Model, ModelError
from pipeline.detection import MIN_SCORE, ArticleDetector, FindArticles, OnnxMaskRcnn
from pipeline.embedding import Embedder, load_embedder
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.shop_the_look import ShopTheLook, Step
from pipeline.shown import shown
from settings import Settings

log = logging.getLogger(__name__)

DETECTION = "detection"


@dataclass(frozen=True)
class _Detection:
    """The detection stage that shows every raw look to the collector before what is unsure is dropped."""

    find: FindArticles
    model: str
    members: Sequence[Member]
    score: float
    collector: Collector | None

    def __call__(self, photo: Photo, look: Look) -> Look:
        raw = self.find(photo, look)
        if self.collector is not None:
            self.collector.offer(photo, raw, self.model, self.members)
        return raw if self.score <= MIN_SCORE else shown(raw, self.score)


class LiveShopTheLook(ShopTheLook):
    """`ShopTheLook` whose detector is the live one of the labelling loop; safe to call from several threads.

    Args:
        base: the pipeline with the detector that ships.
        detectors: which one is live.
        score: articles below it are not shown.
        collector: takes raw looks; None where nothing is collected.
        build: makes a detector of weights.
    """

    def __init__(
        self, base: ShopTheLook, detectors: Detectors, score: float, collector: Collector | None = None,
        build: Callable[[Model], ArticleDetector] = OnnxMaskRcnn,
    ) -> None:  # fmt: skip
        self._detectors, self._score, self._collector, self._build = detectors, score, collector, build
        self._lock = threading.Lock()
        self._version: str | None = None
        self._base = base
        self._live: Step | None = None
        super().__init__(base.steps)
        self._renew()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps with the live detector; asking which one is live costs the reading of one small file."""
        if self._detectors.live() != self._version and self._lock.acquire(blocking=False):
            # One request loads the new weights; the others go on with those that they have.
            try:
                self._renew()
            finally:
                self._lock.release()
        live = self._live
        return tuple(live if live is not None and step.name == DETECTION else step for step in self._base.steps)

    @steps.setter
    def steps(self, steps: tuple[Step, ...]) -> None:
        """The base keeps them, and may change them."""

    def complain(self, photo: Photo, complaint: Complaint) -> bool:
        """Have the team look at a photo of which a person says that something is wrong.

        Returns:
            Whether it was taken: not where nothing is collected, nor while too many others wait.
        """
        steps = self.steps
        stage = next(step.stage for step in steps if step.name == DETECTION)
        if self._collector is None or not isinstance(stage, _Detection):
            return False
        before = [step.name for step in takewhile(lambda step: step.name != DETECTION, steps)]

        def see() -> Look:
            # The detector looks at a photo as it did for the shopper: so the articles have the same ids.
            return stage.find(photo, self.run(photo, only=before))

        return self._collector.complain(photo, complaint, see, stage.model, stage.members)

    def wait(self) -> int:
        """Return when all that was collected is in the pool; how many looks could not be stored."""
        return 0 if self._collector is None else self._collector.wait()

    def _renew(self) -> None:
        version = self._detectors.live()
        if version == self._version:
            return
        self._version = version
        try:
            self._live = self._detection(self._detectors.load(version))
        except ModelError as error:
            log.error("detector %s is not used: %s", version, error)
            return
        log.info("detector %s is live", version)

    def _detection(self, model: Model) -> Step:
        label, detector = model.card.label, self._build(model)
        members = flip_and_scale(detector, label)
        stage = _Detection(FindArticles(detector), label, members, self._score, self._collector)
        return Step(DETECTION, stage, label, essential=True)


@dataclass(frozen=True)
class Collecting:
    """Puts photos into the pool from the command line, whatever the app's setting is.

    Attributes:
        pool: where to.
        model: "name@version" of the detector.
        detector: the live one.
        members: the rest of the committee.
        embedder: for the detections' embeddings.
    """

    pool: Pool
    model: str
    detector: ArticleDetector
    members: Sequence[Member]
    embedder: Embedder

    @classmethod
    def open(cls, settings: Settings, *, committee: bool = True) -> Self:
        """With the live detector of the settings.

        Raises:
            ModelError: weights are missing or damaged.
            data.catalog.database.DatabaseError: the database can't be used.
        """
        detectors = Detectors(settings.weights)
        model = detectors.load(detectors.live())
        detector = OnnxMaskRcnn(model)
        members = flip_and_scale(detector, model.card.label) if committee else []
        return cls(Pool.open(settings), model.card.label, detector, members, load_embedder())

    def __call__(self, photo: Photo, reason: str, priority: int = 0) -> Added:
        """Detect, embed and keep one photo."""
        empty = Look(photo=photo.name, width=photo.width, height=photo.height)
        look = FindArticles(self.detector)(photo, empty)
        return collect(
            self.pool, photo, look, self.model, self.members, self.embedder, "command line", reason, priority
        )


def live_figures(settings: Settings) -> Mapping[Broad, float]:
    """AP50 a broad category of the live detector, from its card; what was not measured is missing."""
    detectors = Detectors(settings.weights)
    figures = detectors.load(detectors.live()).card.figures
    return {broad: figures[f"AP50 {broad.value}"] for broad in Broad if f"AP50 {broad.value}" in figures}


def live_pipeline(
    base: ShopTheLook, settings: Settings, embedder: Embedder, source: str = "app", *, score: float | None = None,
    patient: bool = False,
) -> LiveShopTheLook:  # fmt: skip
    """The app's pipeline: the live detector, and a collector if the settings want one.

    Args:
        base: the pipeline with the detector that ships.
        settings: whether to collect, and what is shown.
        embedder: for the pool.
        source: who collects.
        score: articles below it are not shown; that of the settings by default.
        patient: see `Collector`.

    Raises:
        labeling.photos.MissingLibraryError: photos are to be collected, and imagehash is not installed.
        data.catalog.database.DatabaseError: likewise, and the database can't be used.
    """
    collector = None
    if settings.pool != "off":
        from labeling.photos import require_hashing

        require_hashing()
        collector = Collector(Pool.open(settings), settings, embedder, source, patient=patient)
    least = settings.shown_threshold if score is None else score
    return LiveShopTheLook(base, Detectors(settings.weights), least, collector)
