from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from labeling.database import WorkerBusyError, only_one, read_mark, set_mark, writing
from labeling.pool import Pool
from labeling.queue import STEPS, QueueError, State, counts, history, in_state, move
from tests.labeling.conftest import fill


def test_a_step_is_taken_once_and_recorded(pool: Pool) -> None:
    (sha256,) = fill(pool, 1)
    with writing(pool.engine) as session:
        assert move(session, sha256, State.NEW, State.SCORED, "entropy: 0.5")
        assert not move(session, sha256, State.NEW, State.SCORED, "again")
    with Session(pool.engine) as session:
        assert counts(session)[State.SCORED] == 1
        assert list(session.scalars(in_state(State.SCORED))) == [sha256]
        last = history(session, sha256)[-1]
        assert (last.before, last.after, last.reason) == ("new", "scored", "entropy: 0.5")


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_there_are_no_other_steps(pool: Pool, before: State, after: State) -> None:
    with Session(pool.engine) as session:
        if after in STEPS[before]:
            assert not move(session, "unknown", before, after, "")
        else:
            with pytest.raises(QueueError, match=after.value):
                move(session, "unknown", before, after, "")


def test_of_many_workers_one_takes_the_step(pool: Pool) -> None:
    photos = fill(pool, 3)

    def work(sha256: str) -> bool:
        with writing(pool.engine) as session:
            return move(session, sha256, State.NEW, State.SCORED, "raced")

    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(work, photos * 6))
    assert sum(taken) == 3
    with Session(pool.engine) as session:
        assert [len(history(session, sha256)) for sha256 in photos] == [2, 2, 2]


def test_a_step_that_is_not_committed_did_not_happen(pool: Pool) -> None:
    (sha256,) = fill(pool, 1)
    with pytest.raises(RuntimeError), writing(pool.engine) as session:
        move(session, sha256, State.NEW, State.SCORED, "")
        raise RuntimeError
    with Session(pool.engine) as session:
        assert counts(session)[State.NEW] == 1
        assert len(history(session, sha256)) == 1


def test_a_long_reason_is_cut_not_refused(pool: Pool) -> None:
    (sha256,) = fill(pool, 1)
    with writing(pool.engine) as session:
        move(session, sha256, State.NEW, State.SCORED, "x" * 2000)
        assert history(session, sha256)[-1].reason == "x" * 499 + "…"


def test_only_one_worker_at_a_job(pool: Pool, tmp_path: Path) -> None:
    with only_one(pool.engine, "push", tmp_path):
        with pytest.raises(WorkerBusyError, match="push"), only_one(pool.engine, "push", tmp_path):
            pass
        with only_one(pool.engine, "pull", tmp_path):
            pass
    with only_one(pool.engine, "push", tmp_path):
        pass


def test_marks(pool: Pool) -> None:
    for value in ("1", "2"):
        with writing(pool.engine) as session:
            set_mark(session, "seen", value)
    with Session(pool.engine) as session:
        assert read_mark(session, "seen") == "2"
        assert read_mark(session, "other") is None
