"""What waits for a person: photos whose annotations the rules do not decide."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.queue import State, history, in_state
from labeling.settle import last_annotations
from labeling.tables import AnnotationRow


class Review(NamedTuple):
    """A photo to be reviewed.

    Attributes:
        sha256: of the photo.
        reason: why.
        annotations: their numbers, for `python -m labeling accept`.
    """

    sha256: str
    reason: str
    annotations: tuple[int, ...]


def to_review(session: Session) -> list[Review]:
    """All of them, in a fixed order."""
    return [
        Review(sha256, history(session, sha256)[-1].reason, _annotations(session, sha256))
        for sha256 in session.scalars(in_state(State.LABELLED)).all()
    ]


def tagger_minutes(session: Session) -> float:
    """Minutes that taggers spent on annotations, deleted ones and skips too."""
    return sum(session.scalars(select(AnnotationRow.seconds))) / 60


def _annotations(session: Session, sha256: str) -> tuple[int, ...]:
    return tuple(sorted(row.annotation for row in last_annotations(session, sha256) if not row.skipped))
