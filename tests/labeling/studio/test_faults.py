"""What goes wrong with servers and processes: nothing is doubled, nothing is lost."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.studio import connect as connecting
from labeling.studio import push as pushing
from labeling.studio.access import BusyStudioError, StudioError, find_access
from labeling.studio.connect import Studio
from labeling.tables import TaskRow
from settings import Settings
from tests.labeling.conftest import fill
from tests.labeling.killing import finished, killed_after, preload
from tests.labeling.studio.conftest import silent, tasks_on, write_access
from tests.labeling.studio.test_loop import Desk, drawn

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow]

preload("labeling.studio.pull", "label_studio_sdk.client")

KILLS = int(os.environ.get("BTL_KILLS", "50"))
Fault = Callable[[str, str], str | None]
"""From method and path to "500", "401", "slow", "lost" (done, but the answer is not sent), "cut", or None."""


class FaultyRoad(ThreadingHTTPServer):
    """Passes requests on to the real server, except where a fault says otherwise."""

    daemon_threads = True

    def __init__(self, target: str, fault: Fault) -> None:
        self.target, self.fault, self.seen = target, fault, 0
        super().__init__(("127.0.0.1", 0), Passing)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Passing(BaseHTTPRequestHandler):
    server: FaultyRoad

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault(self.command, self.path)
        self.server.seen += fault is not None
        if fault == "cut":
            self.close_connection = True
            return
        if fault in ("500", "401"):
            self._answer(int(fault), b'{"detail": "made up"}', "application/json")
            return
        if fault == "slow":
            time.sleep(5)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        real = httpx.request(self.command, self.server.target + self.path, headers=headers, content=body, timeout=300)
        if fault == "lost":
            self.close_connection = True
            return
        self._answer(real.status_code, real.content, real.headers.get("content-type", "text/plain"))

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = _pass  # noqa: N815  the library's names

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def faulty_desk(settings: Settings, fault: Fault) -> Iterator[tuple[Desk, FaultyRoad]]:
    """A desk whose road to the server is bad from now on; the project is made first."""
    access = find_access(settings)
    Studio(access)
    road = FaultyRoad(access.url, lambda *_: None)
    threading.Thread(target=road.serve_forever, daemon=True).start()
    write_access(settings, access.model_copy(update={"url": road.url}))
    try:
        desk = Desk(settings)
        road.fault = fault
        yield desk, road
    finally:
        road.shutdown()
        road.server_close()


def is_import(method: str, path: str) -> bool:
    return method == "POST" and "/import" in path


def assert_each_once(desk: Desk, count: int) -> None:
    photos = [task["data"]["photo"] for task in tasks_on(desk.studio)]
    assert len(photos) == len(set(photos)) == count
    assert desk.states().get("sent", 0) == count


@pytest.mark.parametrize("kind", ["500", "lost", "cut", "slow"])
def test_an_import_that_fails_or_whose_answer_is_lost(
    connected: Settings, scored: list[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(pushing, "CHUNK", 5)
    imports: list[str] = []

    def fault(method: str, path: str) -> str | None:
        imports.extend([path] if is_import(method, path) else [])
        return kind if is_import(method, path) and len(imports) == 2 else None  # in the middle of the batch

    with faulty_desk(connected, fault) as (desk, road):
        assert desk.push(12).sent == 12
        assert road.seen == 1
        assert_each_once(desk, 12)
        assert desk.pull().doubles == 0


def test_a_server_that_is_down_costs_nothing(
    connected: Settings, scored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE_SECONDS", 2.0)
    monkeypatch.setattr(pushing, "ATTEMPTS", 1)
    with faulty_desk(connected, lambda method, path: "cut" if is_import(method, path) else None) as (desk, road):
        with pytest.raises(BusyStudioError, match="does not answer"):
            desk.push(12)
        assert desk.states() == {"scored": 12}
        road.fault = lambda *_: "500"
        with pytest.raises(BusyStudioError, match="trouble"):
            desk.pull()
        road.fault = lambda *_: "401"
        with pytest.raises(StudioError, match="refuses the token"):
            desk.pull()
        road.fault = lambda *_: None  # restarted
        assert desk.push(12).sent == 12
        assert_each_once(desk, 12)


def test_a_wrong_token_and_a_missing_server_are_said_in_one_line(
    connected: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE_SECONDS", 1.0)
    access = find_access(connected)
    with pytest.raises(StudioError, match="BTL_LABEL_STUDIO_TOKEN"):
        Studio(access.model_copy(update={"token": "0" * 40}))
    with pytest.raises(BusyStudioError, match="does not answer"):
        Studio(access.model_copy(update={"url": "http://127.0.0.1:9"}))


def push_some(settings: Settings) -> None:
    """In a process of its own: a push in many small steps, to be killed between."""
    pushing.CHUNK = 2
    Desk(settings).push(4)


def pull_all(settings: Settings) -> None:
    """In a process of its own: a whole pull."""
    Desk(settings).pull()


class Taggers:
    """They label, change their minds and skip; what they said last is remembered here, apart from the product."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self._desk, self._chance = desk, chance
        self.said: dict[str, str | None] = {}
        self._annotations: dict[str, int] = {}

    def work(self) -> None:
        """One new annotation or skip, and one that is changed."""
        with Session(self._desk.pool.engine) as session:
            sent = list(session.scalars(select(TaskRow.sha256).where(TaskRow.task.is_not(None))))
        waiting = sorted(set(sent) - set(self.said))
        labelled = sorted(sha256 for sha256, label in self.said.items() if label is not None)
        if waiting:
            photo, label = self._chance.choice(waiting), self._chance.choice(["shirts", "jeans", None])
            regions, fields = ([drawn(label)], {}) if label else ([], {"was_cancelled": True})
            self._annotations[photo] = self._desk.annotate(photo, *regions, **fields)
            self.said[photo] = label
        if labelled:
            photo = self._chance.choice(labelled)
            self._desk.studio.client.annotations.update(id=self._annotations[photo], result=[drawn("skirts")])
            self.said[photo] = "skirts"


