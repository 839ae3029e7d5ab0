"""The boutique as a shop: its goods imported as any shop's are, and a search through all of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from data.catalog.live import LiveIndex
from data.catalog.workflow import Feed, import_feed
from pipeline.embedding import EmbedArticles, Embedder
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.retrieval import FindMatches, ShopIndex
from pipeline.shown import shown
from settings import Settings

log = logging.getLogger(__name__)


@contextmanager
def imported(shop: Path, embedder: Embedder) -> Iterator[ShopIndex]:
    """The index of a shop of the boutique's goods alone, made by the catalogue's own import in a folder of its own.

    Args:
        shop: folder with `products.csv` and the pictures that it names.
        embedder: of the pictures.

    Raises:
        FeedError: the file can't be read.
        ValueError: none of its goods could be imported.
    """
    with TemporaryDirectory() as state:
        # Whatever database the environment names: that one is not to be touched.
        settings = Settings(state=Path(state), database_url=f"sqlite:///{state}/catalog.db", load_demo=False)
        import_feed(settings, Feed(shop / "products.csv"), embedder, _problem)
        index = LiveIndex(settings.index, embedder.model).current()
        if index is None or index.size == 0:
            raise ValueError(f"none of the goods of {shop / 'products.csv'} has a picture: render them first")
        yield index


def search(
    articles: Callable[[Photo], Look], embedder: Embedder, index: ShopIndex, min_score: float
) -> Callable[[Photo], Look]:
    """Photo -> the articles that a shopper sees, each with all goods of its category, most similar first.

    Args:
        articles: photo -> all articles down to the detector's least score.
        embedder: the one that the index was made with.
        index: of the shop.
        min_score: of the articles that are shown.
    """
    embed = EmbedArticles(embedder)
    match = FindMatches(lambda: index, k=index.size, other_colours=True)
    return lambda photo: match(photo, embed(photo, shown(articles(photo), min_score)))


def _problem(row: int, problem: str) -> None:
    log.warning("products.csv, row %d: %s", row, problem)
