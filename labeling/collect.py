"""Looks that the app computes enter the pool: if the shop has switched it on, beside the shopper's request.

Photos of people are personal data, so nothing is collected unless `BTL_POOL` says so.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from typing import NamedTuple

from labeling.members import Member
from labeling.photos import content_of
from labeling.pool import Added, Pool
from labeling.views import View, live_view, other_view
from pipeline.embedding import Embedder
from pipeline.look import Look
from pipeline.photo import Photo
from settings import Settings

log = logging.getLogger(__name__)

# Photos that wait to be stored, each of a few megabytes; when shoppers are faster than that, some are left out.
WAITING = 4
COMPLAINT = 1
"""Priority of what a person complained about."""


class _Offer(NamedTuple):
    photo: Photo
    look: Look
    model: str
    members: Sequence[Member]
    reason: str
    priority: int


def is_wanted(settings: Settings, sha256: str) -> bool:
    """Whether a photo enters the pool: decided by its content, so that sending it again changes nothing."""
    if settings.pool == "sampled":
        return int(sha256[:12], 16) / 16**12 < settings.pool_share
    return settings.pool == "all"


def collect(
    pool: Pool, photo: Photo, look: Look, model: str, members: Sequence[Member], embedder: Embedder | None,
    source: str, reason: str = "collected", priority: int = 0,
) -> Added:  # fmt: skip
    """Put a look with all its detections, and what a committee says of the photo, into the pool.

    Args:
        pool: where to.
        photo: the look's photo.
        look: with all detections, before any was hidden.
        model: "name@version" of the detector that made the look.
        members: the rest of the committee.
        embedder: for the detections' embeddings; None leaves them out.
        source: see `Pool.add`.
        reason: likewise.
        priority: likewise.
    """
    views: list[View] = [live_view(look, photo, model, embedder)]
    for member in members:
        seen = [(found.broad, found.score, found.box) for found in member.detector.detect(photo)]
        views.append(other_view(member.name, member.model, seen))
    return pool.add(photo, views, source, reason, priority)


class Collector:
    """Takes looks from the app without making a shopper wait: the work is done by a thread of its own.

    Args:
        pool: where to.
        settings: whether, and how many.
        embedder: for the detections' embeddings.
    """

    def __init__(self, pool: Pool, settings: Settings, embedder: Embedder | None) -> None:
        self._pool, self._settings, self._embedder = pool, settings, embedder
        self._offers: queue.Queue[_Offer] = queue.Queue(WAITING)
        threading.Thread(target=self._work, name="collector", daemon=True).start()

    def offer(self, photo: Photo, look: Look, model: str, members: Sequence[Member] = ()) -> bool:
        """Take a look if the settings want it and there is room; whether it was taken."""
        if self._settings.pool == "off" or not is_wanted(self._settings, content_of(photo)):
            return False
        return self._put(_Offer(photo, look, model, members, "collected", 0))

    def complain(self, photo: Photo, look: Look, model: str, complaint: str, members: Sequence[Member] = ()) -> bool:
        """Take a look of which a person says that something is wrong; goes to the taggers first.

        Sampling does not matter here, but switched off is off.
        """
        if self._settings.pool == "off":
            return False
        return self._put(_Offer(photo, look, model, members, complaint, COMPLAINT))

    def wait(self) -> None:
        """Return when all that was taken is in the pool."""
        self._offers.join()

    def _put(self, offer: _Offer) -> bool:
        try:
            self._offers.put_nowait(offer)
        except queue.Full:
            log.warning("a look is not collected: %d others wait already", WAITING)
            return False
        return True

    def _work(self) -> None:
        while True:
            one = self._offers.get()
            try:
                collect(
                    self._pool, one.photo, one.look, one.model, one.members, self._embedder, "app",
                    one.reason, one.priority,
                )  # fmt: skip
            except Exception:  # the shopper has an answer already; the next look may fare better
                log.exception("a look could not be collected")
            finally:
                self._offers.task_done()
