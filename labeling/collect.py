"""Looks that are computed enter the pool: if the shop has switched it on, beside the shopper's request.

Photos of people are personal data, so nothing is collected unless `BTL_POOL` says so.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from labeling.complaint import Complaint
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
    """What waits to be stored; the look of a complaint is found only when its turn comes."""

    photo: Photo
    look: Callable[[], Look]
    model: str
    members: Sequence[Member]
    reason: Callable[[Look], str]
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
    """Takes looks without making whoever asked for them wait: the work is done by a thread of its own.

    Args:
        pool: where to.
        settings: whether, and how many.
        embedder: for the detections' embeddings.
        source: who collects, as the pool records it.
        patient: whether an offer waits for room, so that none is left out; a shopper should not, a program may.
    """

    def __init__(
        self, pool: Pool, settings: Settings, embedder: Embedder | None, source: str = "app", *, patient: bool = False
    ) -> None:
        self.pool = pool
        self._settings, self._embedder, self._source, self._patient = settings, embedder, source, patient
        self._offers: queue.Queue[_Offer] = queue.Queue(WAITING)
        self._failed = 0
        threading.Thread(target=self._work, name="collector", daemon=True).start()

    def offer(self, photo: Photo, look: Look, model: str, members: Sequence[Member] = ()) -> bool:
        """Take a look if the settings want it and there is room; whether it was taken."""
        if self._settings.pool == "off" or not is_wanted(self._settings, content_of(photo)):
            return False
        return self._put(_Offer(photo, lambda: look, model, members, lambda _: "collected", 0))

    def complain(
        self, photo: Photo, complaint: Complaint, see: Callable[[], Look], model: str, members: Sequence[Member] = ()
    ) -> bool:
        """Take a photo of which a person says that something is wrong; goes to the taggers first.

        Sampling does not matter here, but switched off is off.

        Args:
            photo: what it is about.
            complaint: what the person says.
            see: makes the photo's look with all detections, when there is time for it.
            model: "name@version" of the detector in `see`.
            members: the rest of the committee.
        """
        if self._settings.pool == "off":
            return False
        return self._put(_Offer(photo, see, model, members, lambda look: complaint.reason(look, model), COMPLAINT))

    def wait(self) -> int:
        """Return when all that was taken is in the pool; how many could not be stored since the last time."""
        self._offers.join()
        failed, self._failed = self._failed, 0
        return failed

    def _put(self, offer: _Offer) -> bool:
        try:
            self._offers.put(offer, block=self._patient)
        except queue.Full:
            log.warning("a look is not collected: %d others wait already", WAITING)
            return False
        return True

    def _work(self) -> None:
        while True:
            one = self._offers.get()
            try:
                look = one.look()
                collect(
                    self.pool, one.photo, look, one.model, one.members, self._embedder, self._source,
                    one.reason(look), one.priority,
                )  # fmt: skip
            except Exception:  # the shopper has an answer already; the next look may fare better
                self._failed += 1
                log.exception("a look could not be collected")
            finally:
                self._offers.task_done()
