"""The pool: photos that may go to taggers, each once, with all that the detectors saw in them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from labeling.database import open_labeling, writing
from labeling.photos import SAME_PICTURE_BITS, PhotoStore, content_of, differing_bits, perceptual_hash
from labeling.queue import State, record
from labeling.tables import REASON_LENGTH, PhotoRow, TaskRow
from labeling.views import View
from pipeline.photo import Photo
from settings import Settings

REASONS = "; "
"""Between the things that people said of one photo."""
# Photos with these states are what taggers worked for; the retention limit does not touch them.
KEPT_STATES = (State.LABELLED.value, State.ACCEPTED.value, State.IN_SET.value)


class UnknownPhotoError(LookupError):
    """The pool has no such photo; the message says what it has instead."""


@dataclass(frozen=True)
class Added:
    """What became of a photo.

    Attributes:
        sha256: of the pool's photo: this one, or the one that looks the same.
        new: whether it was stored; False where the pool had it already.
    """

    sha256: str
    new: bool


class Pool:
    """Adds photos and finds them again; safe to use from several threads and processes.

    Two processes may add two copies of one picture in the same moment on PostgreSQL; then both are kept.
    """

    def __init__(self, engine: Engine, store: PhotoStore) -> None:
        self.engine = engine
        self.store = store

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The pool of the settings.

        Raises:
            data.catalog.database.DatabaseError: the database can't be used.
        """
        return cls(open_labeling(settings), PhotoStore(settings.pool_photos))

    def add(
        self, photo: Photo, views: Sequence[View], source: str, reason: str = "collected", priority: int = 0
    ) -> Added:
        """Keep a photo with its views, unless the pool has it or one that looks the same.

        Args:
            photo: upright.
            views: of different members, the live one among them.
            source: who adds it, such as "app".
            reason: why, or what a person said of it.
            priority: above 0 it goes to the taggers before all others; a photo that is there already is moved up.

        Raises:
            MissingLibraryError: imagehash is not installed.
        """
        sha256, phash = content_of(photo), perceptual_hash(photo)
        with writing(self.engine) as session:
            known = session.get(PhotoRow, sha256) or _look_alike(session, phash)
            if known is not None:
                _move_up(session, known, priority, reason)
                return Added(known.sha256, new=False)
            # The file first: a row always has its file; a file without a row is cleared by `sweep`.
            self.store.add(sha256, photo)
            session.add(
                PhotoRow(
                    sha256=sha256, phash=phash, width=photo.width, height=photo.height, source=source,
                    added_at=time.time(), priority=priority, reason=reason, state=State.NEW.value,
                )
            )  # fmt: skip
            session.flush()
            for view in views:
                row = view.to_row()
                row.sha256 = sha256
                session.add(row)
            record(session, sha256, State.NEW, State.NEW, f"{source}: {reason}")
        return Added(sha256, new=True)

    def find(self, wanted: str) -> str:
        """The sha256 of a photo by its beginning (at least 6 digits).

        Raises:
            UnknownPhotoError: there is none, or more than one.
        """
        starts = PhotoRow.sha256.startswith(wanted, autoescape=True)
        with Session(self.engine) as session:
            found = list(session.scalars(select(PhotoRow.sha256).where(starts).limit(2))) if len(wanted) >= 6 else []
        if len(found) != 1:
            raise UnknownPhotoError(f"the pool has {'several photos' if found else 'no photo'} {wanted!r}")
        return found[0]

    def find_photo(self, photo: Photo) -> str:
        """The sha256 of the pool's copy of a photo.

        Raises:
            UnknownPhotoError: it is not there; photos that look like it are named.
        """
        sha256, phash = content_of(photo), perceptual_hash(photo)
        with Session(self.engine) as session:
            if session.get(PhotoRow, sha256) is not None:
                return sha256
            alike = _look_alike(session, phash)
        hint = "" if alike is None else f"; {alike.sha256} looks like it: name that one if you mean it"
        raise UnknownPhotoError(f"{photo.name} itself is not in the pool{hint}")

    def old(self, days: float, now: float | None = None) -> list[str]:
        """Photos older than the retention limit that no tagger has labelled."""
        limit = (time.time() if now is None else now) - days * 86_400
        query = select(PhotoRow.sha256).where(PhotoRow.added_at < limit, PhotoRow.state.not_in(KEPT_STATES))
        with Session(self.engine) as session:
            return list(session.scalars(query.order_by(PhotoRow.sha256)))

    def task(self, sha256: str) -> TaskRow | None:
        """The photo's task in Label Studio, if it was ever meant to have one."""
        with Session(self.engine, expire_on_commit=False) as session:
            return session.get(TaskRow, sha256)

    def remove(self, sha256: str) -> None:
        """Delete a photo here: its file, then its row with all that hangs on it; no error if it is gone already.

        The file goes first: if the program ends between the two, the row still says that there is something to do.
        """
        self.store.remove(sha256)
        with writing(self.engine) as session:
            session.execute(delete(PhotoRow).where(PhotoRow.sha256 == sha256))

    def sweep(self) -> int:
        """Delete files that no row knows (an addition that was cut off); how many."""
        with writing(self.engine) as session:
            known = set(session.scalars(select(PhotoRow.sha256)))
            unknown = self.store.names() - known
            for sha256 in unknown:
                self.store.remove(sha256)
        return len(unknown)


def _look_alike(session: Session, phash: str) -> PhotoRow | None:
    """The photo that looks most like it, if any does. Reads all hashes: 16 bytes a photo."""
    rows = session.execute(select(PhotoRow.sha256, PhotoRow.phash))
    distances = ((differing_bits(phash, other), sha256) for sha256, other in rows)
    bits, sha256 = min(distances, default=(SAME_PICTURE_BITS + 1, ""))
    return session.get(PhotoRow, sha256) if bits <= SAME_PICTURE_BITS else None


def _move_up(session: Session, row: PhotoRow, priority: int, reason: str) -> None:
    """Note a new reason, and let it go first if it is of higher priority; said twice, it is noted once."""
    if priority <= 0 or priority < row.priority or reason in row.reason.split(REASONS):
        return
    first = priority > row.priority
    both = reason if first else f"{row.reason}{REASONS}{reason}"
    # A record that is full keeps what was said first; the event has it all.
    row.priority, row.reason = priority, both if len(both) <= REASON_LENGTH else row.reason
    record(session, row.sha256, State(row.state), State(row.state), f"priority {priority}: {reason}")
