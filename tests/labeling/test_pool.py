from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from PIL import Image
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from data.catalog.catalog import Catalog
from labeling.database import open_labeling
from labeling.photos import content_of, differing_bits, perceptual_hash
from labeling.pool import Pool, UnknownPhotoError
from labeling.queue import State, history, move
from labeling.tables import Base, EventRow, PhotoRow, ViewRow
from labeling.views import mean_vector
from pipeline.photo import Photo
from settings import Settings
from tests.labeling.conftest import fill, live, picture


def smaller(photo: Photo, share: float) -> Photo:
    size = round(photo.width * share), round(photo.height * share)
    return Photo("small.jpg", np.asarray(Image.fromarray(photo.pixels).resize(size, Image.Resampling.LANCZOS)))


def test_migrations_make_the_tables_of_the_models_beside_the_catalogue(settings: Settings) -> None:
    Catalog.open(settings)
    engine = open_labeling(settings)
    open_labeling(settings)  # again: nothing to do
    with engine.connect() as connection:
        ours = {"compare_type": True, "version_table": "labeling_version", "include_name": _ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), Base.metadata) == []
    assert {"products", *Base.metadata.tables} <= set(inspect(engine).get_table_names())


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name in Base.metadata.tables


def test_a_photo_is_kept_once_with_all_that_was_seen_in_it(pool: Pool) -> None:
    photo, view = picture(1), live(1, 5)
    first = pool.add(photo, [view, replace(view, member="flipped", masks=None, vectors=None)], "test", "why not")
    again = pool.add(Photo("other name.png", photo.pixels.copy()), [view], "test")
    assert (first.new, again.new, again.sha256) == (True, False, first.sha256)
    assert first.sha256 == content_of(photo)
    with Image.open(pool.store.path(first.sha256)) as image:
        assert image.size == (photo.width, photo.height)
        assert not image.getexif()
    with Session(pool.engine) as session:
        row = session.get_one(ViewRow, (first.sha256, "live"))
        assert row.boxes == view.found.to_rows() and row.model == "detector@0.1.0"
        assert row.vectors is not None and mean_vector(row.vectors, 5).shape == (16,)
        assert session.get_one(ViewRow, (first.sha256, "flipped")).masks is None
        assert [event.reason for event in history(session, first.sha256)] == ["test: why not"]


def test_another_size_of_the_same_picture_is_no_new_photo(pool: Pool) -> None:
    photo = picture(2, 480, 720)
    first = pool.add(photo, [live(2)], "test")
    assert pool.add(smaller(photo, 0.6), [live(2)], "test") == replace(first, new=False)
    assert pool.add(picture(3), [live(3)], "test").new
    assert pool.store.names() == {first.sha256, content_of(picture(3))}
    assert differing_bits(perceptual_hash(photo), perceptual_hash(picture(3))) > 4


def test_a_complaint_moves_a_photo_up_and_is_on_record(pool: Pool) -> None:
    sha256 = pool.add(picture(1), [live(1)], "test").sha256
    for _ in range(2):  # again: no second event
        pool.add(picture(1), [live(1)], "app", "wrong box", priority=1)
    with Session(pool.engine) as session:
        row = session.get_one(PhotoRow, sha256)
        assert (row.priority, row.reason) == (1, "wrong box")
        assert [event.reason for event in history(session, sha256)] == ["test: collected", "priority 1: wrong box"]


def test_removing_leaves_nothing(pool: Pool) -> None:
    kept, gone = fill(pool, 2)
    with Session(pool.engine) as session, session.begin():
        move(session, gone, State.NEW, State.SCORED, "for an event")
    pool.remove(gone)
    pool.remove(gone)
    assert pool.store.names() == {kept}
    with Session(pool.engine) as session:
        for table in (PhotoRow, ViewRow, EventRow):
            assert set(session.scalars(select(table.sha256))) == {kept}


def test_photos_are_found_by_the_beginning_of_their_name_or_by_themselves(pool: Pool) -> None:
    sha256, _ = fill(pool, 2)
    assert pool.find(sha256[:8]) == pool.find(sha256) == sha256
    assert pool.find_photo(picture(0)) == sha256
    for unknown in ("0" * 64, sha256[:3], "%" * 8, ""):
        with pytest.raises(UnknownPhotoError):
            pool.find(unknown)
    with pytest.raises(UnknownPhotoError, match=sha256):
        pool.find_photo(smaller(picture(0), 0.7))
    with pytest.raises(UnknownPhotoError, match=r"not in the pool$"):
        pool.find_photo(picture(77))


def test_the_retention_limit_spares_what_taggers_worked_for(pool: Pool) -> None:
    waiting, labelled = fill(pool, 2)
    with Session(pool.engine) as session, session.begin():
        move(session, labelled, State.NEW, State.SCORED, "")
        move(session, labelled, State.SCORED, State.SENT, "")
        move(session, labelled, State.SENT, State.LABELLED, "")
        added = session.scalar(select(func.max(PhotoRow.added_at))) or 0.0
    assert pool.old(30, now=added + 29 * 86_400) == []
    assert pool.old(30, now=added + 31 * 86_400) == [waiting]


def test_files_without_a_row_are_swept(pool: Pool, tmp_path: Path) -> None:
    (kept,) = fill(pool, 1)
    pool.store.add("0" * 64, picture(5))
    assert pool.sweep() == 1
    assert pool.store.names() == {kept}
