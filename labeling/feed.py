"""The command line's looks as the labelling loop wants them: made by its live detector, and kept if that is set."""

from __future__ import annotations

from collections.abc import Callable

from labeling.live import LiveShopTheLook, live_pipeline
from pipeline.embedding import Embedder
from pipeline.shop_the_look import ShopTheLook
from settings import Settings

SOURCE = "command line"


def feed(
    shipped: ShopTheLook, settings: Settings, embedder: Embedder, score: float, say: Callable[[str], None]
) -> LiveShopTheLook:
    """The pipeline whose looks enter the pool, if the settings say so; call `wait` at the end.

    Args:
        shipped: the pipeline with the detector that ships.
        settings: whether to keep looks.
        embedder: for the pool.
        score: articles below it are dropped from what the caller gets, not from what is kept.
        say: tells whoever runs the command that photos are kept.

    Raises:
        MissingLibraryError: looks are to be kept, and a library for that is missing.
        data.catalog.database.DatabaseError: likewise, and the database can't be used.
    """
    live = live_pipeline(shipped, settings, embedder, SOURCE, score=score, patient=True)
    if settings.pool != "off":
        say(f"BTL_POOL={settings.pool}: photos are kept for labelling in {settings.pool_photos}")
    return live
