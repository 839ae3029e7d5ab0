"""The same on PostgreSQL, where several machines may work on one queue."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from labeling.batch import next_batch
from labeling.database import WorkerBusyError, only_one, writing
from labeling.pool import Pool
from labeling.queue import State, counts, history, move
from labeling.scores import make_score
from labeling.scoring import score_pool
from settings import Settings
from tests.data.catalog.test_database import postgres
from tests.labeling.conftest import fill, live, picture

__all__ = ["postgres"]

pytestmark = pytest.mark.slow


@pytest.fixture
def pool(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pool:
    monkeypatch.setenv("DATABASE_URL", postgres)
    return Pool.open(Settings(state=tmp_path))


def test_from_a_photo_to_a_batch_with_several_workers(pool: Pool, tmp_path: Path) -> None:
    photos = fill(pool, 3)
    assert not pool.add(picture(0), [live(0)], "app", "wrong box", 1).new
    score_pool(pool.engine, make_score("committee"), lambda *_: None)
    with Session(pool.engine) as session:
        assert next_batch(session, 3)[0].why == "asked for: wrong box"

    def work(sha256: str) -> bool:
        with writing(pool.engine) as session:
            return move(session, sha256, State.SCORED, State.SENT, "raced")

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(work, photos * 6)) == 3
    with (
        only_one(pool.engine, "push", tmp_path),
        pytest.raises(WorkerBusyError),
        only_one(pool.engine, "push", tmp_path),
    ):
        pass
    with only_one(pool.engine, "push", tmp_path):
        pass
    pool.remove(photos[0])
    with Session(pool.engine) as session:
        assert counts(session)[State.SENT] == 2
        assert history(session, photos[0]) == []
