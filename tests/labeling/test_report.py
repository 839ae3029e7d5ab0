"""The report: counts, candidates with the gate's figures, and what a point cost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from data.taxonomy import Broad
from labeling.__main__ import app
from labeling.candidates import CandidateReport, read_report, write_report
from labeling.datasets import Version
from labeling.gate import judge
from labeling.pool import Pool
from labeling.queue import State, move
from labeling.report import candidates, make_report
from labeling.tables import AnnotationRow
from labeling.weights import SHIPPED, Detectors
from settings import Settings
from tests.labeling.conftest import fill, live, picture
from tests.labeling.test_weights import candidate

BEFORE = dict.fromkeys(Broad, 0.6)
SET = Version(name="v0001", parent=None, photos={"base": 10, "pool": 4}, articles={}, sha256="a", sha256_now="a")


def reported(
    detectors: Detectors, name: str, gain: float, minutes: float | None, before: str = SHIPPED, made_at: str = "2026"
) -> CandidateReport:
    """A candidate with a report, all its categories better by `gain`."""
    candidate(detectors.folder, name)
    decision = judge(BEFORE, dict.fromkeys(Broad, 0.6 + gain))
    made = CandidateReport(
        made_at=made_at, live_before=f"detector@{before}", live_name=before, data_set=SET, test_photos=20,
        tagger_minutes=minutes, **decision.model_dump(),
    )  # fmt: skip
    write_report(made, detectors.place(name))
    return made


def annotate(pool: Pool, sha256: str, number: int, seconds: float) -> None:
    with Session(pool.engine) as session, session.begin():
        session.add(
            AnnotationRow(
                project="p#1", annotation=number, sha256=sha256, task=1, tagger="1", updated_at="", seconds=seconds,
                skipped=False, deleted=False, result=[],
            )
        )  # fmt: skip


def test_the_queue_by_state_and_reason(settings: Settings, pool: Pool) -> None:
    first, *_ = fill(pool, 3)
    for seed, reason in ((7, "wrong item: bags at 1 2 3 4; missing item"), (8, "wrong item: skirts at 1 2 3 4")):
        pool.add(picture(seed), [live(seed)], "app", reason, priority=1)
    with Session(pool.engine) as session, session.begin():
        move(session, first, State.NEW, State.SCORED, "")
    annotate(pool, first, 1, 90)
    made = make_report(settings, pool.engine)
    assert made.states[State.NEW] == 4 and made.states[State.SCORED] == 1 and made.states[State.SENT] == 0
    assert made.reasons == {
        "collected": {State.NEW: 2, State.SCORED: 1},
        "missing item": {State.NEW: 1},
        "wrong item": {State.NEW: 2},
    }
    assert (made.tagger_minutes, made.live, made.candidates) == (1.5, SHIPPED, [])
    assert made.live_label.startswith("detector@")


def test_what_a_point_cost(tmp_path: Path) -> None:
    detectors = Detectors(tmp_path)
    report = reported(detectors, "1", 0.05, 40.0, made_at="2026-01")
    reported(detectors, "2", 0.02, 70.0, before="1", made_at="2026-02")
    reported(detectors, "3", -0.01, 80.0, before="1", made_at="2026-03")
    reported(detectors, "4", 0.01, None, made_at="2026-04")
    candidate(tmp_path, "5")
    assert read_report(detectors, "1") == report and report.points == pytest.approx(5)
    found = {one.name: one for one in candidates(detectors)}
    assert list(found) == ["4", "3", "2", "1", "5"]  # the last one first, those without a report at the end
    assert found["1"].minutes_a_point == pytest.approx(8)
    assert found["2"].minutes == pytest.approx(30) and found["2"].minutes_a_point == pytest.approx(15)
    assert (found["3"].minutes_a_point, found["3"].cost) == (None, "40.0 minutes of taggers, no point gained")
    assert "not noted" in found["4"].cost and found["5"].report is None


def test_a_report_of_an_earlier_release_is_read(tmp_path: Path) -> None:
    detectors = Detectors(tmp_path)
    reported(detectors, "1", 0.05, 40.0)
    file = tmp_path / "1" / "report.json"
    old = {
        key: value for key, value in json.loads(file.read_text()).items() if key not in ("live_name", "tagger_minutes")
    }
    file.write_text(json.dumps(old))
    (one,) = candidates(detectors)
    assert one.report is not None and one.minutes is None
    file.write_text("{")
    assert candidates(detectors)[0].report is None


def test_the_command_says_the_same(settings: Settings, pool: Pool) -> None:
    fill(pool, 2)
    reported(Detectors(settings.weights), "0.9", 0.05, 40.0)
    done = CliRunner().invoke(app, ["report", "--state", str(settings.state)])
    assert done.exit_code == 0, done.output
    assert "new                          2" in done.output and "collected" in done.output
    assert "skirts       0.600 -> 0.650  +0.050" in done.output
    assert "40.0 minutes of taggers, 8.0 a point of mean AP50 gained" in done.output
    whole = json.loads(CliRunner().invoke(app, ["report", "--json", "--state", str(settings.state)]).output)
    assert whole["states"]["new"] == 2 and whole["candidates"][0]["report"]["passed"] is True
