"""`python -m labeling.jobs.run FOLDER`: runs a job's command and records its end, even if the app is gone by then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from filelock import Timeout

from labeling.jobs.record import BUSY, OUTPUT, Job, lock_of, read, write

ROOT = Path(__file__).resolve().parents[2]
# The app tries the lock for a moment whenever it asks whether a job runs.
PATIENCE_SECONDS = 5.0
# What a shell says of a program that Ctrl-C ended.
STOPPED = 130


class Interrupts:
    """Passes an interrupt of ours on to the command, also one that comes before the command runs."""

    def __init__(self) -> None:
        self._asked = False
        self._process: subprocess.Popen[bytes] | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take)

    def told(self, status: int) -> int:
        """The exit status to record: a program that is interrupted while it starts may end with any."""
        return STOPPED if self._asked and status != 0 else status

    def pass_to(self, process: subprocess.Popen[bytes]) -> None:
        """From now on to this process, and what has come before."""
        self._process = process
        if self._asked:
            process.send_signal(signal.SIGINT)

    def _take(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked = True
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)


def run(place: Path) -> int:
    """Run the job of a folder; its exit status."""
    job = read(place)
    lock = lock_of(place.parent)
    try:
        lock.acquire(timeout=PATIENCE_SECONDS)
    except Timeout:
        write(place, job.model_copy(update={"ended_at": time.time(), "status": BUSY}))
        return BUSY
    try:
        # Before the process number is known to anybody who could send one.
        interrupts = Interrupts()
        job = job.model_copy(update={"process": os.getpid()})
        write(place, job)
        status = interrupts.told(_command(job, place / OUTPUT, interrupts))
        write(place, job.model_copy(update={"ended_at": time.time(), "status": status}))
        return status
    finally:
        lock.release()


def _command(job: Job, output: Path, interrupts: Interrupts) -> int:
    """Its exit status; 127 if there is no such program."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "200"}
    with output.open("ab") as file:
        try:
            process = subprocess.Popen(  # noqa: S603 (the app's own commands)
                job.command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=job.folder, env=environment
            )
        except OSError as error:
            file.write(f"error: {job.command[0]} can't be started: {error}\n".encode())
            return 127
        interrupts.pass_to(process)
        return process.wait()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
