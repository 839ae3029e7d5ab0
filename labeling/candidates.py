"""What is known of each candidate: the gate's decision, what it learned from, and what that cost in taggers' time."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from labeling.datasets import Version
from labeling.gate import Decision
from labeling.weights import SHIPPED, Detectors

REPORT = "report.json"


class CandidateReport(Decision):
    """`report.json` beside a candidate's weights: the gate's decision, and what it was about.

    Attributes:
        made_at: ISO 8601, UTC.
        live_before: "name@version" of the detector that it was compared with.
        live_name: name of that detector among the candidates; None in reports of earlier releases.
        data_set: that it was trained on.
        test_photos: how many photos the gate measured on.
        tagger_minutes: that all annotations had taken until then; None in reports of earlier releases.
    """

    made_at: str
    live_before: str
    live_name: str | None = None
    data_set: Version
    test_photos: int
    tagger_minutes: float | None = None

    @property
    def points(self) -> float:
        """By how many points (hundredths of AP50) the mean rose; negative where it fell."""
        return 100 * (self.mean_after - self.mean_before)


def write_report(report: CandidateReport, folder: Path) -> None:
    """Put the report beside the candidate's weights, whole or not at all."""
    part = folder / f"{REPORT}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(report.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / REPORT)


def read_report(detectors: Detectors, name: str) -> CandidateReport | None:
    """A candidate's report; None if it has none, or one that can't be read."""
    if name == SHIPPED:
        return None
    try:
        return CandidateReport.model_validate_json((detectors.place(name) / REPORT).read_text("utf-8"))
    except (OSError, ValidationError):
        return None


def minutes_spent(detectors: Detectors, report: CandidateReport) -> float | None:
    """Minutes that taggers worked between the live detector's own report and this one; None where nobody noted it."""
    if report.tagger_minutes is None:
        return None
    if report.live_name in (None, SHIPPED):
        return report.tagger_minutes
    before = read_report(detectors, report.live_name or SHIPPED)
    if before is None or before.tagger_minutes is None:
        return None
    # Photos that were forgotten meanwhile took their annotations with them.
    return max(0.0, report.tagger_minutes - before.tagger_minutes)
