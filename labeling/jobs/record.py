"""What is on disk of a job: `<jobs>/<id>/job.json`, its output beside it, and the lock that the running one holds."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict

JOB, OUTPUT = "job.json", "output.txt"
BUSY = 75
"""Exit status of a job that found another one running (sysexits' EX_TEMPFAIL)."""


class Job(BaseModel):
    """A command that was started.

    Attributes:
        id: sorts by time.
        name: what the page calls it.
        command: program and words.
        folder: in which the command runs.
        started_at: seconds since 1970.
        process: of the process that looks after it; None until that runs.
        ended_at: likewise; None while it runs.
        status: exit status; None while it runs, and for ever if it was killed; negative for a signal.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    name: str
    command: tuple[str, ...]
    folder: Path
    started_at: float
    process: int | None = None
    ended_at: float | None = None
    status: int | None = None


def lock_of(jobs: Path) -> FileLock:
    """Held by the process that looks after the running job; it ends with that process, however that ends."""
    return FileLock(jobs / "running.lock")


def read(place: Path) -> Job:
    """The job of a folder.

    Raises:
        OSError: there is none.
        ValueError: it is damaged.
    """
    return Job.model_validate_json((place / JOB).read_text("utf-8"))


def write(place: Path, job: Job) -> None:
    """Put it down, whole or not at all."""
    part = place / f"{JOB}.part"
    part.write_text(job.model_dump_json(indent=2), "utf-8")
    part.replace(place / JOB)
