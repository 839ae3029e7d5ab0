"""What the labelling page gets, as plain JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence

from data.taxonomy import BROAD_LABELS
from labeling.doubts import DOUBTFUL, BatchPhoto, DoubtfulBox
from labeling.jobs.jobs import Seen
from labeling.queue import State
from labeling.report import Candidate, Report
from pipeline.colours import COLOURS
from web.labelling.commands import Command
from web.value import Value

CANDIDATES = 6


def loop_value(report: Report, batch: Sequence[BatchPhoto], commands: Sequence[Command], studio: str | None) -> Value:
    """How the loop stands."""
    return {
        "states": [{"name": state.value, "count": report.states[state]} for state in State],
        "reasons": [
            {"reason": reason, "counts": {state.value: states.get(state, 0) for state in State}}
            for reason, states in report.reasons.items()
        ],
        "live": {"name": report.live, "label": report.live_label, "previous": report.previous},
        "candidates": [_candidate(one) for one in report.candidates[:CANDIDATES]],
        "minutes": round(report.tagger_minutes, 1),
        "batch": [_photo(one) for one in batch],
        "commands": [vars(one) for one in commands],
        "studio": studio,
    }


def job_value(seen: Seen | None) -> Value | None:
    """The last job; None if there was none."""
    if seen is None:
        return None
    job, progress = seen.job, seen.progress
    end = time.time() if seen.running else job.ended_at
    return {
        "id": job.id,
        "name": job.name,
        "outcome": seen.outcome,
        "seconds": None if end is None else round(max(0.0, end - job.started_at), 1),
        "progress": None if progress is None else progress._asdict(),
        "lines": seen.lines,
    }


def _candidate(one: Candidate) -> Value:
    report = one.report
    if report is None:
        return {"name": one.name, "live": one.live, "measured": False}
    return {
        "name": one.name,
        "live": one.live,
        "measured": True,
        "made_at": report.made_at,
        "before": report.live_before,
        "data_set": report.data_set.name,
        "photos": report.data_set.photos,
        "test_photos": report.test_photos,
        "passed": report.passed,
        "reasons": list(report.reasons),
        "tolerance": report.tolerance,
        "rows": [
            {"label": BROAD_LABELS[broad], "before": before, "after": report.after[broad]}
            for broad, before in report.before.items()
        ],
        "mean": {"label": "Mean", "before": report.mean_before, "after": report.mean_after},
        "cost": one.cost,
    }


def _photo(photo: BatchPhoto) -> Value:
    return {
        "photo": photo.sha256,
        "src": f"photos/{photo.sha256}.jpg",
        "why": photo.why,
        "width": photo.width,
        "height": photo.height,
        "boxes": [_box(one, photo) for one in photo.boxes],
    }


def _box(one: DoubtfulBox, photo: BatchPhoto) -> Value:
    size = (photo.width, photo.height) * 2
    return {
        "label": BROAD_LABELS[one.broad],
        "colour": COLOURS[one.broad],
        "score": round(one.score, 2),
        "doubt": round(one.doubt, 2),
        "doubtful": one.doubt >= DOUBTFUL,
        "asked": one.asked,
        "box": [round(100 * at / side, 2) for at, side in zip(one.box, size, strict=True)],
    }
