"""Commands about photos: collecting, scoring, looking, forgetting."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from labeling.commands.console import SOME_BAD, PhotoArgument, State_, bar, clock, find_photo, friendly, settings_of
from labeling.database import writing
from labeling.pool import Pool
from labeling.queue import State, counts, history
from labeling.scores import AGGREGATES, STRATEGIES, make_score
from pipeline.photo import PhotoError, open_photo


def collect(
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO", help="JPEG, PNG or WebP photos.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the photo.")] = "collected",
    first: Annotated[bool, typer.Option("--first", help="Before all others to the taggers.")] = False,
    alone: Annotated[bool, typer.Option("--alone", help="Without the committee: faster.")] = False,
    state: State_ = None,
) -> None:
    """Put photos into the pool, with all that the detector sees in them."""
    from labeling.live import Collecting

    bad = new = 0
    with friendly(), bar("collecting") as progress:
        collecting = Collecting.open(settings_of(state), committee=not alone)
        for done, path in enumerate(photos):
            progress(done, len(photos))
            try:
                new += collecting(open_photo(path), reason, int(first)).new
            except (PhotoError, OSError) as error:
                bad += 1
                typer.echo(f"{path}: {error}", err=True)
        progress(len(photos), len(photos))
    typer.echo(f"{new} new photos, {len(photos) - new - bad} known, {bad} bad")
    if bad:
        raise typer.Exit(SOME_BAD)


def score(
    strategy: Annotated[str, typer.Option(help=f"One of {', '.join(STRATEGIES)}.")] = "committee",
    aggregate: Annotated[str, typer.Option(help=f"From boxes to the photo: {', '.join(AGGREGATES)}.")] = "top-3",
    state: State_ = None,
) -> None:
    """Score all photos that no tagger has, from what was stored with them."""
    from labeling.live import live_figures
    from labeling.scoring import score_pool

    settings = settings_of(state)
    with friendly(), bar("scoring") as progress:
        done = score_pool(Pool.open(settings).engine, make_score(strategy, aggregate, live_figures(settings)), progress)
    typer.echo(f"{done} photos scored")


def batch(
    size: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    diverse: Annotated[bool, typer.Option(help="Choose doubtful photos that are unlike each other.")] = True,
    state: State_ = None,
) -> None:
    """Show which photos the next push would send, and why."""
    from labeling.batch import next_batch

    with friendly(), Session(Pool.open(settings_of(state)).engine) as session:
        for one in next_batch(session, size, diverse=diverse):
            typer.echo(f"{one.sha256[:12]}\t{one.why}")


def status(state: State_ = None) -> None:
    """How many photos stand where, and what waits for a person."""
    from labeling.review import to_review

    with friendly(), Session(Pool.open(settings_of(state)).engine) as session:
        for name, number in counts(session).items():
            typer.echo(f"{name.value:<10}{number:>8}")
        for sha256, reason, annotations in to_review(session):
            typer.echo(f"{sha256[:12]}  {reason}  (annotations {', '.join(map(str, annotations))})")


def history_(photo: PhotoArgument, state: State_ = None) -> None:
    """Every step of a photo, with time and reason."""
    with friendly():
        pool = Pool.open(settings_of(state))
        sha256 = find_photo(pool, photo)
        with Session(pool.engine) as session:
            for event in history(session, sha256):
                typer.echo(f"{clock(event.at)}  {event.before} -> {event.after}  {event.reason}")


def accept(photo: PhotoArgument, annotation: int, state: State_ = None) -> None:
    """Decide on a photo that is to be reviewed: this annotation is right."""
    _decide(photo, annotation, state)


def reject(photo: PhotoArgument, state: State_ = None) -> None:
    """Decide on a photo that is to be reviewed: no annotation is right."""
    _decide(photo, None, state)


def again(photo: PhotoArgument, state: State_ = None) -> None:
    """Send a photo that was skipped, rejected or is to be reviewed back to the taggers."""
    from labeling.again import send_again
    from labeling.studio.connect import connect

    settings = settings_of(state)
    with friendly():
        pool = Pool.open(settings)
        sha256 = find_photo(pool, photo)
        after = send_again(settings, pool, sha256, lambda: connect(settings))
    typer.echo(f"{sha256[:12]}: {after}")


def _decide(photo: str, annotation: int | None, state: Path | None) -> None:
    from labeling.settle import decide

    with friendly():
        pool = Pool.open(settings_of(state))
        sha256 = find_photo(pool, photo)
        with writing(pool.engine) as session:
            decide(session, sha256, annotation)
    typer.echo(f"{sha256[:12]}: {State.REJECTED if annotation is None else State.ACCEPTED}")


def forget(photo: PhotoArgument, state: State_ = None) -> None:
    """Remove every trace of a photo, Label Studio's copy too."""
    from labeling.forget import forget
    from labeling.studio.connect import connect

    settings = settings_of(state)
    with friendly():
        pool = Pool.open(settings)
        sha256 = find_photo(pool, photo)
        forget(settings, pool, sha256, lambda: connect(settings))
    typer.echo(f"forgotten: {sha256}")


def expire(state: State_ = None) -> None:
    """Forget photos older than the retention limit (BTL_POOL_DAYS) that nobody labelled; the app does it daily too."""
    from labeling.retention import expire

    settings = settings_of(state)
    with friendly(), bar("forgetting") as progress:
        done = expire(settings, Pool.open(settings), progress)
    typer.echo(f"{done.forgotten} photos forgotten, {done.cleared} files without a record removed")
    for sha256, why in done.failed.items():
        typer.echo(f"{sha256[:12]}: {why}", err=True)
    if done.failed:
        raise typer.Exit(SOME_BAD)
