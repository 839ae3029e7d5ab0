"""Photos that a person sends back: taggers begin anew, and nothing that they did before is taken for an answer."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from labeling.again import REASON, send_again
from labeling.database import WorkerBusyError, only_one
from labeling.queue import State, history
from labeling.review import tagger_minutes
from labeling.studio.access import StudioError
from labeling.studio.connect import Studio
from labeling.studio.pull import Pulled
from settings import Settings
from tests.labeling.studio.conftest import tasks_on
from tests.labeling.studio.test_loop import Desk, drawn

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow]


@pytest.fixture
def desk(connected: Settings, scored: list[str]) -> Desk:
    made = Desk(connected)
    made.push(12)
    return made


def again(desk: Desk, sha256: str) -> State:
    return send_again(desk.settings, desk.pool, sha256, lambda: desk.studio)


def last_reason(desk: Desk, sha256: str) -> str:
    with Session(desk.pool.engine) as session:
        return history(session, sha256)[-1].reason


def test_a_skipped_one_and_one_that_taggers_are_divided_about_wait_again(desk: Desk, scored: list[str]) -> None:
    skipped, divided, accepted = scored[:3]
    desk.annotate(skipped, was_cancelled=True)
    desk.annotate(divided, drawn("hat"))
    desk.annotate(accepted, drawn())
    desk.pull()
    assert desk.states() == {"sent": 9, "labelled": 1, "rejected": 1, "accepted": 1}
    for photo in (skipped, divided):
        assert again(desk, photo) is State.SENT and last_reason(desk, photo) == REASON
        task = desk.studio.task(desk.task(photo)) or {}
        assert task["annotations"] == [] and not task["is_labeled"]
        with pytest.raises(ValueError, match="is sent: only"):  # clicked twice
            again(desk, photo)
    with pytest.raises(ValueError, match="is accepted: only"):
        again(desk, accepted)
    assert desk.pull().states == {}
    with Session(desk.pool.engine) as session:
        assert tagger_minutes(session) == pytest.approx(1)  # 20 s each, also those in vain
    desk.annotate(skipped, drawn("jeans"))
    assert desk.pull().states == {"accepted": 1} and desk.truth(skipped) == ["jeans"]
    assert len(tasks_on(desk.studio)) == 12


def test_one_whose_task_was_deleted_is_sent_in_a_new_one(desk: Desk, scored: list[str]) -> None:
    gone, unseen = scored[:2]
    before = desk.task(gone)
    desk.studio.delete(before)
    assert desk.pull().gone == 1
    desk.annotate(unseen, drawn("hat"))
    desk.pull()
    desk.studio.delete(desk.task(unseen))  # no pull has seen that yet
    for photo in (gone, unseen):
        assert again(desk, photo) is State.SCORED and desk.pool.task(photo) is None
    assert desk.push(12).sent == 2
    assert desk.task(gone) > before and desk.states() == {"sent": 12}
    desk.annotate(gone, drawn())
    assert desk.pull().states == {"accepted": 1}
    photos = [task["data"]["photo"] for task in tasks_on(desk.studio)]
    assert len(photos) == len(set(photos)) == 12


def test_where_label_studio_is_not_there_or_a_pull_runs_nothing_changes(desk: Desk, scored: list[str]) -> None:
    desk.annotate(scored[0], was_cancelled=True)
    desk.pull()
    steps = desk.steps(scored[0])

    def away() -> Studio:
        raise StudioError("not there")

    with pytest.raises(StudioError, match="not there"):
        send_again(desk.settings, desk.pool, scored[0], away)
    with only_one(desk.pool.engine, "pull", desk.settings.labeling), pytest.raises(WorkerBusyError):
        again(desk, scored[0])
    assert desk.steps(scored[0]) == steps and desk.pull() == Pulled()
