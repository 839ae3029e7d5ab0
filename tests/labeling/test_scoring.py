from __future__ import annotations

import json
import subprocess
import sys

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from labeling.pool import Pool
from labeling.queue import State, counts, move
from labeling.scores import make_score
from labeling.scores.protocol import Evidence
from labeling.scoring import score_pool
from labeling.tables import PhotoRow, ViewRow
from settings import Settings
from tests.labeling.conftest import fill, some_found


def test_every_waiting_photo_is_scored_from_what_is_stored(pool: Pool) -> None:
    photos = fill(pool, 3)
    for sha256 in photos:
        pool.store.remove(sha256)  # never the photo again
    steps: list[tuple[int, int]] = []
    score = make_score("entropy", "max")
    assert score_pool(pool.engine, score, lambda done, total: steps.append((done, total))) == 3
    assert steps[0] == (0, 3) and steps[-1] == (3, 3)
    with Session(pool.engine) as session:
        for seed, sha256 in enumerate(photos):
            row = session.get_one(PhotoRow, sha256)
            assert row.score == pytest.approx(score(Evidence(sha256, some_found(seed, 4))), abs=1e-3)
            assert (row.state, row.strategy) == ("scored", "entropy, max")


def test_scoring_again_changes_scores_but_takes_no_step_twice(pool: Pool) -> None:
    photos = fill(pool, 2)
    score_pool(pool.engine, make_score("entropy"), lambda *_: None)
    with Session(pool.engine) as session, session.begin():
        move(session, photos[0], State.SCORED, State.SENT, "")
        before = session.get_one(PhotoRow, photos[0]).score
    assert score_pool(pool.engine, make_score("random"), lambda *_: None) == 1
    with Session(pool.engine) as session:
        assert session.get_one(PhotoRow, photos[0]).score == before
        assert session.get_one(PhotoRow, photos[1]).strategy == "random, seed 0"
        assert counts(session)[State.SCORED] == 1


def _many(pool: Pool, count: int) -> None:
    """Rows as `Pool.add` writes them, without the photos, which scoring must not need."""
    with Session(pool.engine) as session, session.begin():
        for start in range(0, count, 500):
            numbers = range(start, min(start + 500, count))
            photos = [
                {"sha256": f"{n:064x}", "phash": f"{n:016x}", "width": 240, "height": 360, "source": "test",
                 "added_at": 0.0, "priority": 0, "reason": "", "state": "new"}
                for n in numbers
            ]  # fmt: skip
            session.execute(insert(PhotoRow), photos)
            views = [
                {"sha256": f"{n:064x}", "member": member, "model": "detector@0.1.0",
                 "boxes": some_found(n % 50 + shift, 10).to_rows(), "masks": ["x" * 300] * 10, "vectors": b"v" * 5120}
                for n in numbers
                for shift, member in enumerate(("live", "flipped", "three quarters"))
            ]  # fmt: skip
            session.execute(insert(ViewRow), views)


MEASURED = """
import json, resource, sys
from labeling.database import open_labeling
from labeling.scores import make_score
from labeling.scoring import score_pool
from settings import Settings
engine = open_labeling(Settings(state=sys.argv[1]))
peaks = []
def progress(done, total):
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
count = score_pool(engine, make_score("committee"), progress)
print(json.dumps({"count": count, "early": peaks[3], "end": peaks[-1]}))
"""


@pytest.mark.slow
def test_ten_thousand_photos_are_scored_in_flat_memory(pool: Pool, settings: Settings) -> None:
    _many(pool, 10_000)
    command = [sys.executable, "-c", MEASURED, str(settings.state)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    print(figures)
    assert figures["count"] == 10_000
    assert figures["end"] - figures["early"] < 20  # megabytes, from 600 photos to 10,000
    with Session(pool.engine) as session:
        assert session.scalar(select(PhotoRow.sha256).where(PhotoRow.score.is_(None))) is None
