"""One pass over the pool: every photo that no tagger has seen gets a score, from stored detections alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from labeling.database import writing
from labeling.found import Found
from labeling.queue import State, move
from labeling.scores.protocol import Evidence, PhotoScore
from labeling.tables import PhotoRow, ViewRow
from labeling.views import LIVE

WAITING = (State.NEW.value, State.SCORED.value)
AT_ONCE = 200

Progress = Callable[[int, int], None]
"""Called with the number of photos that are done and of all."""


def score_pool(engine: Engine, score: PhotoScore, progress: Progress) -> int:
    """Score all photos that wait, again if they were scored before; how many.

    Memory does not grow with the pool: photos are read and written some hundred at a time. Whatever ends the program,
    what was written stays, and the same call again does the rest.
    """
    with Session(engine) as session:
        total = session.scalar(select(func.count()).select_from(PhotoRow).where(PhotoRow.state.in_(WAITING))) or 0
    done, last = 0, ""
    progress(0, total)
    while scored := [(one.sha256, score(one)) for one in _evidence_after(engine, last)]:
        _write(engine, scored, score.name)
        done, last = done + len(scored), scored[-1][0]
        progress(min(done, total), total)
    return done


def _evidence_after(engine: Engine, last: str) -> Iterator[Evidence]:
    """The next photos in the order of their sha256, with their views."""
    chosen = select(PhotoRow.sha256).where(PhotoRow.state.in_(WAITING), PhotoRow.sha256 > last)
    columns = select(ViewRow.sha256, ViewRow.member, ViewRow.boxes)
    with Session(engine) as session:
        photos = list(session.scalars(chosen.order_by(PhotoRow.sha256).limit(AT_ONCE)))
        rows = session.execute(columns.where(ViewRow.sha256.in_(photos)).order_by(ViewRow.sha256, ViewRow.member))
        views: dict[str, dict[str, Found]] = {sha256: {} for sha256 in photos}
        for sha256, member, boxes in rows:
            views[sha256][member] = Found.from_rows(boxes)
    for sha256, seen in views.items():
        live = seen.pop(LIVE, None)
        yield Evidence(sha256, Found.from_rows([]) if live is None else live, seen)


def _write(engine: Engine, scored: list[tuple[str, float]], strategy: str) -> None:
    with writing(engine) as session:
        for sha256, value in scored:
            waits = update(PhotoRow).where(PhotoRow.sha256 == sha256, PhotoRow.state.in_(WAITING))
            session.execute(waits.values(score=value, strategy=strategy[:100]))
            move(session, sha256, State.NEW, State.SCORED, f"{strategy}: {value:.4f}")
