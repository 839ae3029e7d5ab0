"""Starting the loop's commands, one at a time, and looking at the last one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import Timeout

from labeling.database import WorkerBusyError
from labeling.jobs.progress import Progress, read_progress
from labeling.jobs.record import OUTPUT, Job, lock_of, read, write
from settings import ROOT

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
# Jobs whose output is kept.
KEPT = 20
TAIL_BYTES = 20_000
LINES = 40
START_SECONDS = 60.0
ENDING_SECONDS = 5.0


@dataclass(frozen=True)
class Seen:
    """A job as it stands.

    Attributes:
        job: what was started.
        running: whether it runs now.
        progress: of its last stage.
        lines: the last ones that it wrote.
    """

    job: Job
    running: bool
    progress: Progress | None
    lines: list[str]

    @property
    def outcome(self) -> str:
        """ "running", "done", "failed", "stopped", or "cut off" where the process was killed."""
        if self.running:
            return "running"
        if self.job.status is None:
            return "cut off"
        stopped = self.job.status in (130, -signal.SIGINT, -signal.SIGTERM)
        return "done" if self.job.status == 0 else "stopped" if stopped else "failed"


class Jobs:
    """The folder of jobs. A job goes on when the app ends, and the next app sees it.

    Args:
        folder: of the jobs; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    def start(self, name: str, command: Sequence[str]) -> Job:
        """Start a command where the app was started, so that relative paths mean the same, unless another one runs.

        Raises:
            WorkerBusyError: one does.
            OSError: it can't be started.
        """
        with self._lock:
            seen = self.last()
            # One that has recorded its end still holds the lock for a moment.
            if self.is_running(0.0 if seen is None or seen.running else ENDING_SECONDS):
                raise WorkerBusyError("another job is running: wait until it has ended, or stop it")
            self._clear()
            now = time.time()
            stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S%f")
            id_ = f"{stamp}-{uuid.uuid4().hex[:8]}"
            place = self.folder / id_
            place.mkdir(parents=True)
            write(place, Job(id=id_, name=name, command=tuple(command), folder=Path.cwd(), started_at=now))
            keeper = subprocess.Popen(  # noqa: S603 (this program's own)
                [sys.executable, "-m", "labeling.jobs.run", str(place.absolute())],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
            # Waits for its end, so that no zombie stays.
            threading.Thread(target=keeper.wait, name="job", daemon=True).start()
            return self._started(place, keeper)

    def is_running(self, patience: float = 0.0) -> bool:
        """Whether any job runs, after so many seconds at most."""
        if not self.folder.is_dir():
            return False
        lock = lock_of(self.folder)
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            return True
        lock.release()
        return False

    def last(self) -> Seen | None:
        """The job that was started last; None if there is none."""
        names = self._names()
        if not names:
            return None
        place = self.folder / names[-1]
        try:
            # Asked first: a job that ends in between has written its end by then.
            running = self.is_running()
            job = read(place)
        except (OSError, ValueError):
            return None
        progress, lines = read_progress(_tail(place / OUTPUT))
        return Seen(job, running and job.status is None, progress, lines[-LINES:])

    def stop(self) -> bool:
        """Interrupt the running job, as Ctrl-C would; whether one was running."""
        with self._lock:
            seen = self.last()
            if seen is None or not seen.running or seen.job.process is None:
                return False
            os.kill(seen.job.process, signal.SIGINT)
            return True

    def _started(self, place: Path, keeper: subprocess.Popen[bytes]) -> Job:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            job = read(place)
            if job.process is not None or job.status is not None or keeper.poll() is not None:
                return read(place)
            time.sleep(0.02)
        keeper.kill()
        raise OSError(f"the job did not start in {START_SECONDS:.0f} s")

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if NAME.fullmatch(path.name))

    def _clear(self) -> None:
        for name in self._names()[: -KEPT + 1]:
            shutil.rmtree(self.folder / name, ignore_errors=True)


def _tail(output: Path) -> str:
    try:
        with output.open("rb") as file:
            file.seek(max(0, output.stat().st_size - TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
