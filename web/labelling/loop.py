"""What the labelling page asks of the server, once it was let in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from labeling.batch import next_batch
from labeling.database import writing
from labeling.doubts import batch_photos
from labeling.jobs.jobs import Jobs
from labeling.opinions import rejected_photos, review_photos
from labeling.photos import NAME
from labeling.pool import Pool
from labeling.promotion import ChangedError, promote, roll_back
from labeling.report import make_report
from labeling.settle import decide
from labeling.tables import PhotoRow
from labeling.weights import SHIPPED, Detectors
from models.zoo import ModelError
from settings import Settings
from web.labelling.commands import AGAIN, again_line, command_line, commands, no_studio, studio_url
from web.labelling.undecided import undecided_value
from web.labelling.value import job_value, loop_value
from web.value import Value

UNDECIDED = 24
"""Photos to be reviewed, and rejected ones, that the page shows; the rest comes up as these are decided."""


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
        report = make_report(self._settings, self._pool.engine)
        with Session(self._pool.engine) as session:
            batch = batch_photos(session, next_batch(session, size))
            review = review_photos(session, report.review[:UNDECIDED])
            rejected = rejected_photos(session, UNDECIDED)
        value = loop_value(report, batch, commands(self._settings), studio_url(self._settings))
        return value | undecided_value(report, review, rejected) | {"job": self.job()}

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

    def decide(self, photo: str, annotation: int | None) -> Value:
        """A person's decision on a photo that is to be reviewed: an annotation of it, or None to reject it.

        Raises:
            BlockedError: it is not to be reviewed (any more), or has no such annotation.
        """
        try:
            with writing(self._pool.engine) as session:
                decide(session, photo, annotation)
        except ValueError as error:
            raise BlockedError(str(error)) from None
        done = "rejected" if annotation is None else f"accepted as annotation {annotation} has it"
        return {"said": f"Photo {photo[:12]}: {done}."}

    def again(self, photo: str) -> Value | None:
        """Send a photo back to the taggers; the job that does it.

        Raises:
            BlockedError: there is no such photo, or no Label Studio.
            labeling.database.WorkerBusyError: another job runs.
        """
        blocked = no_studio(self._settings) if self.photo(f"{photo}.jpg") else f"the pool has no photo {photo[:12]}"
        if blocked:
            raise BlockedError(blocked)
        self._jobs.start(AGAIN, again_line(self._settings, photo))
        return self.job()

    def promote(self, version: str, seen: str) -> Value:
        """Make a detector live, if the one that the person saw still is.

        Raises:
            BlockedError: it can't be made live, or another one went live meanwhile.
            labeling.database.WorkerBusyError: a retraining is running.
        """
        return self._switched(lambda engine: promote(self._settings, engine, version, seen))

    def roll_back(self, seen: str) -> Value:
        """Make the detector live that was so before. Errors: `promote`."""
        return self._switched(lambda engine: roll_back(self._settings, engine, seen))

    def _switched(self, switch: Callable[[Engine], str]) -> Value:
        try:
            switch(self._pool.engine)
        except (ModelError, ChangedError) as error:
            raise BlockedError(str(error)) from None
        live = Detectors(self._settings.weights).live()
        return {"said": f"{'The detector that ships' if live == SHIPPED else live} is live from the next photo on."}

    def photo(self, name: str) -> Path | None:
        """The file of a photo of the pool, by its name there; None if there is none."""
        if not NAME.fullmatch(name):
            return None
        with Session(self._pool.engine) as session:
            if session.get(PhotoRow, name.removesuffix(".jpg")) is None:
                return None
        path = self._pool.store.path(name.removesuffix(".jpg"))
        return path if path.is_file() else None
