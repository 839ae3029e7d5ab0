"""From all annotations of a photo to its place in the queue and its truth."""

from __future__ import annotations

import time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from labeling.queue import State, history, move, record
from labeling.tables import AnnotationRow, PhotoRow, TruthRow
from labeling.verdict import Answer, Labelled, Verdict, judge, read_answer

FROM_TAGGERS = (State.LABELLED, State.ACCEPTED, State.REJECTED, State.IN_SET)


def settle(session: Session, sha256: str) -> State | None:
    """Judge a photo by the annotations in the database and move it there; to which state, None if it stays.

    Judging the same annotations again changes nothing and records nothing.
    """
    photo = session.get(PhotoRow, sha256)
    if photo is None:
        return None
    annotations = last_annotations(session, sha256)
    verdict = judge([answer_of(row, photo) for row in annotations])
    before = State(photo.state)
    if _is_settled(session, sha256, before, verdict):
        return None
    _write_truth(session, sha256, verdict, len(annotations))
    _walk(session, sha256, before, verdict, len(annotations))
    session.refresh(photo)
    return verdict.state


def task_is_gone(session: Session, sha256: str) -> None:
    """The task was deleted in Label Studio: rejected if no label was accepted before; an accepted label stays."""
    photo = session.get_one(PhotoRow, sha256)
    state, reason = State(photo.state), "its task was deleted in Label Studio"
    if state in (State.SENT, State.LABELLED):
        move(session, sha256, state, State.REJECTED, reason)
    else:
        record(session, sha256, state, state, reason)


def decide(session: Session, sha256: str, annotation: int | None) -> None:
    """A person's decision on a photo that is to be reviewed.

    Args:
        session: a transaction.
        sha256: of the photo.
        annotation: number of the annotation to accept; None rejects the photo.

    Raises:
        ValueError: the photo is not to be reviewed, or there is no such annotation of it that can be accepted.
    """
    photo = session.get(PhotoRow, sha256)
    if photo is None or photo.state != State.LABELLED.value:
        raise ValueError(f"photo {sha256[:12]} is not to be reviewed")
    if annotation is None:
        _write_truth(session, sha256, Verdict(State.REJECTED, ""), 0)
        move(session, sha256, State.LABELLED, State.REJECTED, "rejected by hand")
        return
    rows = {row.annotation: row for row in last_annotations(session, sha256)}
    if annotation not in rows:
        raise ValueError(f"photo {sha256[:12]} has no annotation {annotation}; it has {sorted(rows)}")
    answer = answer_of(rows[annotation], photo)
    if answer.skipped:
        raise ValueError(f"annotation {annotation} is a skip: reject the photo instead")
    _write_truth(session, sha256, Verdict(State.ACCEPTED, "", answer.articles), 1)
    move(session, sha256, State.LABELLED, State.ACCEPTED, f"annotation {annotation} accepted by hand")


def last_annotations(session: Session, sha256: str) -> list[AnnotationRow]:
    """Those that count: one a tagger, of several by the same one the last; without those that were deleted."""
    query = select(AnnotationRow).where(AnnotationRow.sha256 == sha256, AnnotationRow.deleted.is_(False))
    rows = session.scalars(query.order_by(AnnotationRow.updated_at, AnnotationRow.annotation))
    return list({(row.project, row.tagger): row for row in rows}.values())


def answer_of(row: AnnotationRow, photo: PhotoRow) -> Answer:
    """What an annotation says of its photo."""
    return Answer(skipped=True) if row.skipped else read_answer(row.result, photo.width, photo.height)


def _is_settled(session: Session, sha256: str, before: State, verdict: Verdict) -> bool:
    if verdict.state is State.ACCEPTED:
        truth = session.get(TruthRow, sha256)
        same = truth is not None and truth.articles == _rows(verdict.articles)
        return same and before in (State.ACCEPTED, State.IN_SET)
    if before is not verdict.state:
        return False
    return before is State.SENT or history(session, sha256)[-1].reason == verdict.reason


def _walk(session: Session, sha256: str, before: State, verdict: Verdict, count: int) -> None:
    """Step by step to the verdict's state, through labelled."""
    came = f"{count} annotations" if count != 1 else "one annotation"
    if verdict.state is State.SENT:
        move(session, sha256, before, State.SENT, verdict.reason)
        return
    if before is not State.LABELLED:
        again = "labelled again, " if before in FROM_TAGGERS else ""
        reason = verdict.reason if verdict.state is State.LABELLED else f"{again}{came}"
        move(session, sha256, before, State.LABELLED, reason)
    elif verdict.state is State.LABELLED:
        record(session, sha256, before, before, verdict.reason)
    if verdict.state is not State.LABELLED:
        move(session, sha256, State.LABELLED, verdict.state, verdict.reason)


def _write_truth(session: Session, sha256: str, verdict: Verdict, taggers: int) -> None:
    session.execute(delete(TruthRow).where(TruthRow.sha256 == sha256))
    if verdict.state is State.ACCEPTED:
        rows = _rows(verdict.articles)
        now = time.time()
        session.add(TruthRow(sha256=sha256, articles=rows, taggers=taggers, decided_at=now, version=None))
        session.flush()


def _rows(articles: tuple[Labelled, ...]) -> list[list[object]]:
    return [[article.fine, *(round(edge, 2) for edge in article.box)] for article in articles]
