"""Jobs in processes of their own: one at a time, seen by every app that looks, whatever ends."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from labeling.database import WorkerBusyError
from labeling.jobs.jobs import KEPT, Jobs, Seen
from labeling.jobs.record import BUSY, OUTPUT, Job, lock_of, read, write
from labeling.jobs.run import run

PATIENCE_SECONDS = 120
# Works until a file is there, and says how far it is.
WORK = """
import pathlib, sys, time
print("digging: 3 of 8", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.02)
print("found it", flush=True)
"""


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "jobs")


def work(tmp_path: Path) -> list[str]:
    return [sys.executable, "-c", WORK, str(tmp_path / "go")]


def until(jobs: Jobs, true: Callable[[Seen], bool]) -> Seen:
    end = time.monotonic() + PATIENCE_SECONDS
    while not (seen := jobs.last()) or not true(seen):
        assert time.monotonic() < end, seen
        time.sleep(0.02)
    return seen


def test_a_job_is_seen_while_it_runs_and_after_it(jobs: Jobs, tmp_path: Path) -> None:
    assert jobs.last() is None and not jobs.is_running()
    jobs.start("Dig", work(tmp_path))
    seen = until(jobs, lambda seen: seen.progress is not None)
    assert (seen.job.name, seen.outcome) == ("Dig", "running") and seen.progress == ("digging", 3, 8)
    other = Jobs(jobs.folder)  # the page of an app that was started meanwhile
    assert other.last() == seen
    for each in (jobs, other):
        with pytest.raises(WorkerBusyError, match="another job"):
            each.start("Dig", work(tmp_path))
    (tmp_path / "go").touch()
    seen = until(other, lambda seen: not seen.running)
    assert (seen.outcome, seen.lines, seen.job.status) == ("done", ["found it"], 0)
    assert seen.job.ended_at is not None and seen.job.ended_at >= seen.job.started_at
    assert len(list(jobs.folder.glob("2*"))) == 1
    (tmp_path / "go").unlink()
    assert jobs.start("Dig", work(tmp_path)).id > seen.job.id  # and now another may
    assert jobs.stop()
    until(jobs, lambda seen: not seen.running)


def test_what_fails_says_why(jobs: Jobs) -> None:
    jobs.start("Fail", [sys.executable, "-m", "labeling", "push", "--state", "nowhere", "--size", "x"])
    seen = until(jobs, lambda seen: not seen.running)
    assert (seen.outcome, seen.job.status) == ("failed", 2) and "'--size'" in " ".join(seen.lines)
    jobs.start("None", ["/no/such/program"])
    seen = until(jobs, lambda seen: not seen.running)
    assert (seen.outcome, seen.job.status) == ("failed", 127) and "can't be started" in seen.lines[-1]


def test_a_job_can_be_stopped(jobs: Jobs, tmp_path: Path) -> None:
    assert not jobs.stop()
    jobs.start("Dig", work(tmp_path))
    until(jobs, lambda seen: seen.progress is not None)
    assert jobs.stop()
    assert until(jobs, lambda seen: not seen.running).outcome == "stopped"
    assert not jobs.stop()


def test_a_job_can_be_stopped_before_it_has_done_anything(jobs: Jobs, tmp_path: Path) -> None:
    for _ in range(3):
        jobs.start("Dig", work(tmp_path))
        assert jobs.stop()
        assert until(jobs, lambda seen: not seen.running).outcome == "stopped"


def test_a_job_that_was_killed_is_neither_running_nor_done(jobs: Jobs, tmp_path: Path) -> None:
    job = jobs.start("Dig", work(tmp_path))
    assert job.process is not None
    os.killpg(job.process, signal.SIGKILL)
    seen = until(jobs, lambda seen: not seen.running)
    assert (seen.outcome, seen.job.ended_at) == ("cut off", None)
    (tmp_path / "go").touch()
    jobs.start("Dig", work(tmp_path))
    assert until(jobs, lambda seen: not seen.running).outcome == "done"


def test_of_two_that_start_at_once_one_gives_way(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labeling.jobs.run.PATIENCE_SECONDS", 0.1)
    place = jobs.folder / "20260101T000000000000-00000000"
    place.mkdir(parents=True)
    write(place, Job(id=place.name, name="late", command=("true",), folder=place, started_at=1.0))
    with lock_of(jobs.folder):
        assert run(place) == BUSY
    assert read(place).status == BUSY and not (place / OUTPUT).exists()


def test_old_jobs_are_cleared(jobs: Jobs) -> None:
    for number in range(KEPT + 5):
        (jobs.folder / f"20260101T0000000000{number:02}-00000000").mkdir(parents=True)
    jobs.start("Now", [sys.executable, "-c", ""])
    until(jobs, lambda seen: not seen.running)
    assert len(list(jobs.folder.glob("2*"))) == KEPT
