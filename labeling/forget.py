"""Forgetting a photo: the person in it may ask for that, and the retention limit does."""

from __future__ import annotations

from collections.abc import Callable

from labeling.database import only_one
from labeling.datasets import DataSets
from labeling.pool import Pool
from labeling.studio import pull, push
from labeling.studio.access import StudioError
from labeling.studio.connect import Studio
from settings import Settings


def forget(settings: Settings, pool: Pool, sha256: str, connect: Callable[[], Studio]) -> None:
    """Remove every trace of a photo: Label Studio's copy, data-set versions, labels, events, detections, file.

    Label Studio's comes first: if it does not answer, nothing is removed, and the same call again does it all. What
    networks learned from the photo stays in their weights.

    Args:
        settings: where things are.
        pool: the photo's.
        sha256: of the photo.
        connect: gives the project; asked only if the photo was ever meant for taggers.

    Raises:
        WorkerBusyError: a push or pull is running, which might bring it back.
        StudioError: the server can't be used, or the photo's task is on another one.
    """
    with only_one(pool.engine, push.LOCK, settings.labeling), only_one(pool.engine, pull.LOCK, settings.labeling):
        task = pool.task(sha256)
        if task is not None:
            studio = connect()
            if studio.key != task.project:
                raise StudioError(
                    f"photo {sha256[:12]} was sent to {task.project}: connect to that server to forget it"
                )
            for number in studio.tasks_of(sha256):
                studio.delete(number)
        DataSets(settings.labeling / "datasets").forget(sha256)
        pool.remove(sha256)
