from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from labeling.pool import Pool
from labeling.queue import State, history, move
from labeling.review import tagger_minutes, to_review
from labeling.settle import decide, settle, task_is_gone
from labeling.tables import AnnotationRow, PhotoRow, TruthRow
from tests.labeling.conftest import fill
from tests.labeling.test_verdict import region


@pytest.fixture
def sent(pool: Pool) -> str:
    (sha256,) = fill(pool, 1)
    with Session(pool.engine) as session, session.begin():
        move(session, sha256, State.NEW, State.SCORED, "")
        move(session, sha256, State.SCORED, State.SENT, "")
    return sha256


def annotate(pool: Pool, sha256: str, number: int, *result: dict[str, Any], **fields: Any) -> State | None:
    """Write an annotation as a pull does, and judge."""
    with Session(pool.engine) as session, session.begin():
        row = AnnotationRow(
            project="test#1", annotation=number, sha256=sha256, task=1, tagger="1", updated_at="", seconds=30.0,
            skipped=False, deleted=False, result=list(result),
        )  # fmt: skip
        for name, value in fields.items():
            setattr(row, name, value)
        session.merge(row)
        session.flush()
        return settle(session, sha256)


def steps(pool: Pool, sha256: str) -> list[str]:
    with Session(pool.engine) as session:
        return [f"{event.before}>{event.after}" for event in history(session, sha256)][3:]


def truth(pool: Pool, sha256: str) -> list[Any] | None:
    with Session(pool.engine) as session:
        row = session.get(TruthRow, sha256)
        return None if row is None else row.articles


def test_a_label_is_accepted_once(pool: Pool, sent: str) -> None:
    assert annotate(pool, sent, 1, region()) is State.ACCEPTED
    assert annotate(pool, sent, 1, region()) is None
    assert steps(pool, sent) == ["sent>labelled", "labelled>accepted"]
    assert truth(pool, sent) == [["shirts", 12.0, 18.0, 72.0, 108.0]]  # of a 240 x 360 photo


def test_labelling_again_replaces_the_truth_also_of_a_photo_in_a_set(pool: Pool, sent: str) -> None:
    annotate(pool, sent, 1, region())
    with Session(pool.engine) as session, session.begin():
        move(session, sent, State.ACCEPTED, State.IN_SET, "v0001")
        session.get_one(TruthRow, sent).version = "v0001"
    assert annotate(pool, sent, 1, region()) is None
    assert annotate(pool, sent, 1, region("jeans")) is State.ACCEPTED
    assert steps(pool, sent)[2:] == ["accepted>in set", "in set>labelled", "labelled>accepted"]
    with Session(pool.engine) as session:
        row = session.get_one(TruthRow, sent)
        assert (row.articles[0][0], row.version) == ("jeans", None)


def test_a_skip_rejects_and_a_later_label_counts(pool: Pool, sent: str) -> None:
    assert annotate(pool, sent, 1, skipped=True) is State.REJECTED
    assert annotate(pool, sent, 1, skipped=True) is None
    assert truth(pool, sent) is None
    assert annotate(pool, sent, 2, region()) is State.ACCEPTED


def test_a_deleted_annotation_takes_the_truth_along(pool: Pool, sent: str) -> None:
    annotate(pool, sent, 1, region())
    assert annotate(pool, sent, 1, region(), deleted=True) is State.SENT
    assert truth(pool, sent) is None
    assert steps(pool, sent)[-1] == "accepted>sent"
    assert annotate(pool, sent, 1, region(), deleted=True) is None


def test_two_taggers_who_disagree_wait_for_a_person(pool: Pool, sent: str) -> None:
    annotate(pool, sent, 1, region())
    assert annotate(pool, sent, 2, region("jeans"), tagger="2") is State.LABELLED
    assert truth(pool, sent) is None
    with Session(pool.engine) as session, session.begin():
        (review,) = to_review(session)
        assert review.annotations == (1, 2) and "divided" in review.reason
        assert tagger_minutes(session) == 1.0
        with pytest.raises(ValueError, match="no annotation 7"):
            decide(session, sent, 7)
        decide(session, sent, 2)
        assert to_review(session) == []
        with pytest.raises(ValueError, match="not to be reviewed"):
            decide(session, sent, 1)
    assert truth(pool, sent) == [["jeans", 12.0, 18.0, 72.0, 108.0]]


def test_a_person_may_reject(pool: Pool, sent: str) -> None:
    annotate(pool, sent, 1, region("hat"))
    with Session(pool.engine) as session, session.begin():
        decide(session, sent, None)
        assert session.get_one(PhotoRow, sent).state == "rejected"


def test_a_task_that_is_gone(pool: Pool, sent: str) -> None:
    with Session(pool.engine) as session, session.begin():
        task_is_gone(session, sent)
    assert steps(pool, sent) == ["sent>rejected"]


def test_a_label_outlives_its_task(pool: Pool, sent: str) -> None:
    annotate(pool, sent, 1, region())
    with Session(pool.engine) as session, session.begin():
        task_is_gone(session, sent)
    assert steps(pool, sent)[-1] == "accepted>accepted"
    assert truth(pool, sent) is not None
