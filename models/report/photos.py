"""The figures on real photos: detection, keypoints, icons, and how fast and heavy the product is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from data.catalog.brands import LiveBrands
from data.catalog.live import LiveIndex
from data.catalog.workflow import ensure_demo
from data.street import StreetPhoto, read_street
from models.report.icons import icon_hits
from models.report.speed import time_looks, weigh_app
from models.zoo import load_model
from pipeline.embedding import load_embedder
from pipeline.shop_the_look import ShopTheLook
from settings import ROOT, Settings

Tell = Callable[[object], None]


class Part(StrEnum):
    """One part of the report."""

    DETECTION = "detection"
    KEYPOINTS = "keypoints"
    ICONS = "icons"
    SPEED = "speed"
    APP = "app"


def measure(street: Path, luma: Path, parts: Collection[Part], tell: Tell) -> None:
    """Measure the shipped weights on the validation photos.

    Args:
        street: folder of Clothing Co-Parsing.
        luma: folder of the Luma shots.
        parts: what to measure.
        tell: called with each result, whose text is the figures.
    """
    photos = read_street(street, "validation")
    if Part.DETECTION in parts:
        _detection(photos, tell)
    if Part.KEYPOINTS in parts:
        _keypoints(street, luma)
    if {Part.ICONS, Part.SPEED, Part.APP} & set(parts):
        _pipeline(photos, parts, tell)


def _detection(photos: list[StreetPhoto], tell: Tell) -> None:
    from models.detector.evaluate import evaluate_street, table
    from pipeline.detection import OnnxMaskRcnn

    tell(table(evaluate_street(OnnxMaskRcnn(load_model("detector"), min_score=0.0), photos)))


def _keypoints(street: Path, luma: Path) -> None:
    from models.keypoints.evaluate import evaluate
    from models.keypoints.figures import print_figures
    from pipeline.keypoints import OnnxKeypoints

    print_figures(evaluate(OnnxKeypoints(load_model("keypoints")), street, luma).figures())


def _pipeline(photos: list[StreetPhoto], parts: Collection[Part], tell: Tell) -> None:
    with _demo_shop() as (finder, state):
        if Part.ICONS in parts:
            tell(icon_hits(photos, finder.run))
        if Part.SPEED in parts:
            tell(time_looks([photo.image for photo in photos[:60]], finder.run))
        if Part.APP in parts:
            tell(weigh_app(ROOT, state, [photo.image for photo in photos[:5]]))


@contextmanager
def _demo_shop() -> Iterator[tuple[ShopTheLook, Path]]:
    """The pipeline as the app has it, on the demo goods, and their state folder."""
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state))
        embedder = load_embedder()
        ensure_demo(settings, embedder)
        index = LiveIndex(settings.index, embedder.model)
        finder = ShopTheLook.load(
            index.current,
            embedder=embedder,
            k=settings.matches,
            min_score=settings.shown_threshold,
            brands=LiveBrands(settings.brands).current,
        )
        yield finder, settings.state
