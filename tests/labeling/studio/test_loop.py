"""Push and pull against a real server, and every fate of what a tagger may do."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.database import WorkerBusyError, only_one
from labeling.forget import forget
from labeling.pool import Pool
from labeling.queue import State, counts, history
from labeling.studio.access import StudioError, find_access
from labeling.studio.connect import Studio
from labeling.studio.pull import Pulled, pull
from labeling.studio.push import Pushed, push
from labeling.studio.watch import SECRET_HEADER, Bell, hang_up_bell, watch
from labeling.tables import AnnotationRow, TaskRow, TruthRow
from settings import Settings
from tests.labeling.studio.conftest import silent, tasks_on, write_access
from tests.labeling.test_verdict import region

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow]


def drawn(label: str = "shirts", **value: float) -> dict[str, Any]:
    """A region as Label Studio's page makes it, on a 240 x 360 photo."""
    size = {"original_width": 240, "original_height": 360, "image_rotation": 0}
    return region(label, **value) | size | {"id": label, "from_name": "article", "to_name": "photo"}


class Desk:
    """A tagger at work: a pool, its project, and what the tests do with them."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.pool = settings, Pool.open(settings)
        self.studio = Studio(find_access(settings))

    def push(self, size: int) -> Pushed:
        return push(self.settings, self.pool, self.studio, size, silent)

    def pull(self) -> Pulled:
        return pull(self.settings, self.pool, self.studio, silent)

    def task(self, sha256: str) -> int:
        row = self.pool.task(sha256)
        assert row is not None and row.task is not None
        return row.task

    def annotate(self, sha256: str, *result: dict[str, Any], **fields: Any) -> int:
        made = self.studio.client.annotations.create(id=self.task(sha256), result=list(result), lead_time=20, **fields)
        return int(made.id)

    def states(self) -> dict[str, int]:
        with Session(self.pool.engine) as session:
            return {state.value: number for state, number in counts(session).items() if number}

    def truth(self, sha256: str) -> list[str] | None:
        with Session(self.pool.engine) as session:
            row = session.get(TruthRow, sha256)
            return None if row is None else [article[0] for article in row.articles]

    def steps(self, sha256: str) -> int:
        with Session(self.pool.engine) as session:
            return len(history(session, sha256))


@pytest.fixture
def desk(connected: Settings, scored: list[str]) -> Desk:
    return Desk(connected)


def test_a_batch_arrives_once_with_what_the_detector_saw(desk: Desk, scored: list[str]) -> None:
    assert desk.push(8) == Pushed(8, 0)
    assert desk.push(0) == Pushed(0, 0)
    tasks = tasks_on(desk.studio)
    assert len(tasks) == len({task["data"]["photo"] for task in tasks}) == 8
    assert desk.states() == {"scored": 4, "sent": 8}
    for task in tasks:
        (prediction,) = task["predictions"]
        assert prediction["model_version"] == "detector@0.1.0" and 0 <= prediction["score"] <= 1
        assert {region["value"]["rectanglelabels"][0] for region in prediction["result"]}
        assert desk.task(task["data"]["photo"]) == task["id"]
    assert desk.push(10).sent == 4
    assert {task["data"]["photo"] for task in tasks_on(desk.studio)} == set(scored)


def test_everything_a_tagger_may_do_has_a_fate(desk: Desk, scored: list[str]) -> None:
    desk.push(12)
    moved, skipped, empty, hat, outside, divided, agreed, deleted, gone, again, waiting, late = scored
    client = desk.studio.client
    desk.annotate(moved, drawn(x=7.5), drawn("jeans", y=50))
    desk.annotate(skipped, was_cancelled=True)
    desk.annotate(empty)
    desk.annotate(outside, drawn(x=-5))
    desk.annotate(hat, drawn("hat"))
    other = client.users.create(email=f"{time.time_ns()}@example.com", username=str(time.time_ns()))
    for photo, label in ((divided, "jeans"), (agreed, "shirts")):
        desk.annotate(photo, drawn())
        desk.annotate(photo, drawn(label, x=6), completed_by=other.id)
    takes_back = desk.annotate(deleted, drawn())
    changes_mind = desk.annotate(again, drawn())
    desk.studio.delete(desk.task(gone))

    first = desk.pull()
    assert first.gone == 1
    assert desk.states() == {"sent": 2, "labelled": 2, "accepted": 6, "rejected": 2}
    assert desk.truth(moved) == ["shirts", "jeans"]
    assert desk.truth(empty) == [] and desk.truth(skipped) is None
    assert desk.truth(agreed) == ["shirts"] and desk.truth(divided) is None and desk.truth(hat) is None

    again_before = desk.steps(again)
    assert desk.pull() == Pulled()
    assert desk.steps(again) == again_before

    client.annotations.delete(id=takes_back)
    client.annotations.update(id=changes_mind, result=[drawn("skirts")])
    desk.annotate(late, drawn("dresses"))
    second = desk.pull()
    assert second.changed == 3 and second.states == {"sent": 1, "accepted": 2}
    assert desk.truth(deleted) is None and desk.truth(again) == ["skirts"] and desk.truth(late) == ["dresses"]
    assert desk.states() == {"sent": 2, "labelled": 2, "accepted": 6, "rejected": 2}
    with Session(desk.pool.engine) as session:
        assert session.scalar(select(AnnotationRow.seconds).where(AnnotationRow.sha256 == moved)) == 20
    assert waiting


def test_a_second_task_of_a_photo_is_removed_unless_somebody_worked_on_it(desk: Desk, scored: list[str]) -> None:
    desk.push(2)
    with Session(desk.pool.engine) as session:
        one, two = session.scalars(select(TaskRow.sha256)).all()
    data = [{"data": {"image": "x", "photo": sha256}} for sha256 in (one, two)]
    _, worked = desk.studio.client.projects.import_tasks(
        id=desk.studio.project, request=data, return_task_ids=True
    ).task_ids
    desk.studio.client.annotations.create(id=worked, result=[drawn("jeans")])
    pulled = desk.pull()
    assert pulled.doubles == 1
    assert len(tasks_on(desk.studio)) == 3
    assert desk.truth(two) == ["jeans"]
    assert desk.pull().doubles == 0


def test_only_one_push_at_a_time(desk: Desk) -> None:
    with only_one(desk.pool.engine, "push", desk.settings.labeling), pytest.raises(WorkerBusyError):
        desk.push(1)
    results: list[object] = []

    def work() -> None:
        try:
            results.append(Desk(desk.settings).push(6).sent)
        except WorkerBusyError:
            results.append("busy")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    photos = [task["data"]["photo"] for task in tasks_on(desk.studio)]
    assert len(photos) == len(set(photos)) == sum(result for result in results if isinstance(result, int))


def test_a_forgotten_photo_is_gone_there_too(desk: Desk, scored: list[str]) -> None:
    desk.push(12)
    photo, number = scored[0], desk.task(scored[0])
    desk.annotate(photo, drawn())
    desk.pull()
    asked: list[int] = []

    def connect() -> Studio:
        asked.append(1)
        return desk.studio

    forget(desk.settings, desk.pool, photo, connect)
    assert asked and desk.studio.task(number) is None
    assert desk.pool.task(photo) is None and not desk.pool.store.path(photo).exists()
    assert len(tasks_on(desk.studio)) == 11
    pulled = desk.pull()
    assert (pulled.gone, pulled.foreign) == (0, 0)


def test_forgetting_needs_the_server(desk: Desk, scored: list[str]) -> None:
    desk.push(1)
    with Session(desk.pool.engine) as session:
        photo = session.scalar(select(TaskRow.sha256)) or ""

    def away() -> Studio:
        raise StudioError("not there")

    with pytest.raises(StudioError, match="not there"):
        forget(desk.settings, desk.pool, photo, away)
    assert desk.pool.task(photo) is not None and desk.pool.store.path(photo).exists()


def test_a_server_elsewhere_gets_the_pictures_in_the_tasks(desk: Desk) -> None:
    write_access(desk.settings, desk.studio.access.model_copy(update={"local": False}))
    Desk(desk.settings).push(2)
    for task in tasks_on(desk.studio):
        assert task["data"]["image"].startswith("data:image/jpeg;base64,/9j/")


def test_the_bell_rings_for_annotations_and_for_nobody_else(desk: Desk, scored: list[str]) -> None:
    desk.push(12)
    pulls: list[float] = []

    def once(_whole: bool) -> None:
        desk.pull()
        pulls.append(time.monotonic())

    with Bell("secret") as bell:
        assert httpx.post(bell.url, headers={SECRET_HEADER: "wrong"}).status_code == 403
        assert httpx.post(bell.url).status_code == 403
        assert not bell.rang.is_set()
        for _ in range(2):
            hang_up_bell(desk.studio, bell, "secret")  # again: one webhook, not two
        assert len(list(desk.studio.client.webhooks.list(project=str(desk.studio.project)))) == 1
        done = threading.Event()
        watcher = threading.Thread(target=watch, args=(once, bell.rang, 600.0, done.is_set))
        watcher.start()
        while not pulls:
            time.sleep(0.05)
        desk.annotate(scored[0], drawn())
        deadline = time.monotonic() + 120
        while desk.truth(scored[0]) is None and time.monotonic() < deadline:
            time.sleep(0.1)
        done.set()
        bell.rang.set()
        watcher.join(60)
    assert desk.truth(scored[0]) == ["shirts"]
    assert State.ACCEPTED.value in desk.states()
