"""Sending a photo back to the taggers: one that they skipped, that was rejected, or that they do not agree on."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from labeling.database import only_one, writing
from labeling.pool import Pool
from labeling.queue import State, move
from labeling.settle import task_is_gone
from labeling.studio import pull, push
from labeling.studio.access import StudioError
from labeling.studio.connect import Studio
from labeling.tables import AnnotationRow, PhotoRow, TaskRow
from settings import Settings

STATES = (State.LABELLED, State.REJECTED)
REASON = "sent back to the taggers by hand"


def send_again(settings: Settings, pool: Pool, sha256: str, connect: Callable[[], Studio]) -> State:
    """Have taggers begin anew with a photo; the state it is in now.

    Its annotations are deleted in Label Studio first, so that its task waits there again; if the server does not
    answer, nothing has changed here, and the same call again does it all. A photo whose task was deleted there is
    scored again: the next push may send it.

    Args:
        settings: for the locks.
        pool: the photo's.
        sha256: of the photo.
        connect: gives the project.

    Raises:
        ValueError: the photo is neither rejected nor to be reviewed.
        WorkerBusyError: a push or pull is running.
        StudioError: the server can't be used, or the photo's task is on another one.
    """
    with only_one(pool.engine, push.LOCK, settings.labeling), only_one(pool.engine, pull.LOCK, settings.labeling):
        _check(pool, sha256)
        studio, task = connect(), pool.task(sha256)
        if task is not None and task.project != studio.key:
            raise StudioError(f"photo {sha256[:12]} was sent to {task.project}: connect to that server")
        numbers = studio.tasks_of(sha256)
        for number in numbers:
            studio.clear(number)
        return _write(pool, sha256, gone=not numbers)


def _check(pool: Pool, sha256: str) -> None:
    with Session(pool.engine) as session:
        photo = session.get(PhotoRow, sha256)
    if photo is None or photo.state not in STATES:
        state = "not in the pool" if photo is None else photo.state
        raise ValueError(f"photo {sha256[:12]} is {state}: only what is rejected or to be reviewed can go back")


def _write(pool: Pool, sha256: str, *, gone: bool) -> State:
    with writing(pool.engine) as session:
        photo = session.get_one(PhotoRow, sha256)
        session.execute(update(AnnotationRow).where(AnnotationRow.sha256 == sha256).values(deleted=True))
        if gone and photo.state == State.LABELLED:
            task_is_gone(session, sha256)
            session.refresh(photo)
        after = State.SCORED if gone else State.SENT
        move(session, sha256, State(photo.state), after, REASON)
        if gone:
            session.execute(delete(TaskRow).where(TaskRow.sha256 == sha256))
        return after
