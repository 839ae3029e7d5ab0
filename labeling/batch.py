"""Which photos go to the taggers next: what a person asked for, the most doubtful, and a random audit.

The choice depends on nothing but the pool, so what the page shows as the next batch is what a push then sends.
"""

from __future__ import annotations

import heapq
from math import ceil
from typing import NamedTuple

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from labeling.queue import State
from labeling.scores.chance import drawn
from labeling.scores.diversity import spread_out
from labeling.tables import PhotoRow, TaskRow, ViewRow
from labeling.views import LIVE, mean_vector

AUDIT_SHARE = 0.1
AUDIT_SEED = "audit"
# Diversity chooses among this many times as many doubtful photos as are wanted.
CANDIDATES = 5


class Chosen(NamedTuple):
    """A photo of a batch.

    Attributes:
        sha256: of the photo.
        why: for the record, and for whoever looks at the batch.
    """

    sha256: str
    why: str


def next_batch(session: Session, size: int, *, diverse: bool = True, audit: float = AUDIT_SHARE) -> list[Chosen]:
    """The photos to send next; fewer than `size` if no more are scored.

    Args:
        session: of the database.
        size: how many.
        diverse: whether doubtful photos are also chosen to be unlike each other (k-means++).
        audit: share of the batch that is drawn at random, at least one photo if it is above 0: without it nobody
            would notice what the detector is wrong about and sure of.
    """
    asked = _asked_for(session, size)
    left = size - len(asked)
    audits = _audit(session, min(left, ceil(size * audit)), {one.sha256 for one in asked})
    taken = {one.sha256 for one in [*asked, *audits]}
    return [*asked, *_doubtful(session, left - len(audits), taken, diverse), *audits]


def _waiting() -> Select[str]:
    """Scored photos that are not on their way to taggers."""
    sent = select(TaskRow.sha256)
    return select(PhotoRow.sha256).where(PhotoRow.state == State.SCORED.value, PhotoRow.sha256.not_in(sent))


def _asked_for(session: Session, size: int) -> list[Chosen]:
    rows = session.execute(
        _waiting()
        .add_columns(PhotoRow.reason)
        .where(PhotoRow.priority > 0)
        .order_by(PhotoRow.priority.desc(), PhotoRow.added_at, PhotoRow.sha256)
        .limit(size)
    )
    return [Chosen(sha256, f"asked for: {reason}") for sha256, reason in rows]


def _audit(session: Session, count: int, taken: set[str]) -> list[Chosen]:
    names = (sha256 for sha256 in session.scalars(_waiting().execution_options(yield_per=1000)) if sha256 not in taken)
    lowest = heapq.nsmallest(count, names, key=lambda sha256: drawn(sha256, AUDIT_SEED))
    return [Chosen(sha256, "random audit") for sha256 in lowest]


def _doubtful(session: Session, count: int, taken: set[str], diverse: bool) -> list[Chosen]:
    wanted = count * (CANDIDATES if diverse else 1) + len(taken)
    query = _waiting().add_columns(PhotoRow.score, PhotoRow.strategy)
    rows = session.execute(query.order_by(PhotoRow.score.desc(), PhotoRow.sha256).limit(wanted))
    found = [(sha256, score or 0.0, strategy or "") for sha256, score, strategy in rows if sha256 not in taken]
    if diverse and len(found) > count:
        vectors = _vectors(session, [sha256 for sha256, _, _ in found])
        if vectors is not None:
            scores = np.array([score for _, score, _ in found])
            found = [found[place] for place in spread_out(vectors, scores, count, seed=0)]
            return [Chosen(sha256, f"{strategy} {score:.3f}, unlike the others") for sha256, score, strategy in found]
    return [Chosen(sha256, f"{strategy} {score:.3f}") for sha256, score, strategy in found[:count]]


def _vectors(session: Session, photos: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None:
    """(N, D) a photo each; None if none was embedded. A photo without detections lies at the origin."""
    made: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = {}
    # A few hundred at a time: every database takes that many values in one IN.
    for start in range(0, len(photos), 500):
        query = select(ViewRow.sha256, ViewRow.vectors, func.json_array_length(ViewRow.boxes))
        part = query.where(ViewRow.sha256.in_(photos[start : start + 500]), ViewRow.member == LIVE)
        for sha256, vectors, count in session.execute(part):
            if vectors and count:
                made[sha256] = mean_vector(vectors, count)
    if not made:
        return None
    width = max(len(vector) for vector in made.values())
    nowhere = np.zeros(width, np.float32)
    rows = [made.get(sha256, nowhere) for sha256 in photos]
    # Vectors of another embedder have another length: they can't be compared, so they don't count.
    return np.stack([row if len(row) == width else nowhere for row in rows])
