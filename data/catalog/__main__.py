"""The catalogue's command line: `python -m data.catalog import products.csv`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from data.catalog.catalog import Catalog
from data.catalog.database import DatabaseError
from data.catalog.embed import Progress as OnProgress
from data.catalog.feed import FeedError
from data.catalog.generations import Generations
from data.catalog.importer import Summary
from data.catalog.refresh import CatalogBusyError, Refreshed
from data.catalog.workflow import Feed, import_feed, rebuild, remove_products
from models.zoo import ModelError
from pipeline.embedding import load_embedder
from settings import Settings

NOTHING, SOME_BAD, STOPPED = 1, 2, 130

app = typer.Typer(
    help="The shop's goods: import, list, remove, rebuild.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    # A traceback with its local variables would show the database's password.
    pretty_exceptions_enable=False,
)
StateOption = Annotated[Path | None, typer.Option("--state", help="State folder; BTL_STATE or state/ by default.")]


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="CSV or JSON lines: id, title, brand, price, currency, category, model, images.")
    ],
    images: Annotated[
        Path | None, typer.Option(help="Folder that image paths start from; the file's own by default.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Mark the goods as demo goods (see remove --demo).")] = False,
    state: StateOption = None,
) -> None:
    """Take in a shop's goods: good rows are kept, bad ones are named; running it again changes nothing."""
    settings = _settings(state)
    with _friendly(), _bar() as (progress, say):
        feed, embedder = Feed(file, images, demo), load_embedder(settings.embedding)
        summary, done = import_feed(settings, feed, embedder, lambda row, text: say(f"row {row}: {text}"), progress)
        for problem in done.problems:
            say(problem)
    typer.echo(_summary(summary, done))
    others = 0 if demo else Catalog.open(settings).count(demo=True)
    if others:
        typer.echo(f"{others} products of the demo catalogue are still there: python -m data.catalog remove --demo")
    if summary.bad or done.problems:
        raise typer.Exit(SOME_BAD)


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 100,
    offset: Annotated[int, typer.Option(min=0, help="How many to leave out before.")] = 0,
    state: StateOption = None,
) -> None:
    """Products by id: id, category, price, brand, title, with tabs between them; ~ marks a predicted category."""
    with _friendly():
        for product in Catalog.open(_settings(state)).page(offset, limit):
            category = f"{'~' if product.predicted else ''}{product.fine or product.broad.value}"
            cells = [product.id, category, f"{product.price} {product.currency}", product.brand, product.title]
            typer.echo("\t".join(" ".join(cell.split()) for cell in cells))


@app.command()
def stats(state: StateOption = None) -> None:
    """How many products there are, by category, and what the index holds."""
    settings = _settings(state)
    with _friendly():
        catalog, generations = Catalog.open(settings), Generations(settings.index)
        for broad, number in catalog.counts().items():
            typer.echo(f"{broad.value:<12}{number:>8}")
        typer.echo(f"{'all':<12}{catalog.count():>8}  ({catalog.count(demo=True)} of the demo catalogue)")
        manifest = generations.manifest()
        if manifest is None:
            typer.echo("no index yet: import goods")
        else:
            contents = f"{manifest.pictures} pictures of {manifest.products} products"
            typer.echo(f"index {generations.current()}: {contents}, {manifest.model}")


@app.command()
def remove(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of products.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="All products of the demo catalogue instead.")] = False,
    state: StateOption = None,
) -> None:
    """Remove products; their pictures go with the next rebuild."""
    wanted = ids or []
    if bool(wanted) == demo:
        raise typer.BadParameter("give ids of products, or --demo")
    with _friendly():
        settings = _settings(state)
        removed, _ = remove_products(settings, load_embedder(settings.embedding), wanted, demo)
    typer.echo(f"removed {len(removed)}")
    for unknown in sorted(set(wanted) - set(removed)):
        typer.echo(f"there is no product {unknown!r}: python -m data.catalog list shows all", err=True)
    if not removed:
        raise typer.Exit(NOTHING)


@app.command("rebuild")
def rebuild_(state: StateOption = None) -> None:
    """Make the index anew with the weights of this program, and clear pictures that no product needs."""
    with _friendly(), _bar() as (progress, say):
        settings = _settings(state)
        cleared, done = rebuild(settings, load_embedder(settings.embedding), progress)
        for problem in done.problems:
            say(problem)
    typer.echo(f"index {done.generation}; {done.named} categories predicted; {cleared} unneeded pictures removed")
    if done.problems:
        raise typer.Exit(SOME_BAD)


def _summary(summary: Summary, done: Refreshed) -> str:
    parts = [
        f"{summary.added} added",
        f"{summary.changed} changed",
        f"{summary.unchanged} unchanged",
        f"{summary.bad} bad rows",
    ]
    if done.named:
        parts.append(f"{done.named} categories predicted")
    return f"{', '.join(parts)}; index {'unchanged' if done.generation is None else done.generation}"


def _settings(state: Path | None) -> Settings:
    try:
        return Settings() if state is None else Settings(state=state)
    except ValidationError as error:
        _fail(str(error))


@contextmanager
def _friendly() -> Iterator[None]:
    """Turn the errors that a user can mend into one line on stderr and an exit status."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("stopped: what was read is kept, the same command goes on from there", err=True)
        raise typer.Exit(STOPPED) from None
    except (FeedError, CatalogBusyError, DatabaseError, ModelError, SQLAlchemyError, OSError) as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(NOTHING)


@contextmanager
def _bar() -> Iterator[tuple[OnProgress, Callable[[str], None]]]:
    """A progress bar on stderr, and a way to say a line above it."""
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console)
    tasks: dict[str, TaskID] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            bar.start()
            tasks[stage] = bar.add_task(stage)
        bar.update(tasks[stage], completed=done, total=total)

    try:
        # Lines come with strangers' text in them: plain, unwrapped, never read as markup.
        yield progress, lambda line: console.print(line, soft_wrap=True, markup=False)
    finally:
        if tasks:
            bar.stop()


if __name__ == "__main__":
    app()
