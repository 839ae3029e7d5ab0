from __future__ import annotations

import numpy as np
from sqlalchemy import update
from sqlalchemy.orm import Session

from labeling.batch import next_batch
from labeling.pool import Pool
from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.tables import PhotoRow, TaskRow, ViewRow
from tests.labeling.conftest import fill


def scored(pool: Pool, count: int) -> list[str]:
    photos = fill(pool, count)
    score_pool(pool.engine, make_score("entropy"), lambda *_: None)
    with Session(pool.engine) as session, session.begin():
        for place, sha256 in enumerate(photos):
            session.execute(update(PhotoRow).where(PhotoRow.sha256 == sha256).values(score=place / 100))
    return photos


def test_a_batch_has_what_was_asked_for_then_the_doubtful_and_an_audit(pool: Pool) -> None:
    photos = scored(pool, 30)
    with Session(pool.engine) as session, session.begin():
        session.get_one(PhotoRow, photos[0]).priority = 1
        session.get_one(PhotoRow, photos[0]).reason = "wrong box"
        batch = next_batch(session, 10, diverse=False)
        assert batch == next_batch(session, 10, diverse=False)  # what is shown is what is sent
    assert len({one.sha256 for one in batch}) == 10
    assert batch[0] == (photos[0], "asked for: wrong box")
    audit = [one.sha256 for one in batch if one.why == "random audit"]
    assert len(audit) == 1
    doubtful = [sha256 for sha256 in reversed(photos) if sha256 not in (*audit, photos[0])][:8]
    assert [one.sha256 for one in batch[1:9]] == doubtful


def test_the_audit_is_a_tenth_and_knows_no_scores(pool: Pool) -> None:
    photos = scored(pool, 40)
    with Session(pool.engine) as session:
        batch = next_batch(session, 30, diverse=False)
        alone = next_batch(session, 20, diverse=False, audit=1.0)
    assert sum(one.why == "random audit" for one in batch) == 3
    places = [photos.index(one.sha256) for one in alone]
    assert len(places) == 20 and min(places) < 10 and max(places) > 30


def test_photos_on_their_way_are_not_chosen_again(pool: Pool) -> None:
    photos = scored(pool, 6)
    with Session(pool.engine) as session, session.begin():
        session.add(TaskRow(sha256=photos[5], project="test#1", batch="b", why="", task=None, seen=""))
        session.flush()
        chosen = {one.sha256 for one in next_batch(session, 10)}
    assert chosen == set(photos[:5])


def test_a_diverse_batch_is_spread_over_the_kinds(pool: Pool) -> None:
    photos = scored(pool, 40)
    kinds = np.eye(4, 16, dtype=np.float16)
    with Session(pool.engine) as session, session.begin():
        for place, sha256 in enumerate(photos):
            view = session.get_one(ViewRow, (sha256, "live"))
            # the ten most doubtful are of one kind
            view.vectors = np.repeat(kinds[[3 if place >= 30 else place % 3]], 4, axis=0).tobytes()
        session.flush()
        plain = next_batch(session, 4, diverse=False, audit=0)
        diverse = next_batch(session, 8, diverse=True, audit=0)
    assert {photos.index(one.sha256) // 10 for one in plain} == {3}
    kinds_of = {3 if photos.index(one.sha256) >= 30 else photos.index(one.sha256) % 3 for one in diverse}
    assert kinds_of == {0, 1, 2, 3}


def test_an_empty_pool_gives_an_empty_batch(pool: Pool) -> None:
    with Session(pool.engine) as session:
        assert next_batch(session, 10) == []
        assert next_batch(session, 0) == []
