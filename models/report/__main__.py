"""`python -m models.report --street DIR --luma DIR`: every figure that the README quotes, from the shipped weights."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data.catalog.live import LiveIndex
from data.catalog.workflow import ensure_demo
from data.street import StreetPhoto, read_street
from models.report.icons import icon_hits
from models.report.speed import time_looks, weigh_app
from models.zoo import load_model
from pipeline.embedding import load_embedder
from pipeline.shop_the_look import ShopTheLook
from settings import ROOT, Settings


class Part(StrEnum):
    """One part of the report."""

    DETECTION = "detection"
    KEYPOINTS = "keypoints"
    ICONS = "icons"
    SPEED = "speed"
    APP = "app"


app = typer.Typer(add_completion=False)


@app.command()
def main(
    street: Annotated[Path, typer.Option(help="folder of Clothing Co-Parsing")],
    luma: Annotated[Path, typer.Option(help="folder of the Luma shots")],
    only: Annotated[list[Part] | None, typer.Option(help="parts to measure; all by default")] = None,
) -> None:
    """Measure the shipped weights on the validation photos."""
    parts = only or list(Part)
    photos = read_street(street, "validation")
    if Part.DETECTION in parts:
        _detection(photos)
    if Part.KEYPOINTS in parts:
        _keypoints(street, luma)
    if {Part.ICONS, Part.SPEED, Part.APP} & set(parts):
        _pipeline(photos, parts)


def _detection(photos: list[StreetPhoto]) -> None:
    from models.detector.evaluate import evaluate_street, table
    from pipeline.detection import OnnxMaskRcnn

    typer.echo(table(evaluate_street(OnnxMaskRcnn(load_model("detector")), photos)))


def _keypoints(street: Path, luma: Path) -> None:
    from models.keypoints.evaluate import evaluate
    from models.keypoints.figures import print_figures
    from pipeline.keypoints import OnnxKeypoints

    print_figures(evaluate(OnnxKeypoints(load_model("keypoints")), street, luma).figures())


def _pipeline(photos: list[StreetPhoto], parts: list[Part]) -> None:
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state))
        embedder = load_embedder()
        ensure_demo(settings, embedder)
        index = LiveIndex(settings.index, embedder.model)
        finder = ShopTheLook.load(
            index.current, embedder=embedder, k=settings.matches, min_score=settings.shown_threshold
        )
        if Part.ICONS in parts:
            typer.echo(icon_hits(photos, finder.run))
        if Part.SPEED in parts:
            typer.echo(time_looks([photo.image for photo in photos[:60]], finder.run))
        if Part.APP in parts:
            typer.echo(weigh_app(ROOT, settings.state, [photo.image for photo in photos[:5]]))


if __name__ == "__main__":
    app()
