"""Taking in what taggers said: every change once, nothing lost.

The server lists its tasks with the time of their last change; a task whose time is not the one that was taken in last
is read whole. What it says, its verdict and its time are written in one transaction. So it does not matter how often,
by whom or how far this is run, nor whether clocks agree. Tasks that are gone from a whole listing were deleted there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.database import WorkerBusyError, only_one, writing
from labeling.pool import Pool
from labeling.settle import settle, task_is_gone
from labeling.studio.connect import Studio
from labeling.studio.push import LOCK as PUSH_LOCK
from labeling.tables import AnnotationRow, PhotoRow, TaskRow
from settings import Settings

log = logging.getLogger(__name__)

LOCK = "pull"
GONE = "gone"
Progress = Callable[[int, int], None]


@dataclass
class Pulled:
    """What a pull found.

    Attributes:
        changed: tasks that were read.
        states: how many photos went to each state by it.
        gone: tasks that were deleted on the server.
        doubles: second tasks of a photo that were deleted, because nobody had worked on them.
        foreign: tasks of the project that show no photo of the pool.
    """

    changed: int = 0
    states: dict[str, int] = field(default_factory=dict)
    gone: int = 0
    doubles: int = 0
    foreign: int = 0


def pull(settings: Settings, pool: Pool, studio: Studio, progress: Progress, *, whole: bool = True) -> Pulled:
    """Take in all changes since the last time.

    Args:
        settings: for the lock.
        pool: whose photos the tasks show.
        studio: the project.
        progress: told how many of the changed tasks are done.
        whole: list all tasks, and see which are gone; else stop at the first page without a change.

    Raises:
        WorkerBusyError: another pull is running.
        StudioError: the server can't be used; what was taken in stays, and the next pull does the rest.
    """
    pulled = Pulled()
    with only_one(pool.engine, LOCK, settings.labeling):
        seen = _seen(pool, studio)
        listed: set[int] = set()
        changed: list[tuple[int, str]] = []
        for page in studio.listing():
            listed |= {task.id for task in page}
            fresh = [(task.id, task.updated_at) for task in page if seen.get(task.id) != task.updated_at]
            changed += fresh
            if not whole and not fresh:
                break
        # The oldest change first: whoever is cut off has taken in the past, not holes of it.
        for done, (number, updated_at) in enumerate(reversed(changed), start=1):
            _take_in(settings, pool, studio, number, updated_at, pulled)
            progress(done, len(changed))
        if whole:
            _miss(pool, studio, [number for number in seen if number not in listed], pulled)
    return pulled


def _seen(pool: Pool, studio: Studio) -> dict[int, str]:
    """Every confirmed task of the project that was not found gone, with the time that was taken in last."""
    query = select(TaskRow.task, TaskRow.seen).where(TaskRow.project == studio.key, TaskRow.task.is_not(None))
    with Session(pool.engine) as session:
        return {number: seen for number, seen in session.execute(query) if number is not None and seen != GONE}


def _take_in(settings: Settings, pool: Pool, studio: Studio, number: int, updated_at: str, pulled: Pulled) -> None:
    task = studio.task(number)
    if task is None:
        return  # deleted since the listing; the next one will miss it
    sha256 = str((task.get("data") or {}).get("photo", ""))
    with Session(pool.engine) as session:
        photo, row = session.get(PhotoRow, sha256), session.get(TaskRow, sha256)
        if photo is None or row is None or row.project != studio.key:
            pulled.foreign += 1
            return
        unconfirmed, double = row.task is None, row.task is not None and row.task != number
    if unconfirmed:
        return  # a push is at it, or was cut off: the next push confirms it
    annotations = task.get("annotations") or []
    if double and not annotations:
        pulled.doubles += _remove_double(settings, pool, studio, number)
        return
    pulled.changed += 1
    with writing(pool.engine) as session:
        row = session.get(TaskRow, sha256)
        if row is None:
            return  # forgotten meanwhile
        if not double:
            row.seen = updated_at
        changed = _store(session, studio.key, sha256, number, annotations)
        state = settle(session, sha256) if changed else None
        if state is not None:
            pulled.states[state.value] = pulled.states.get(state.value, 0) + 1


def _remove_double(settings: Settings, pool: Pool, studio: Studio, number: int) -> bool:
    """Delete a second task on which nobody worked; not while a push is at work, which may be about to confirm it."""
    try:
        with only_one(pool.engine, PUSH_LOCK, settings.labeling):
            studio.delete(number)
    except WorkerBusyError:
        return False  # the next pull does it
    return True


def _store(session: Session, project: str, sha256: str, task: int, annotations: Sequence[Mapping[str, Any]]) -> bool:
    """Make the task's annotations here those that are there; whether anything is different now."""
    there = {int(one["id"]): one for one in annotations}
    known = select(AnnotationRow).where(AnnotationRow.project == project, AnnotationRow.task == task)
    for row in session.scalars(known):
        row.deleted = row.annotation not in there
    for number, one in there.items():
        tagger = one.get("completed_by")
        session.merge(
            AnnotationRow(
                project=project,
                annotation=number,
                sha256=sha256,
                task=task,
                tagger=str(tagger.get("id") if isinstance(tagger, Mapping) else tagger),
                updated_at=str(one.get("updated_at")),
                seconds=float(one.get("lead_time") or 0.0),
                skipped=bool(one.get("was_cancelled")),
                deleted=False,
                result=list(one.get("result") or []),
            )
        )
    changed = bool(session.new) or any(
        session.is_modified(row) for row in session.dirty if isinstance(row, AnnotationRow)
    )
    session.flush()
    return changed


def _miss(pool: Pool, studio: Studio, missing: Sequence[int], pulled: Pulled) -> None:
    for number in missing:
        if studio.task(number) is not None:
            continue  # the listing shifted while it was read
        with writing(pool.engine) as session:
            row = session.scalar(select(TaskRow).where(TaskRow.project == studio.key, TaskRow.task == number))
            if row is None:
                continue
            row.seen = GONE
            task_is_gone(session, row.sha256)
            pulled.gone += 1
