"""The report that the page shows, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from labeling.commands.console import State_, friendly, settings_of
from labeling.pool import Pool
from labeling.report import Candidate, Report, make_report


def report(
    last: Annotated[int, typer.Option(min=0, help="How many candidates.")] = 3,
    json: Annotated[bool, typer.Option("--json", help="All of it, for programs.")] = False,
    state: State_ = None,
) -> None:
    """The queue by state and reason, the last candidates with AP50 before and after, minutes of taggers a point."""
    settings = settings_of(state)
    with friendly():
        made = make_report(settings, Pool.open(settings).engine)
        typer.echo(made.model_dump_json(indent=2) if json else "\n".join(_lines(made, last)))


def _lines(made: Report, last: int) -> Iterator[str]:
    yield "queue"
    for state, number in made.states.items():
        yield f"  {state.value:<22}{number:>8}"
    yield "by reason"
    for reason, states in made.reasons.items():
        parts = ", ".join(f"{number} {state.value}" for state, number in states.items())
        yield f"  {reason:<22}{sum(states.values()):>8}  {parts}"
    yield f"taggers worked {made.tagger_minutes:.1f} minutes"
    yield f"live: {made.live} {made.live_label}".rstrip()
    for one in made.candidates[:last]:
        yield from _candidate(one)


def _candidate(one: Candidate) -> Iterator[str]:
    yield f"candidate {one.name}{' (live)' if one.live else ''}"
    if one.report is None:
        yield "  has no report: it was not measured"
        return
    for broad, before in one.report.before.items():
        after = one.report.after[broad]
        yield f"  {broad.value:<12} {before:.3f} -> {after:.3f}  {after - before:+.3f}"
    mean, points = one.report.mean_after, one.report.points
    yield f"  {'mean':<12} {one.report.mean_before:.3f} -> {mean:.3f}  {points / 100:+.3f}"
    yield f"  {'passed' if one.report.passed else 'not passed'}: {'; '.join(one.report.reasons)}"
    yield f"  {one.cost}"
