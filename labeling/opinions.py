"""What each tagger drew on the photos that a person has to decide on, and which photos were rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from labeling.queue import State, history, in_state
from labeling.review import Review
from labeling.settle import answer_of, last_annotations
from labeling.tables import PhotoRow
from labeling.verdict import Labelled


@dataclass(frozen=True)
class Opinion:
    """What one tagger drew.

    Attributes:
        annotation: its number in Label Studio.
        tagger: number of the user.
        articles: what is accepted with it.
        problems: what can't be read of it, and is left out.
    """

    annotation: int
    tagger: str
    articles: tuple[Labelled, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class UndecidedPhoto:
    """A photo that waits for a person, or one that was rejected.

    Attributes:
        sha256: of the photo.
        reason: why it stands where it stands.
        width: pixels.
        height: pixels.
        opinions: those that can be accepted; none for a rejected photo.
    """

    sha256: str
    reason: str
    width: int
    height: int
    opinions: tuple[Opinion, ...] = ()


def review_photos(session: Session, reviews: Sequence[Review]) -> list[UndecidedPhoto]:
    """The photos of `labeling.review.to_review`, with what was drawn on them."""
    found = [(one, session.get(PhotoRow, one.sha256)) for one in reviews]
    return [
        UndecidedPhoto(one.sha256, one.reason, photo.width, photo.height, _opinions(session, photo))
        for one, photo in found
        if photo is not None
    ]


def rejected_photos(session: Session, limit: int) -> list[UndecidedPhoto]:
    """Some of the rejected photos, in a fixed order."""
    found = [session.get_one(PhotoRow, sha256) for sha256 in session.scalars(in_state(State.REJECTED).limit(limit))]
    return [
        UndecidedPhoto(photo.sha256, history(session, photo.sha256)[-1].reason, photo.width, photo.height)
        for photo in found
    ]


def _opinions(session: Session, photo: PhotoRow) -> tuple[Opinion, ...]:
    rows = [row for row in last_annotations(session, photo.sha256) if not row.skipped]
    answers = [(row, answer_of(row, photo)) for row in rows]
    return tuple(Opinion(row.annotation, row.tagger, answer.articles, answer.problems) for row, answer in answers)
