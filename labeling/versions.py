"""From the pool and the base set to a new data-set version; reading the base set needs what training needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.street import read_street
from data.street.coco import to_coco
from data.street.read import StreetPhoto
from labeling.corrections import corrections
from labeling.database import only_one, writing
from labeling.datasets import DataSets, Version, merged
from labeling.pool import Pool
from labeling.queue import State, move
from labeling.tables import TruthRow
from settings import Settings

LOCK = "data set"
Progress = Callable[[int, int], None]


def new_version(settings: Settings, pool: Pool, street: Path, progress: Progress, base: int | None = None) -> Version:
    """Make a data-set version of the base set's training photos and all accepted corrections.

    If nothing is different from the last version, that one is given again. Cut off half-way, the same call again ends
    with the same version.

    Args:
        settings: where versions lie.
        pool: with the corrections.
        street: folder of Clothing Co-Parsing.
        progress: told how many photos of the base set are read.
        base: how many of its photos, the first by name; None takes all.

    Raises:
        StreetDataError: the folder is not that data set.
        WorkerBusyError: another version is being made.
    """
    with only_one(pool.engine, LOCK, settings.labeling):
        photos = read_street(street, "train")[:base]
        base_set = to_coco(_one_by_one(photos, progress))
        read_at = time.time()
        with Session(pool.engine) as session:
            corrected = corrections(session)
        version = DataSets(settings.labeling / "datasets").write(merged(base_set, corrected))
        _mark(pool, version.name, [image["photo"] for image in corrected["images"]], read_at)
        return version


def _one_by_one(photos: list[StreetPhoto], progress: Progress) -> Iterator[StreetPhoto]:
    """Each photo, let go once it was read: together their label maps are hundreds of megabytes."""
    total = len(photos)
    photos.reverse()
    for done in range(total):
        progress(done, total)
        yield photos.pop()
    progress(total, total)


def _mark(pool: Pool, version: str, photos: list[str], read_at: float) -> None:
    """Record which photos are in the version; what a tagger has changed since they were read waits for the next."""
    names = iter(photos)
    while chunk := list(islice(names, 200)):
        with writing(pool.engine) as session:
            unchanged = TruthRow.sha256.in_(chunk), TruthRow.decided_at <= read_at
            for row in session.scalars(select(TruthRow).where(*unchanged)).all():
                row.version = version
                move(session, row.sha256, State.ACCEPTED, State.IN_SET, version)
