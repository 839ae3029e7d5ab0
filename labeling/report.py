"""How the loop stands: the queue by state and by reason, the candidates, what a point of AP costs in taggers' time."""

from __future__ import annotations

from collections import Counter

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from labeling.candidates import CandidateReport, minutes_spent, read_report
from labeling.pool import REASONS
from labeling.queue import State, counts
from labeling.review import Review, tagger_minutes, to_review
from labeling.tables import PhotoRow
from labeling.weights import Detectors
from models.zoo import ModelError, load_model
from settings import Settings


class Candidate(BaseModel):
    """A detector that the loop has made.

    Attributes:
        name: among the candidates.
        live: whether it is the live one.
        report: of the gate; None if it has none.
        minutes: that taggers worked for it, since the detector before; None where that was not noted.
        minutes_a_point: `minutes` over the points of mean AP50 gained; None where none was gained.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    live: bool
    report: CandidateReport | None
    minutes: float | None
    minutes_a_point: float | None

    @property
    def cost(self) -> str:
        """What a point cost, in words."""
        if self.minutes is None:
            return "how long taggers worked for it was not noted"
        if self.minutes_a_point is None:
            return f"{self.minutes:.1f} minutes of taggers, no point gained"
        return f"{self.minutes:.1f} minutes of taggers, {self.minutes_a_point:.1f} a point of mean AP50 gained"


class Report(BaseModel):
    """How the loop stands.

    Attributes:
        states: photos in each state.
        reasons: photos by reason and state; one that people complained about in two ways counts in both.
        review: what waits for a person's decision.
        live: name of the live detector.
        previous: name of the one to go back to; None where nothing was promoted.
        live_label: "name@version" of it; empty if its weights are damaged.
        candidates: the last one first.
        tagger_minutes: that all annotations took, skips and deleted ones too.
    """

    model_config = ConfigDict(frozen=True)

    states: dict[State, int]
    reasons: dict[str, dict[State, int]]
    review: list[Review]
    live: str
    previous: str | None
    live_label: str
    candidates: list[Candidate]
    tagger_minutes: float


def make_report(settings: Settings, engine: Engine) -> Report:
    """The report of this moment."""
    detectors = Detectors(settings.weights)
    with Session(engine) as session:
        live = detectors.live()
        return Report(
            states=counts(session),
            reasons=_by_reason(session),
            review=to_review(session),
            live=live,
            previous=detectors.previous(),
            live_label=_label(detectors, live),
            candidates=candidates(detectors),
            tagger_minutes=tagger_minutes(session),
        )


def candidates(detectors: Detectors) -> list[Candidate]:
    """All of them, the last one first."""
    live = detectors.live()
    made = [_candidate(detectors, name, live == name) for name in detectors.versions()]
    return sorted(made, key=lambda one: (one.report.made_at if one.report else "", one.name), reverse=True)


def _candidate(detectors: Detectors, name: str, live: bool) -> Candidate:
    report = read_report(detectors, name)
    minutes = None if report is None else minutes_spent(detectors, report)
    costs = None
    if report is not None and minutes is not None and report.points > 0:
        costs = minutes / report.points
    return Candidate(name=name, live=live, report=report, minutes=minutes, minutes_a_point=costs)


def _label(detectors: Detectors, name: str) -> str:
    try:
        return load_model("detector", detectors.place(name)).card.label
    except ModelError:
        return ""


def _by_reason(session: Session) -> dict[str, dict[State, int]]:
    query = select(PhotoRow.reason, PhotoRow.state, func.count()).group_by(PhotoRow.reason, PhotoRow.state)
    found: dict[str, Counter[State]] = {}
    for reason, state, number in session.execute(query):
        for kind in _kinds(reason):
            found.setdefault(kind, Counter())[State(state)] += number
    return {kind: dict(found[kind]) for kind in sorted(found)}


def _kinds(reason: str) -> set[str]:
    """ "wrong item: bags at 1 2 3 4; missing item" is "wrong item" and "missing item"."""
    return {part.partition(":")[0].strip() for part in reason.split(REASONS)}
