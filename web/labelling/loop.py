"""What the labelling page asks of the server, once it was let in."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from labeling.batch import next_batch
from labeling.doubts import batch_photos
from labeling.jobs.jobs import Jobs
from labeling.photos import NAME
from labeling.pool import Pool
from labeling.report import make_report
from labeling.tables import PhotoRow
from settings import Settings
from web.labelling.commands import command_line, commands, studio_url
from web.labelling.value import job_value, loop_value
from web.value import Value


class BlockedError(RuntimeError):
    """A command can't be started; the message says what to do."""


class Loop:
    """The labelling loop of a shop.

    Args:
        settings: of the app.
        pool: its photos.
    """

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self._settings, self._pool = settings, pool
        self._jobs = Jobs(settings.labeling / "jobs")

    def state(self, size: int) -> Value:
        """How all stands, with the next batch of that size."""
        with Session(self._pool.engine) as session:
            batch = batch_photos(session, next_batch(session, size))
        report = make_report(self._settings, self._pool.engine)
        return loop_value(report, batch, commands(self._settings), studio_url(self._settings)) | {"job": self.job()}

    def job(self) -> Value | None:
        """The last job."""
        return job_value(self._jobs.last())

    def start(self, name: str, size: int) -> Value | None:
        """Start a command; the job.

        Raises:
            KeyError: there is no such command.
            BlockedError: it can't be started.
            labeling.database.WorkerBusyError: another job runs.
        """
        command = {each.name: each for each in commands(self._settings)}[name]
        if command.blocked:
            raise BlockedError(command.blocked)
        self._jobs.start(command.label, command_line(self._settings, name, size))
        return self.job()

    def stop(self) -> Value | None:
        """Interrupt the running job; what it has done is kept."""
        self._jobs.stop()
        return self.job()

    def photo(self, name: str) -> Path | None:
        """The file of a photo of the pool, by its name there; None if there is none."""
        if not NAME.fullmatch(name):
            return None
        with Session(self._pool.engine) as session:
            if session.get(PhotoRow, name.removesuffix(".jpg")) is None:
                return None
        path = self._pool.store.path(name.removesuffix(".jpg"))
        return path if path.is_file() else None
