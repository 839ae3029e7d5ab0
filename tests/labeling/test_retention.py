"""The app keeps its promise by itself: nothing stays longer than it says."""

from __future__ import annotations

import logging
import time

import pytest
from sqlalchemy.orm import Session

from labeling.pool import Pool
from labeling.retention import Expired, expire, keep_limit
from labeling.tables import PhotoRow, TaskRow
from settings import Settings
from tests.labeling.conftest import fill

OLD = 100 * 86_400.0


def make_old(pool: Pool, photos: list[str]) -> None:
    with Session(pool.engine) as session, session.begin():
        for sha256 in photos:
            session.get_one(PhotoRow, sha256).added_at -= OLD


def test_what_is_too_old_goes_and_what_can_not_go_is_named(settings: Settings, pool: Pool) -> None:
    young, old, sent = fill(pool, 3)
    make_old(pool, [old, sent])
    with Session(pool.engine) as session, session.begin():  # with taggers, and there is no Label Studio here
        session.add(TaskRow(sha256=sent, project="http://gone#1", batch="b", why="", task=1, seen=""))
    told: list[tuple[int, int]] = []
    done = expire(settings, pool, lambda *at: told.append(at))
    assert done == Expired(1, {sent: done.failed[sent]}, 0)
    assert "python -m labeling up" in done.failed[sent]
    assert pool.store.names() == {young, sent}
    assert told[-1] == (2, 2)


def test_the_app_looks_again_and_again(settings: Settings, pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    first, second = fill(pool, 2)
    make_old(pool, [first])
    keep_limit(settings, pool, every=0.05)
    _wait_until(lambda: pool.store.names() == {second})
    make_old(pool, [second])
    _wait_until(lambda: pool.store.names() == set())
    assert "older than 90 days" in caplog.text


def _wait_until(true: object) -> None:
    end = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
