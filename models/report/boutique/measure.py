"""All measures on one boutique, in an order in which they share the networks' answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path

from data.boutique.shop_records import Shop
from models.report.boutique.asked import AskedOnce
from models.report.boutique.choice import choice
from models.report.boutique.detection import detection
from models.report.boutique.keypoints import keypoints
from models.report.boutique.miss_sheet import miss_sheet
from models.report.boutique.queries import ask
from models.report.boutique.retrieval import retrieval
from models.report.boutique.shop_search import imported, search
from models.report.boutique.tables import Table
from models.report.boutique.views import confusion, view_tables
from models.report.views import draw_matrices
from pipeline.embedding import Embedder
from pipeline.full_shot import JudgeFullShot
from pipeline.keypoints import FindKeypoints
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.product_page import ReadProductPage
from pipeline.shop_the_look import ShopTheLook, Step
from settings import Settings

MISSES_QUALITY = 78
"""Of the WebP: about 200 KB."""


class Part(StrEnum):
    """One part of the report."""

    DETECTION = "detection"
    KEYPOINTS = "keypoints"
    VIEWS = "views"
    CHOICE = "choice"
    RETRIEVAL = "retrieval"


def measure(
    shop: Shop,
    networks: AskedOnce,
    embedder: Embedder,
    parts: Collection[Part],
    figure: Path | None = None,
    misses: Path | None = None,
) -> Iterator[Table]:
    """Tables as they are ready.

    Args:
        shop: the boutique.
        networks: that answer.
        embedder: of articles and goods.
        parts: what to measure.
        figure: PNG to draw the views' confusion matrices in; None for none.
        misses: WebP to show what the search misses in; None for none.
    """
    if Part.DETECTION in parts:
        yield detection(shop, networks.articles)
    if Part.KEYPOINTS in parts:
        yield keypoints(shop, networks)
    if Part.VIEWS in parts:
        found = confusion(shop, networks)
        if figure is not None:
            draw_matrices(found).save(figure, "PNG")
        yield from view_tables(found)
    if Part.CHOICE in parts:
        yield choice(shop, page_reader(networks))
    if Part.RETRIEVAL in parts:
        with imported(shop.root, embedder) as index:
            queries = ask(shop, search(networks.articles, embedder, index, Settings().shown_threshold))
        if misses is not None:
            miss_sheet(shop, queries).save(misses, "WEBP", quality=MISSES_QUALITY)
        yield from retrieval(shop, queries)


def page_reader(networks: AskedOnce) -> ReadProductPage:
    """Reads pages as far as the choice of the shot needs; what else is in the look is another measure's."""

    def articles(photo: Photo, look: Look) -> Look:
        return look.with_(articles=networks.articles(photo).articles)

    judging = [
        Step("keypoints", FindKeypoints(networks)),
        Step("full_shot", JudgeFullShot()),
        Step("detection", articles, essential=True),
    ]
    return ReadProductPage(networks, ShopTheLook(judging))
