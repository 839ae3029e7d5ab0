"""The index that the running app searches: always the newest complete generation, without a restart."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from data.catalog.generations import Generations
from pipeline.retrieval import ShopIndex, ShopIndexError
from pipeline.tiers import Badges

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Loaded:
    name: str
    index: ShopIndex


class LiveIndex:
    """Gives the newest index; safe to ask from several threads.

    Args:
        folder: of the generations.
        model: label of the embedder whose queries the index must answer.
        badges: curves for its similarities; None where it has none.
    """

    def __init__(self, folder: Path, model: str, badges: Badges | None = None) -> None:
        self._badges = badges
        self._generations = Generations(folder)
        self._model = model
        self._loaded: _Loaded | None = None
        self._refused: str | None = None
        self._lock = threading.Lock()

    def current(self) -> ShopIndex | None:
        """The newest complete generation; None while the shop has none.

        Asking costs the reading of one small file. A generation that can't be used is refused once, with a line in
        the log, and the one before it stays in use.

        Raises:
            ShopIndexError: there is a generation, but none that can be used; the message says what to do.
        """
        name = self._generations.current()
        loaded = self._loaded
        if name is None or (loaded is not None and name in (loaded.name, self._refused)):
            return loaded.index if loaded is not None else None
        # Only the first to see a new generation reads it; the others go on with the one they have.
        if not self._lock.acquire(blocking=loaded is None):
            return loaded.index if loaded is not None else None
        try:
            return self._renew()
        finally:
            self._lock.release()

    def _renew(self) -> ShopIndex | None:
        name = self._generations.current()
        if name is not None and (self._loaded is None or self._loaded.name != name):
            try:
                self._loaded = self._load(name)
            except ShopIndexError as error:
                if self._loaded is None:
                    raise
                self._refused = name
                log.error("index generation %s is not used: %s", name, error)
        return self._loaded.index if self._loaded is not None else None

    def _load(self, name: str) -> _Loaded:
        try:
            index = self._generations.load(name)
        except ShopIndexError:
            # It may have been replaced and removed while it was being read.
            newest = self._generations.current()
            if newest is None or newest == name:
                raise
            return self._load(newest)
        if index.model != self._model:
            raise ShopIndexError(
                f"the shop's index was made with {index.model}, but this program uses {self._model}: "
                "run python -m data.catalog rebuild"
            )
        index.badges = self._badges
        return _Loaded(name, index)