def test_killed_at_random_times_no_task_is_doubled_and_no_annotation_lost(connected: Settings) -> None:
    chance = random.Random(0)
    desk = Desk(connected)
    photos = fill(desk.pool, 2 * KILLS + 8)
    score_pool(desk.pool.engine, make_score("entropy"), silent)
    taggers = Taggers(desk, chance)
    killed, doubles = {push_some: 0, pull_all: 0}, 0
    lasts = dict.fromkeys(killed, 0.0)
    for job in killed:  # how long they take when they are left alone
        begun = time.monotonic()
        finished(job, connected)
        lasts[job] = time.monotonic() - begun
    for turn in range(KILLS):
        job = (push_some, pull_all)[turn % 2]
        taggers.work()
        killed[job] += killed_after(chance.uniform(0.05, 1.0) * lasts[job], job, connected)
        print(f"{turn + 1} kills, at work {sum(killed.values())}", flush=True)
    desk.push(0)  # ends what was cut off
    for _ in range(2):
        doubles += desk.pull().doubles
    print(f"killed at work: push {killed[push_some]}, pull {killed[pull_all]} of {KILLS}; {doubles} doubles removed")
    tasks = tasks_on(desk.studio)
    shown = [task["data"]["photo"] for task in tasks]
    with Session(desk.pool.engine) as session:
        rows = {row.sha256: row.task for row in session.scalars(select(TaskRow))}
    assert {task["data"]["photo"]: task["id"] for task in tasks} == rows
    assert len(shown) == len(set(shown)) >= 4 and set(shown) <= set(photos)
    assert len(taggers.said) >= min(len(shown), KILLS // 3)
    for photo, label in taggers.said.items():
        assert desk.truth(photo) == (None if label is None else [label])
    skipped = list(taggers.said.values()).count(None)
    accepted = len(taggers.said) - skipped
    expected = {"accepted": accepted, "rejected": skipped, "sent": len(shown) - len(taggers.said)}
    found = {name: number for name, number in desk.states().items() if name != "scored"}
    assert found == {name: number for name, number in expected.items() if number}
    assert sum(killed.values()) >= KILLS // 3
