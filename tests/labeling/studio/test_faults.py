"""What goes wrong with servers and processes: nothing is doubled, nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from labeling.studio import connect as connecting
from labeling.studio import push as pushing
from labeling.studio.access import BusyStudioError, StudioError, find_access
from labeling.studio.connect import Studio
from settings import Settings
from tests.labeling.studio.conftest import tasks_on, write_access
from tests.labeling.studio.test_loop import Desk, drawn

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow]

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


def in_a_killed_child(work: Callable[[], object], seconds: float) -> bool:
    """Run something in a fork and SIGKILL it after a while; whether it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(json.dumps(str(error)), flush=True)
        finally:
            os._exit(0)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def test_killed_at_random_times_no_task_is_doubled_and_no_annotation_lost(
    connected: Settings, scored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "CHUNK", 2)  # more steps to be killed between
    chance = random.Random(0)
    desk = Desk(connected)
    killed = 0
    for turn in range(KILLS):
        # As a new process would: nothing of this one's connections is used in the child.
        work: Callable[[], object] = (
            (lambda: Desk(connected).push(4)) if turn % 2 == 0 else (lambda: Desk(connected).pull())
        )
        killed += in_a_killed_child(work, chance.uniform(0.05, 2.5))
        if turn % 5 == 4:
            waiting = [sha256 for sha256 in scored if (row := desk.pool.task(sha256)) is not None and row.task]
            if waiting:
                desk.annotate(chance.choice(waiting), drawn())
    desk.push(12)
    desk.pull()
    desk.pull()
    tasks = tasks_on(desk.studio)
    assert sorted(task["data"]["photo"] for task in tasks) == sorted(scored)
    for task in tasks:
        assert (desk.truth(task["data"]["photo"]) is not None) == bool(task["annotations"])
    assert killed >= KILLS // 3
