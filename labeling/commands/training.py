"""Commands about detectors: retraining, candidates, which one is live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labeling.commands.console import State_, friendly, lines, settings_of
from labeling.pool import Pool


def retrain(
    street: Annotated[
        Path | None,
        typer.Option(help="Clothing Co-Parsing: the base set, and the frozen test set; BTL_STREET_PHOTOS by default."),
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over corrections and replay.")] = 2,
    replay: Annotated[int, typer.Option(min=0, help="Photos of the base set to train on again.")] = 400,
    base: Annotated[int | None, typer.Option(help="Photos of the base set in the version; all by default.")] = None,
    test_photos: Annotated[int | None, typer.Option(help="Photos of the frozen test set; all by default.")] = None,
    tolerance: Annotated[float, typer.Option(help="By how much the AP50 of a category may fall.")] = 0.02,
    hold: Annotated[bool, typer.Option("--hold", help="Do not promote a candidate that passes the gate.")] = False,
    start: Annotated[Path | None, typer.Option(help="Checkpoint to begin from; the live one by default.")] = None,
    state: State_ = None,
) -> None:
    """Make a data-set version of the corrections, fine-tune the live detector on it, and put it to the gate."""
    settings = settings_of(state)
    folder = street or settings.street_photos
    if folder is None:
        raise typer.BadParameter(
            "name the folder of Clothing Co-Parsing, or set BTL_STREET_PHOTOS", param_hint="--street"
        )
    from labeling.retrain import Plan, retrain

    plan = Plan(folder, epochs, replay, base, test_photos, tolerance, hold, start)
    with friendly():
        done = retrain(settings, Pool.open(settings), plan, lines("base set"), lambda text: typer.echo(text, err=True))
    for broad, before in done.decision.before.items():
        typer.echo(f"{broad.value:<12} {before:.3f} -> {done.decision.after[broad]:.3f}")
    typer.echo(f"{'mean':<12} {done.decision.mean_before:.3f} -> {done.decision.mean_after:.3f}")
    verdict = "is live" if done.promoted else "passes, and is held" if done.decision.passed else "is not promoted"
    typer.echo(f"{done.candidate} {verdict}: {'; '.join(done.decision.reasons)}")


def candidates(state: State_ = None) -> None:
    """The detectors there are; a star marks the live one."""
    from labeling.weights import SHIPPED, Detectors

    detectors = Detectors(settings_of(state).weights)
    with friendly():
        for name in (SHIPPED, *detectors.versions()):
            card = detectors.load(name).card
            star = "*" if name == detectors.live() else " "
            typer.echo(
                f"{star} {name:<20} {card.label:<30} mean AP50 {card.figures.get('AP50 mean', float('nan')):.3f}"
            )


def promote(version: str, state: State_ = None) -> None:
    """Make a detector live by hand; a running app takes it with the next photo."""
    from labeling.promotion import promote

    settings = settings_of(state)
    with friendly():
        before = promote(settings, Pool.open(settings).engine, version)
    typer.echo(f"{version} is live; before it was {before}")


def rollback(state: State_ = None) -> None:
    """Make the detector live that was so before."""
    from labeling.promotion import roll_back

    settings = settings_of(state)
    with friendly():
        typer.echo(f"{roll_back(settings, Pool.open(settings).engine)} is live")
