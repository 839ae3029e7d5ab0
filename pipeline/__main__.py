"""`python -m pipeline PHOTO [PHOTO …] --out DIR`: for each photo its look as JSON and drawn on the photo.

`python -m pipeline --pdp FOLDER --out DIR`: of a product page's pictures the best one, why, and the look in it.

Exit status: 0 if every photo was done, 2 if some could not be used (the others are done), 1 if nothing could start.
This module is the pipeline's caller, not a part of it: it may read files, settings and the shop's catalogue.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from data.catalog.brands import LiveBrands
from data.catalog.database import DatabaseError
from data.catalog.live_embedding import LiveEmbedding
from data.catalog.workflow import ensure_demo
from labeling.photos import MissingLibraryError
from models.zoo import ModelError
from pipeline.annotate import annotate
from pipeline.detection import MIN_SCORE
from pipeline.look import Look
from pipeline.output import output_stems, write_look
from pipeline.page_folder import PageFolder, PageFolderError
from pipeline.photo import PhotoError, open_photo
from pipeline.product_page import ProductPage, ReadProductPage
from pipeline.shop_the_look import OnStage, ShopTheLook
from settings import Settings

NOT_STARTED, SOME_BAD = 1, 2

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
# Names of photos are a stranger's text: nothing in them is markup, and long lines stay one line.
console = Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


@app.command()
def main(
    out: Annotated[Path, typer.Option(help="Folder for the results; made when needed.")],
    photos: Annotated[list[Path] | None, typer.Argument(metavar="PHOTO", help="JPEG, PNG or WebP photos.")] = None,
    pdp: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder with the pictures of one product page, in place of photos."),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help=f"Keep articles down to a score of {MIN_SCORE}, not only those shown.")
    ] = False,
    state: Annotated[Path | None, typer.Option(help="State folder with the catalogue; BTL_STATE or state/.")] = None,
) -> None:
    """Find the articles of each photo and what the shop has like them.

    Writes STEM.look.json and STEM.look.png into the folder; a later photo of the same stem becomes STEM-2. Results of
    an earlier run are replaced.

    With --pdp writes pdp.json, and the two files of the picture that was chosen.
    """
    if (pdp is None) == (not photos):
        raise typer.BadParameter("name photos, or one folder with --pdp", param_hint="PHOTO")
    _log_in_lines()
    try:
        settings = Settings() if state is None else Settings(state=state)
        folder = None if pdp is None else PageFolder.find(pdp, out)
        out.mkdir(parents=True, exist_ok=True)
        finder = _load(settings, MIN_SCORE if all_ else settings.shown_threshold)
        work = partial(_do_all, photos or [], out, finder)
        if folder is not None:
            work = partial(_do_page, folder, out, ReadProductPage.load(finder))
    except (DatabaseError, ModelError, MissingLibraryError, OSError, ValidationError, PageFolderError) as error:
        console.print(f"error: {error}")
        raise typer.Exit(NOT_STARTED) from None
    good = work()
    if lost := finder.wait():
        console.print(f"{lost} looks could not be kept for labelling")
    if lost or not good:
        raise typer.Exit(SOME_BAD)


def _do_all(photos: list[Path], out: Path, finder: ShopTheLook) -> bool:
    """All photos; whether every one went well."""
    good = 0
    with _bar(len(photos)) as (on_stage, advance):
        for photo, stem in zip(photos, output_stems(photos, out), strict=True):
            good += _do(photo, out, stem, finder, on_stage)
            advance()
    if good < len(photos):
        console.print(f"{len(photos) - good} of {len(photos)} photos could not be used")
    return good == len(photos)


def _do_page(folder: PageFolder, out: Path, read: ReadProductPage) -> bool:
    """One product page; whether all its pictures could be read and a look was found."""
    try:
        with _bar(1) as (on_stage, _):
            pictures = folder.open()
            page = read(pictures, on_stage)
        folder.write(out, page, pictures)
    except OSError as error:
        console.print(f"{folder.path}: the result can't be written: {error}")
    except Exception as error:  # a defect of ours is one line for whoever runs this over many pages
        logging.getLogger(__name__).debug("%s", folder.path, exc_info=True)
        console.print(f"{folder.path}: failed with {type(error).__name__}: {error}")
    else:
        console.print("\n".join(_page_summary(page)))
        return page.look is not None and not any(shot.failed for shot in page.shots)
    return False


def _page_summary(page: ProductPage) -> Iterator[str]:
    """A line a picture, then what a shopper is told, then the times."""
    for shot in page.shots:
        view = f" [{shot.view}, {shot.view_score:.0%}]" if shot.view else ""
        yield f"{'*' if shot.chosen else ' '} {shot.photo}{view}: {shot.failed or shot.reason}"
    if page.note is not None:
        yield page.note
    yield f"{len(page.shots)} pictures in {page.timings_ms['total']:.0f} ms"


def _load(settings: Settings, min_score: float) -> ShopTheLook:
    """The pipeline with the shop's index; a first start imports the demo catalogue, as the app's does."""
    live = LiveEmbedding(settings)
    try:
        with _bar(0) as (on_stage, _):
            ensure_demo(settings, live.newest(), on_stage)
    except DatabaseError as error:
        console.print(f"warning: no similar items, the catalogue can't be used: {error}")
    live.take_over()
    served = live.current
    embedder = served.embedder
    shipped = ShopTheLook.load(
        served.index,
        embedder=embedder,
        attributes=served.attributes,
        k=settings.matches,
        min_score=min_score,
        brands=LiveBrands(settings.brands).current,
    )
    # What the labelling loop needs is imported only where it is used.
    if settings.pool == "off" and not settings.weights.is_dir():
        return shipped
    from labeling.feed import feed

    return feed(shipped, settings, embedder, min_score, console.print)


def _do(path: Path, out: Path, stem: str, finder: ShopTheLook, on_stage: OnStage) -> bool:
    """One photo; whether it went well. Whatever goes wrong costs this photo only."""
    try:
        photo = open_photo(path)
        look = finder.run(photo, on_stage)
        write_look(out, stem, look, annotate(photo, look))
    except PhotoError as error:
        console.print(f"{path}: {error}")
    except OSError as error:
        console.print(f"{path}: the result can't be written: {error}")
    except Exception as error:  # a defect of ours must not cost the photos after it
        logging.getLogger(__name__).debug("%s", path, exc_info=True)
        console.print(f"{path}: failed with {type(error).__name__}: {error}")
    else:
        console.print(_summary(path, stem, look))
        return True
    return False


def _summary(path: Path, stem: str, look: Look) -> str:
    renamed = "" if stem == path.stem else f" (written as {stem}.look.json)"
    missing = f"; without {', '.join(look.failed)}" if look.failed else ""
    found = "1 article" if len(look.articles) == 1 else f"{len(look.articles)} articles"
    return f"{path}: {found} in {look.timings_ms['total']:.0f} ms{missing}{renamed}"


@contextmanager
def _bar(photos: int) -> Iterator[tuple[OnStage, Callable[[], None]]]:
    """A bar with the stage in it on a terminal; elsewhere the lines a photo are the progress."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("starting", total=photos or None)

        def on_stage(name: str, done: int, count: int) -> None:
            if photos:
                progress.update(task, description=name)
            else:
                progress.update(task, description=name, completed=done, total=count)

        yield on_stage, lambda: progress.advance(task)


class _OneLine(logging.Formatter):
    """Without tracebacks: the message names the error."""

    def formatException(self, _: object) -> str:  # noqa: N802 (its name is the library's)
        return ""


def _log_in_lines() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


if __name__ == "__main__":
    app(prog_name="python -m pipeline")
