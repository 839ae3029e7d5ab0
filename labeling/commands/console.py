"""What the commands share: settings, errors in one line, progress bars."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from data.catalog.database import DatabaseError
from labeling.database import WorkerBusyError
from labeling.datasets import DataSetError
from labeling.photos import MissingLibraryError
from labeling.pool import Pool, UnknownPhotoError
from labeling.studio.access import StudioError
from models.zoo import ModelError
from pipeline.photo import PhotoError, open_photo
from settings import Settings

FAILED, SOME_BAD, STOPPED = 1, 2, 130

State_ = Annotated[Path | None, typer.Option("--state", help="State folder; BTL_STATE or state/ by default.")]
PhotoArgument = Annotated[str, typer.Argument(metavar="PHOTO", help="Beginning of its sha256, or its file.")]


def find_photo(pool: Pool, photo: str) -> str:
    """The sha256 of a photo by its beginning or its file."""
    path = Path(photo)
    return pool.find_photo(open_photo(path)) if path.is_file() else pool.find(photo)


def clock(at: float | None = None) -> str:
    """A time as text, now by default."""
    moment = datetime.now(UTC) if at is None else datetime.fromtimestamp(at, UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%SZ")


def settings_of(state: Path | None) -> Settings:
    """The settings, with another state folder if one is named."""
    try:
        return Settings() if state is None else Settings(state=state)
    except ValidationError as error:
        _fail(str(error))


_MENDABLE = (
    DatabaseError, DataSetError, MissingLibraryError, ModelError, OSError, PhotoError, SQLAlchemyError, StudioError,
    UnknownPhotoError, ValueError, WorkerBusyError,
)  # fmt: skip


@contextmanager
def friendly() -> Iterator[None]:
    """Turn the errors that a user can mend into one line on stderr and an exit status."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("stopped: what was done is kept, the same command goes on from there", err=True)
        raise typer.Exit(STOPPED) from None
    except _MENDABLE as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(FAILED)


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, there from the first report on; lines where that is no terminal."""
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        yield lines(what)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def lines(what: str, every: float = 1.0) -> Callable[[int, int], None]:
    """Progress as lines, for logs, for the page, and where another bar is at work beside it.

    Args:
        what: is going on.
        every: seconds between two lines, but for the first and the last.
    """
    told = -math.inf

    def progress(done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() - told >= every:
            told = time.monotonic()
            typer.echo(f"{what}: {done} of {total}", err=True)

    return progress
