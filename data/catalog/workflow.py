"""Whole jobs on the catalogue, as the command line and the app's first start run them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.catalog.brands import ReadLogos, refresh_brands
from data.catalog.catalog import Catalog
from data.catalog.embed import Progress
from data.catalog.feed import check_feed, read_feed
from data.catalog.generations import Generations
from data.catalog.importer import Importer, OnProblem, Summary
from data.catalog.pictures import ImageFolder
from data.catalog.refresh import CatalogBusyError, Refreshed, changing_catalog, refresh, sweep
from data.catalog.tables import ProductRow
from pipeline.embedding import Embedder
from settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Feed:
    """A file of goods to import.

    Attributes:
        path: CSV or JSON lines.
        images: the folder that its image paths start from; the file's own folder by default.
        demo: whether these are goods of the demo catalogue.
    """

    path: Path
    images: Path | None = None
    demo: bool = False


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """A `Progress` for those who don't care."""


def import_feed(
    settings: Settings, feed: Feed, embedder: Embedder, on_problem: OnProblem, progress: Progress = no_progress
) -> tuple[Summary, Refreshed]:
    """Take in a file of goods and publish a new index generation.

    Safe to be ended at any moment: what was committed stays, and the same call again does the rest.

    Raises:
        FeedError: the file or its image folder can't be used.
        CatalogBusyError: another process is changing the catalogue.
        DatabaseError: the database can't be used.
    """
    check_feed(feed.path)
    images = ImageFolder(feed.images or feed.path.parent)
    with changing_catalog(settings):
        catalog = Catalog.open(settings)
        importer = Importer(catalog.engine, catalog.store, images, feed.demo, on_problem)
        size = feed.path.stat().st_size
        with feed.path.open("rb") as file:
            for _ in importer.run(read_feed(file, feed.path)):
                progress("reading goods", file.tell(), size)
        return importer.summary, _refresh(settings, catalog, embedder, progress)


def remove_products(
    settings: Settings, embedder: Embedder, ids: Iterable[str] = (), demo: bool = False
) -> tuple[list[str], Refreshed]:
    """Remove products by id, or all of the demo catalogue; which were removed, and the new index."""
    with changing_catalog(settings):
        catalog = Catalog.open(settings)
        wanted = ProductRow.demo.is_(True) if demo else ProductRow.id.in_(list(ids))
        with Session(catalog.engine) as session, session.begin():
            rows = session.scalars(select(ProductRow).where(wanted)).all()
            removed = [row.id for row in rows]
            for row in rows:
                session.delete(row)
        return removed, _refresh(settings, catalog, embedder, no_progress)


def rebuild(settings: Settings, embedder: Embedder, progress: Progress = no_progress) -> tuple[int, Refreshed]:
    """Make the index anew, with this embedder, and clear what no product needs; how many pictures were cleared."""
    with changing_catalog(settings):
        catalog = Catalog.open(settings)
        done = _refresh(settings, catalog, embedder, progress, anew=True)
        return sweep(catalog, embedder.model), done


def _refresh(
    settings: Settings, catalog: Catalog, embedder: Embedder, progress: Progress, anew: bool = False
) -> Refreshed:
    """The brands, then the index: whoever sees new goods finds their brands read."""
    refresh_brands(catalog, settings.brands, ReadLogos.load(), progress)
    return refresh(catalog, Generations(settings.index), embedder, progress, anew)


def ensure_demo(settings: Settings, embedder: Embedder, progress: Progress = no_progress) -> bool:
    """On the first start of an empty state, import the demo catalogue.

    A shop's own goods are never touched, and a demo catalogue that was removed does not come back: it is imported
    only where there is no index of this embedder yet and nothing but (a part of) the demo is in the database.

    Returns:
        Whether it was imported.

    Raises:
        DatabaseError: the database can't be used.
    """
    feed = Feed(settings.demo / "products.csv", demo=True)
    if not settings.load_demo or not feed.path.is_file():
        return False
    catalog, manifest = Catalog.open(settings), Generations(settings.index).manifest()
    known = manifest is not None and (manifest.model == embedder.model or catalog.is_empty)
    if known or catalog.count(demo=False):
        return False
    try:
        import_feed(settings, feed, embedder, _log_problem, progress)
    except CatalogBusyError as error:
        log.warning("the demo catalogue is not imported: %s", error)
        return False
    return True


def _log_problem(row: int, problem: str) -> None:
    log.warning("demo catalogue, row %d: %s", row, problem)
