"""The queue: where each photo stands, and every step of it with time and reason.

    new -> scored -> sent -> labelled -> accepted | rejected
                                         accepted -> in set

A tagger may label again (accepted, rejected or in set -> labelled) or take a label back (labelled … -> sent). A person
may send a photo back to the taggers (labelled or rejected -> sent; -> scored where its task is gone). A step is taken
only from the state in which it was decided; whoever comes second changes nothing. So every job can be done again, and
by two workers at a time.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, Select, func, select, update
from sqlalchemy.orm import Session

from labeling.tables import REASON_LENGTH, EventRow, PhotoRow


class State(StrEnum):
    """Where a photo stands."""

    NEW = "new"
    SCORED = "scored"
    SENT = "sent"
    LABELLED = "labelled"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_SET = "in set"


STEPS: dict[State, set[State]] = {
    State.NEW: {State.SCORED},
    State.SCORED: {State.SENT},
    State.SENT: {State.LABELLED, State.REJECTED},
    State.LABELLED: {State.ACCEPTED, State.REJECTED, State.SENT},
    State.ACCEPTED: {State.IN_SET, State.LABELLED, State.SENT, State.REJECTED},
    State.REJECTED: {State.LABELLED, State.SENT, State.SCORED},
    State.IN_SET: {State.LABELLED, State.SENT, State.REJECTED},
}
"""From which state a photo may go to which."""


class QueueError(ValueError):
    """A step that the queue does not have."""


def move(session: Session, sha256: str, before: State, after: State, reason: str) -> bool:
    """Take a photo one step further and record it, if it still stands where the caller saw it.

    Args:
        session: a transaction; the step is taken when it is committed.
        sha256: of the photo.
        before: the state in which the step was decided.
        after: the state to go to.
        reason: why, in words.

    Returns:
        Whether the step was taken; False if somebody else moved or forgot the photo meanwhile.

    Raises:
        QueueError: there is no such step.
    """
    if after not in STEPS[before]:
        raise QueueError(f"there is no step from {before.value!r} to {after.value!r}")
    stands = update(PhotoRow).where(PhotoRow.sha256 == sha256, PhotoRow.state == before.value)
    done = cast("CursorResult[Any]", session.execute(stands.values(state=after.value)))
    if done.rowcount != 1:
        return False
    record(session, sha256, before, after, reason)
    return True


def record(session: Session, sha256: str, before: State, after: State, reason: str) -> None:
    """Write an event; with `before` and `after` the same it says what happened without a step."""
    text = reason if len(reason) <= REASON_LENGTH else reason[: REASON_LENGTH - 1] + "…"
    session.add(EventRow(sha256=sha256, at=time.time(), before=before.value, after=after.value, reason=text))


def counts(session: Session) -> dict[State, int]:
    """Number of photos in each state, with zeros."""
    query = select(PhotoRow.state, func.count()).group_by(PhotoRow.state)
    found = {str(state): number for state, number in session.execute(query)}
    return {state: found.get(state.value, 0) for state in State}


def in_state(state: State) -> Select[str]:
    """The photos of a state, as a query of their sha256 in a fixed order."""
    return select(PhotoRow.sha256).where(PhotoRow.state == state.value).order_by(PhotoRow.sha256)


def history(session: Session, sha256: str) -> list[EventRow]:
    """All steps of a photo, first to last."""
    return list(session.scalars(select(EventRow).where(EventRow.sha256 == sha256).order_by(EventRow.id)))
