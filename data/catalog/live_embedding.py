"""The embedding that the shop is searched with and the index of its vectors, always a pair.

When other weights are put into the folder of the embedding, the goods are embedded anew beside the searches: the old
weights answer from the old index until the new vectors are complete; then both change at once. Vectors are stored by
picture and version as they are made (`data.catalog.embed`), so that whoever was killed half-way goes on from there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from data.catalog.generations import Generations
from data.catalog.kept_models import KeptModels
from data.catalog.live import LiveIndex
from data.catalog.refresh import CatalogBusyError
from data.catalog.workflow import rebuild
from models.zoo import Model, ModelError
from pipeline.attributes import read_attributes
from pipeline.embedding import EMBEDDING, Embedder, OnnxEmbedder
from pipeline.look import Look
from pipeline.retrieval import ShopIndex, ShopIndexError
from pipeline.served import Served
from pipeline.tiers import read_badges
from settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks at the folder of the weights."""

Build = Callable[[Model, int | None], Embedder]
"""Model, number of threads -> its embedder."""


class LiveEmbedding:
    """Which embedding serves; safe to ask from several threads.

    Args:
        settings: where the weights, the kept ones and the index are.
        build: makes an embedder of weights.

    Raises:
        ModelError: the weights are missing or damaged.
    """

    def __init__(self, settings: Settings, build: Build = OnnxEmbedder) -> None:
        self._settings, self._build = settings, build
        self._generations = Generations(settings.index)
        self._kept = KeptModels(settings.kept_models, EMBEDDING)
        self._seen: list[tuple[int, int]] = []
        self._before: Served | None = None
        self._current = self._first()

    def _first(self) -> Served:
        """That of the index on disk, if its weights are kept; else what is in the folder of the weights."""
        manifest = self._generations.manifest()
        old = None if manifest is None else self._kept.find(manifest.model)
        return self._serve(old or self._kept.keep(self._settings.embedding))

    def _serve(self, model: Model) -> Served:
        embedder = self._build(model, None)
        index = LiveIndex(self._settings.index, embedder.model, read_badges(model))
        served = Served(embedder, index.current, read_attributes(model))
        _read(served)
        return served

    @property
    def current(self) -> Served:
        """The pair that new photos are searched with."""
        return self._current

    def index(self, look: Look | None = None) -> ShopIndex | None:
        """The index for a look: that of the embedding which the look was made with, even if it has changed since.

        Args:
            look: with embeddings; None for the index of the moment.

        Returns:
            None while the shop has none.

        Raises:
            ShopIndexError: there is no index for this embedding (any more).
        """
        wanted = None if look is None else look.models.get(EMBEDDING)
        for served in (self._current, self._before):
            if served is not None and wanted in (None, served.embedder.model):
                return served.index()
        raise ShopIndexError(f"the photo was embedded by {wanted}, which is not served any more: search with it again")

    def newest(self) -> Embedder:
        """The embedder of the weights in their folder, whether or not the shop has its vectors.

        Raises:
            ModelError: they are missing, damaged, or have the version of others.
        """
        model = self._kept.keep(self._settings.embedding)
        same = model.card.label == self._current.embedder.model
        return self._current.embedder if same else self._build(model, 1)

    def renew(self) -> bool:
        """Embed the goods with the newest weights if they are not yet, and take these over; whether that was done.

        Takes as long as the embedding takes; only one thread may call it. What is wrong with weights is logged once,
        and the pair stays as it is.
        """
        files = self._files()
        if files == self._seen and self._complete(self._current.embedder.model):
            return False
        try:
            embedder = self.newest()
            if not self._complete(embedder.model):
                log.info("the goods are embedded anew with %s", embedder.model)
                _read(self._current)
                rebuild(self._settings, embedder)
            changed = self.take_over()
        except CatalogBusyError as error:
            log.info("the goods are not embedded anew yet: %s", error)
            return False
        except ModelError as error:
            log.error("the embedding is not changed: %s", error)
            changed = False
        self._seen = files
        return changed

    def take_over(self) -> bool:
        """Serve the newest weights if the index on disk is theirs; whether that changed anything.

        Raises:
            ModelError: see `newest`.
        """
        model = self._kept.keep(self._settings.embedding)
        label = model.card.label
        if label == self._current.embedder.model or not self._complete(label):
            return False
        served = self._serve(model)
        # In this order: no look may ever find its own pair in neither place.
        self._before = self._current
        self._current = served
        self._kept.prune({label, self._before.embedder.model})
        log.info("%s serves in the place of %s", label, self._before.embedder.model)
        return True

    def follow(self, every: float = LOOK_EVERY) -> None:
        """Renew whenever there are other weights, for ever."""
        while True:
            try:
                self.renew()
            except Exception:  # such as a database out of reach: the searches go on, and so does this
                log.exception("new weights could not be taken over")
            time.sleep(every)

    def _complete(self, label: str) -> bool:
        """Whether the index on disk is of these weights; an empty shop has nothing to embed."""
        manifest = self._generations.manifest()
        return manifest is None or manifest.model == label

    def _files(self) -> list[tuple[int, int]]:
        """What tells without reading them that weights were replaced."""
        paths = (self._settings.embedding / f"{EMBEDDING}{suffix}" for suffix in (".onnx", ".json"))
        return [(stat.st_mtime_ns, stat.st_size) for stat in (path.stat() for path in paths if path.is_file())]


def _read(served: Served) -> None:
    """Have the index in memory, where it stays in use when the one on disk has become another embedding's."""
    try:
        served.index()
    except ShopIndexError as error:
        log.warning("the shop can't be searched yet: %s", error)
