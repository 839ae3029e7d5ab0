"""The whole loop: photos to Label Studio, a tagger's corrections back, a new detector that the app serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from data.street.read import read_tagged
from labeling.datasets import DataSets
from labeling.live import Collecting, LiveShopTheLook
from labeling.retrain import Plan, retrain
from labeling.scores import make_score
from labeling.scoring import score_pool
from labeling.weights import Detectors
from pipeline.photo import open_photo
from pipeline.shop_the_look import ShopTheLook
from settings import Settings
from tests.labeling.studio.test_loop import Desk, drawn
from tests.labeling.test_retrain import street
from tests.labeling.test_retrain_killed import CANDIDATE, SMALL, make_small_live

__all__ = ["street"]

pytestmark = [pytest.mark.labelstudio, pytest.mark.slow, pytest.mark.photos]

PHOTOS = 20


def test_from_a_photo_to_a_new_detector(connected: Settings, street: Path) -> None:
    collecting = Collecting.open(connected, committee=False)
    files = [photo.image for photo, _ in zip(read_tagged(street), range(PHOTOS), strict=False)]
    photos = [collecting(open_photo(file), "test").sha256 for file in files]
    desk = Desk(connected)
    score_pool(desk.pool.engine, make_score("entropy"), lambda *_: None)
    assert desk.push(PHOTOS).sent == PHOTOS

    for number, sha256 in enumerate(photos):
        correct(desk, sha256, number)
    pulled = desk.pull()
    assert pulled.states == {"accepted": PHOTOS - 1, "rejected": 1}

    make_small_live(connected)  # a few steps of training take seconds then
    plan = Plan(street, epochs=1, replay=8, base=12, test_photos=12, hold=True)
    done = retrain(connected, desk.pool, plan, lambda *_: None, print)
    assert done.version.photos == {"base": 12, "pool": PHOTOS - 1}
    assert len(DataSets(connected.labeling / "datasets").read("v0001")["images"]) == 12 + PHOTOS - 1
    assert desk.states() == {"in set": PHOTOS - 1, "rejected": 1}
    assert done.candidate == CANDIDATE and done.decision.reasons and not done.promoted

    detectors = Detectors(connected.weights)
    app = LiveShopTheLook(ShopTheLook.load(lambda: None, min_score=0.5), detectors, 0.5)
    photo = open_photo(files[0])
    assert app.run(photo).models["detection"] == f"detector@{SMALL}"
    detectors.promote(done.candidate)
    assert app.run(photo).models["detection"] == f"detector@{CANDIDATE}"
    detectors.rollback()
    assert app.run(photo).models["detection"] == f"detector@{SMALL}"


def correct(desk: Desk, sha256: str, number: int) -> None:
    """What a tagger does: a moved box, a changed class, a deleted box, a new one; the last photo is skipped."""
    if number == PHOTOS - 1:
        desk.annotate(sha256, was_cancelled=True)
        return
    task = desk.studio.task(desk.task(sha256)) or {}
    regions: list[dict[str, Any]] = [dict(region) for region in task["predictions"][0]["result"]]
    for region in regions:
        region.pop("score", None)
    if regions and number % 4 == 0:
        value = regions[0]["value"]
        regions[0]["value"] = {**value, "x": value["x"] * 0.9}
    elif regions and number % 4 == 1:
        regions[0]["value"] = {**regions[0]["value"], "rectanglelabels": ["jackets"]}
    elif number % 4 == 2:
        regions = regions[1:]
    else:
        regions.append(drawn("hand bags", x=60, y=60, width=20, height=15) | {"id": "new"})
    desk.annotate(sha256, *regions)
