"""Label Studio itself is stopped in the middle of a push or a pull and started again on the same data and port.

It is the real server's process that ends, by SIGKILL or as an administrator would end it, not a made-up answer.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from labeling.studio import push as pushing
from labeling.studio.access import BusyStudioError
from labeling.studio.connect import Studio
from labeling.studio.pull import Pulled
from labeling.studio.remembered import Server, server_file
from labeling.studio.server import is_up, up
from settings import Settings
from tests.labeling.studio.conftest import tasks_on
from tests.labeling.studio.test_faults import assert_each_once
from tests.labeling.studio.test_loop import Desk, drawn

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow]

KINDS = pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "stopped"])


class Restart:
    """Ends the server's process a moment from now, and starts it again."""

    def __init__(self, settings: Settings, kind: signal.Signals) -> None:
        self._settings, self._kind = settings, kind
        self._thread = threading.Thread(target=self._run)
        self.processes: list[int] = []

    def begin(self, seconds: float) -> None:
        """From another thread: what is on its way to the server stays on its way."""
        self._timer = threading.Timer(seconds, self._thread.start)
        self._timer.start()

    def wait(self) -> None:
        """Return when the server answers again."""
        self._timer.join()
        self._thread.join(600)
        assert len(set(self.processes)) == 2, "another process must answer now"

    def _run(self) -> None:
        server = self._server()
        os.kill(server.process, self._kind)
        while _runs(server.process):
            pass
        assert not is_up(server)
        up(self._settings, server.port, print, Path(os.environ["BTL_LABEL_STUDIO_ENV"]))
        self.processes = [server.process, self._server().process]

    def _server(self) -> Server:
        return Server.model_validate_json(server_file(self._settings).read_text("utf-8"))


def _runs(process: int) -> bool:
    try:
        return os.waitpid(process, 0) == (0, 0)
    except ChildProcessError:  # started by an earlier run
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return True


def through(restart: Restart, job: Callable[[], object], rest: Callable[[], object]) -> None:
    """Do a job; if the server is away for longer than the job waits, do the rest when it is back, as a person would."""
    try:
        job()
    except BusyStudioError as error:
        print(f"gave up, to be run again: {error}")
        restart.wait()
        rest()
    restart.wait()


@KINDS
def test_in_the_middle_of_a_push(
    connected: Settings, scored: list[str], server: Settings, monkeypatch: pytest.MonkeyPatch, kind: signal.Signals
) -> None:
    monkeypatch.setattr(pushing, "CHUNK", 3)
    desk, restart, imports = Desk(connected), Restart(server, kind), []
    real = pushing._import

    def import_(*given: Any) -> None:
        imports.append(given)
        if len(imports) == 2:  # ends while this very request is with the server, or just before or after
            restart.begin(0.05)
        real(*given)

    monkeypatch.setattr(pushing, "_import", import_)
    through(restart, lambda: desk.push(12), lambda: desk.push(0))
    assert_each_once(desk, 12)
    assert desk.push(0).sent == 0 and desk.pull().doubles == 0
    for task in tasks_on(desk.studio):
        assert len(task["predictions"]) == 1  # the boxes have come with it


@KINDS
def test_in_the_middle_of_a_pull(
    connected: Settings, scored: list[str], server: Settings, monkeypatch: pytest.MonkeyPatch, kind: signal.Signals
) -> None:
    desk, restart = Desk(connected), Restart(server, kind)
    desk.push(12)
    said = dict(zip(scored, ["shirts", "jeans", None, "skirts", "dresses", "shirts", "jeans", None], strict=False))
    for photo, label in said.items():
        desk.annotate(photo, *([drawn(label)] if label else []), was_cancelled=label is None)
    read: list[int] = []
    real = Studio.task

    def task(studio: Studio, number: int) -> Mapping[str, Any] | None:
        read.append(number)
        if len(read) == 4:
            restart.begin(0.0)
        return real(studio, number)

    monkeypatch.setattr(Studio, "task", task)
    through(restart, desk.pull, desk.pull)
    assert {photo: desk.truth(photo) for photo in said} == {
        one: [label] if label else None for one, label in said.items()
    }
    assert desk.states() == {"accepted": 6, "rejected": 2, "sent": 4}
    assert desk.pull() == Pulled()  # all was taken in, and each once:
    assert [desk.steps(photo) for photo in said] == [5] * len(said)
    late = scored[-1]
    desk.annotate(late, drawn())  # the tagger goes on with the server that was started again
    assert desk.pull().states == {"accepted": 1} and desk.truth(late) == ["shirts"]
    assert len(tasks_on(desk.studio)) == 12
