"""Commands about Label Studio: starting it, sending, taking in."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from labeling.commands.console import State_, bar, clock, friendly, settings_of
from labeling.pool import Pool


def up(
    port: Annotated[int, typer.Option(help="On 127.0.0.1; for the first start.")] = 8080,
    environment: Annotated[
        Path | None, typer.Option(help="Virtual environment that has label-studio; made by default (800 MB).")
    ] = None,
    state: State_ = None,
) -> None:
    """Start a Label Studio of one's own, with the project and its labels in it."""
    from labeling.studio.remembered import sign_in
    from labeling.studio.server import up

    settings = settings_of(state)
    with friendly():
        _, studio = up(settings, port, lambda text: typer.echo(text, err=True), environment)
        url, user, password = sign_in(settings)
    typer.echo(f"Label Studio: {url}/projects/{studio.project}\nsign in as {user} with {password}")
    typer.echo("taggers begin with Label All Tasks: the most doubtful photo comes first")


def down(state: State_ = None) -> None:
    """Stop the Label Studio that `up` started; its data stay."""
    from labeling.studio.server import down

    with friendly():
        typer.echo("stopped" if down(settings_of(state)) else "it did not run")


def push(
    size: Annotated[int, typer.Option(min=0, help="Photos of the batch; 0 only ends what was cut off.")] = 50,
    diverse: Annotated[bool, typer.Option(help="Choose doubtful photos that are unlike each other.")] = True,
    state: State_ = None,
) -> None:
    """Send the next batch to Label Studio."""
    from labeling.studio.connect import connect
    from labeling.studio.push import push

    settings = settings_of(state)
    with friendly(), bar("sending") as progress:
        done = push(settings, Pool.open(settings), connect(settings), size, progress, diverse=diverse)
    found = f", of which {done.found} had arrived before a push was cut off" if done.found else ""
    typer.echo(f"{done.sent} photos sent{found}")


def pull(state: State_ = None) -> None:
    """Take in what taggers said since the last time."""
    from labeling.studio.connect import connect
    from labeling.studio.pull import pull

    settings = settings_of(state)
    with friendly(), bar("taking in") as progress:
        done = pull(settings, Pool.open(settings), connect(settings), progress)
    states = ", ".join(f"{number} {name}" for name, number in sorted(done.states.items())) or "nothing new"
    typer.echo(f"{done.changed} tasks read: {states}; {done.gone} deleted there, {done.doubles} doubles removed")


def watch(
    seconds: Annotated[float, typer.Option(min=1, help="Between two polls.")] = 30.0,
    bell: Annotated[bool, typer.Option(help="Have a webhook of Label Studio wake the poller.")] = True,
    state: State_ = None,
) -> None:
    """Pull again and again, until it is stopped."""
    import threading
    from contextlib import ExitStack

    from labeling.studio.connect import connect
    from labeling.studio.pull import pull
    from labeling.studio.watch import Bell, hang_up_bell, watch

    settings = settings_of(state)
    with friendly(), ExitStack() as stack:
        pool, studio = Pool.open(settings), connect(settings)
        rang = threading.Event()
        if bell:
            secret = secrets.token_urlsafe(24)
            ringing = stack.enter_context(Bell(secret))
            rang = ringing.rang
            hang_up_bell(studio, ringing, secret)

        def once(whole: bool) -> None:
            done = pull(settings, pool, studio, lambda *_: None, whole=whole)
            for name, number in sorted(done.states.items()):
                typer.echo(f"{clock()} {number} {name}")

        watch(once, rang, seconds, lambda: False)
