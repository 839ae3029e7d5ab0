"""The app: `python app.py` opens the page on http://127.0.0.1:7860 (settings: `settings.py`).

It only wires: settings, pipeline, catalogue, page.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
from pathlib import Path

# Nothing of this app asks another host for anything; Gradio reads this when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import uvicorn
from fastapi import APIRouter, FastAPI
from pydantic import ValidationError

from data.catalog.brands import LiveBrands
from data.catalog.catalog import Catalog
from data.catalog.database import DatabaseError
from data.catalog.live_embedding import LiveEmbedding
from data.catalog.workflow import ensure_demo
from labeling.live import live_pipeline
from labeling.photos import MissingLibraryError
from labeling.pool import Pool
from labeling.retention import keep_limit
from models.zoo import ModelError, load_model
from pipeline.look import Look
from pipeline.product_page import ReadProductPage
from pipeline.retrieval import FindMatches
from pipeline.served import ShopTheLive
from pipeline.shop_the_look import ShopTheLook
from pipeline.views import OnnxViews, ViewClassifier
from settings import Settings
from web.labelling.access import TeamAccess
from web.labelling.loop import Loop
from web.labelling.routes import labelling_routes
from web.page import build_page
from web.pictures import find_examples
from web.privacy import privacy_of
from web.product_pages import ProductPages
from web.search import Search
from web.server import serve

log = logging.getLogger("app")


def build_app(settings: Settings, uploads: Path) -> FastAPI:
    """Everything wired together.

    Args:
        settings: where the state is, and what is shown.
        uploads: an empty folder for photos on their way; they are deleted as soon as they were read.
    """
    # Gradio puts uploads there; read at every upload.
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    live = LiveEmbedding(settings)
    catalog = Catalog.open(settings)
    finder = live_pipeline(_pipeline(settings, live), settings, live.current.embedder)
    examples = find_examples(settings.demo / "looks")

    def every_colour(look: Look) -> Look:
        return FindMatches(lambda: live.index(look), settings.matches, other_colours=True).find(look)

    pages = _product_pages(settings, catalog, live, finder)
    privacy, complain = privacy_of(settings), None if settings.pool == "off" else finder.complain
    search = Search(
        finder, catalog, examples, uploads, settings.shown_threshold, pages, every_colour, privacy, complain
    )
    _keep_up(settings, live)
    if settings.pool == "off":
        return serve(build_page(search), catalog, examples)
    access, labelling = _labelling(settings)
    return serve(build_page(search, is_team=access.allows), catalog, examples, labelling)


def _labelling(settings: Settings) -> tuple[TeamAccess, APIRouter]:
    """The team's page over the photos that are kept; from now on none of them is kept longer than it says."""
    pool = Pool.open(settings)
    keep_limit(settings, pool)
    password = settings.team_password
    access = TeamAccess(None if password is None else password.get_secret_value())
    return access, labelling_routes(Loop(settings, pool), access)


def _pipeline(settings: Settings, live: LiveEmbedding) -> ShopTheLook:
    """The pipeline with the models that ship, and the embedding of the moment with its index."""
    served = live.current
    base = ShopTheLook.load(
        served.index,
        embedder=served.embedder,
        k=settings.matches,
        min_score=settings.shown_threshold,
        brands=LiveBrands(settings.brands).current,
    )
    return ShopTheLive(base, lambda: live.current, settings.matches)


def _product_pages(settings: Settings, catalog: Catalog, live: LiveEmbedding, finder: ShopTheLook) -> ProductPages:
    """Product pages; without the weights of the views the pictures are chosen by how much of a person they show."""
    try:
        views: ViewClassifier | None = OnnxViews(load_model("views"))
    except ModelError as error:
        log.warning("no view classifier: %s", error)
        views = None
    return ProductPages(
        ReadProductPage(views, finder),
        catalog,
        live.index,
        matches=settings.matches,
        shown_threshold=settings.shown_threshold,
        views_known=views is not None,
        versions=lambda: finder.models,
    )


def _keep_up(settings: Settings, live: LiveEmbedding) -> None:
    """Beside the page: import the demo catalogue on a first start, then take over new weights whenever there are."""

    def keep_up() -> None:
        try:
            if ensure_demo(settings, live.newest()):
                log.info("the demo catalogue is imported")
        except Exception:  # the page works without it and says how to import goods
            log.exception("the demo catalogue could not be imported")
        live.follow()

    threading.Thread(target=keep_up, name="catalogue", daemon=True).start()


def main() -> None:
    """Serve until stopped; what keeps it from starting is said in one line."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    with tempfile.TemporaryDirectory(prefix="buy-that-look-") as uploads:
        try:
            settings = Settings()
            app = build_app(settings, Path(uploads))
        except (ModelError, DatabaseError, MissingLibraryError, ValidationError, OSError) as error:
            sys.exit(f"The app can't start: {error}")
        log.info("open http://%s:%d", settings.host, settings.port)
        uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")


if __name__ == "__main__":
    main()
