"""Sending photos to Label Studio: each once, whatever happens in between.

A photo is claimed in the database first, then sent, then confirmed. A push that was cut off leaves claims without a
confirmation; the next one asks the server which of them arrived before it sends anything. The photo's sha256 in the
task's data is what it is found by.
"""

from __future__ import annotations

import base64
import io
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.batch import Chosen, next_batch
from labeling.database import only_one, writing
from labeling.found import Found
from labeling.pool import Pool
from labeling.queue import State, move
from labeling.studio.access import BusyStudioError, StudioError
from labeling.studio.config import prediction
from labeling.studio.connect import Studio
from labeling.tables import PhotoRow, TaskRow, ViewRow
from labeling.views import LIVE
from settings import Settings

log = logging.getLogger(__name__)

CHUNK = 10
ATTEMPTS = 5
REMOTE_SIDE = 1280
LOCK = "push"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pushed:
    """What a push did.

    Attributes:
        sent: photos that are with the taggers now and were not before.
        found: of these, those that an earlier push had sent without living to know it.
    """

    sent: int
    found: int


def push(
    settings: Settings, pool: Pool, studio: Studio, size: int, progress: Progress, *, diverse: bool = True
) -> Pushed:
    """Send the next batch.

    Raises:
        WorkerBusyError: another push is running.
        StudioError: the server can't be used; what was sent stays sent, and the next push does the rest.
    """
    with only_one(pool.engine, LOCK, settings.labeling):
        _check_project(pool, studio)
        left_over = _unconfirmed(pool)
        found = _recover(pool, studio, left_over)
        with writing(pool.engine) as session:
            chosen = next_batch(session, size, diverse=diverse)
            _claim(session, studio.key, chosen)
        waiting = _unconfirmed(pool)
        progress(0, len(waiting))
        for start in range(0, len(waiting), CHUNK):
            _send(pool, studio, waiting[start : start + CHUNK])
            progress(min(start + CHUNK, len(waiting)), len(waiting))
        return Pushed(len(waiting) + found, found)


def _check_project(pool: Pool, studio: Studio) -> None:
    """Photos that were claimed for another server must be sent or forgotten there, not twice."""
    with Session(pool.engine) as session:
        elsewhere = select(TaskRow.project).where(TaskRow.project != studio.key, TaskRow.task.is_(None))
        other = session.scalar(elsewhere.limit(1))
    if other is not None:
        raise StudioError(f"a push to {other} was cut off: connect to that server and push once more before this one")


def _unconfirmed(pool: Pool) -> list[str]:
    with Session(pool.engine) as session:
        return list(session.scalars(select(TaskRow.sha256).where(TaskRow.task.is_(None)).order_by(TaskRow.sha256)))


def _claim(session: Session, project: str, chosen: Sequence[Chosen]) -> None:
    batch = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    for one in chosen:
        session.add(TaskRow(sha256=one.sha256, project=project, batch=batch, why=one.why, task=None, seen=""))


def _recover(pool: Pool, studio: Studio, photos: Sequence[str]) -> int:
    """Confirm the claims whose tasks are on the server already; how many."""
    confirmed = 0
    for sha256 in photos:
        tasks = studio.tasks_of(sha256)
        if tasks:
            _confirm(pool, {sha256: tasks[0]})
            confirmed += 1
    return confirmed


def _send(pool: Pool, studio: Studio, photos: Sequence[str]) -> None:
    """Send a few photos; after an error, only those of them that did not arrive."""
    for attempt in range(1, ATTEMPTS + 1):
        with Session(pool.engine) as session:
            tasks = [task for sha256 in photos if (task := _task(session, pool, studio, sha256)) is not None]
        if not tasks:
            return
        _validate(tasks)
        try:
            _import(pool, studio, tasks)
            return
        except BusyStudioError as error:
            if attempt == ATTEMPTS:
                raise
            log.warning("%s; asking what arrived, then once more", error)
            time.sleep(min(2.0**attempt, 15.0))
            _recover(pool, studio, [task["data"]["photo"] for task in tasks])


def _import(pool: Pool, studio: Studio, tasks: list[dict[str, Any]]) -> None:
    answer = studio.call(
        lambda: studio.client.projects.import_tasks(id=studio.project, request=tasks, return_task_ids=True),
        patient=False,
    )
    photos = [task["data"]["photo"] for task in tasks]
    _confirm(pool, dict(zip(photos, answer.task_ids, strict=True)))


def _confirm(pool: Pool, numbers: dict[str, int]) -> None:
    with writing(pool.engine) as session:
        for sha256, number in numbers.items():
            row = session.get(TaskRow, sha256)
            if row is None:  # forgotten meanwhile
                continue
            row.task, row.sent_at = number, time.time()
            move(session, sha256, State.SCORED, State.SENT, f"task {number}, batch {row.batch}: {row.why}")


def _task(session: Session, pool: Pool, studio: Studio, sha256: str) -> dict[str, Any] | None:
    """The task to import; None if it was confirmed or forgotten meanwhile."""
    row, claim = session.get(PhotoRow, sha256), session.get(TaskRow, sha256)
    view = session.get(ViewRow, (sha256, LIVE))
    if row is None or claim is None or claim.task is not None:
        return None
    task: dict[str, Any] = {
        "data": {"image": _image(pool, studio, sha256), "photo": sha256, "batch": claim.batch, "why": claim.why}
    }
    if view is not None:
        confidence = 0.0 if row.priority else 1.0 - (row.score or 0.0)
        found = Found.from_rows(view.boxes)
        task["predictions"] = [prediction(found, view.fines, (row.width, row.height), view.model, confidence)]
    return task


def _image(pool: Pool, studio: Studio, sha256: str) -> str:
    """Where the tagger's browser finds the photo: on the server's disk if it runs here, else in the task itself.

    Nothing else works in a browser without opening the pool to the network: an image of another host needs CORS.
    """
    path = pool.store.path(sha256)
    if studio.access.local:
        return f"/data/local-files/?d=photos/{path.name}"
    with Image.open(path) as image:
        image.thumbnail((REMOTE_SIDE, REMOTE_SIDE), Image.Resampling.LANCZOS)
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"


def _validate(tasks: Sequence[dict[str, Any]]) -> None:
    """The server itself takes boxes of 528 percent and labels it does not have: so they are stopped here.

    Raises:
        StudioError: a prediction is not one that the project understands.
    """
    import importlib

    from labeling.studio.config import labelling_config

    interface = importlib.import_module("label_studio_sdk.label_interface").LabelInterface(labelling_config())
    for task in tasks:
        for one in task.get("predictions", []):
            errors = interface.validate_prediction(one, return_errors=True)
            if errors:
                raise StudioError(f"the prediction of photo {task['data']['photo']} is wrong: {'; '.join(errors)}")
