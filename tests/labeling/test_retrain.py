"""Training on with real weights; what needs photos names them in BTL_STREET_PHOTOS."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.orm import Session

pytest.importorskip("torch")

import torch

from data.street import read_street
from data.street.coco import to_coco
from labeling.datasets import BASE, POOL, DataSets, merged
from labeling.examples import version_examples
from labeling.pool import Pool
from labeling.queue import State, counts, move
from labeling.recover import checkpoint_of
from labeling.retrain import Plan, retrain
from labeling.tables import TruthRow
from labeling.versions import new_version
from labeling.weights import SHIPPED, Detectors
from models.detector.dataset import street_examples
from models.detector.evaluate import TorchDetector
from models.zoo import load_model
from pipeline.detection import OnnxMaskRcnn
from pipeline.photo import open_photo
from settings import ROOT, Settings
from tests.labeling.conftest import fill

EMPTY = {"images": [], "annotations": [], "categories": []}


@pytest.fixture(scope="session")
def street() -> Path:
    folder = os.environ.get("BTL_STREET_PHOTOS")
    if not folder:
        pytest.skip("BTL_STREET_PHOTOS names no folder of Clothing Co-Parsing")
    return Path(folder)


def accept(pool: Pool, sha256: str) -> None:
    """As if a tagger had drawn one pair of jeans."""
    steps = (State.NEW, State.SCORED, State.SENT, State.LABELLED, State.ACCEPTED)
    with Session(pool.engine) as session, session.begin():
        for before, after in pairwise(steps):
            assert move(session, sha256, before, after, "")
        row = ["jeans", 20.0, 30.0, 120.0, 330.0]
        session.add(TruthRow(sha256=sha256, articles=[row], taggers=1, decided_at=1.0))


def test_the_shipped_weights_are_read_back_from_their_onnx_file(tmp_path: Path) -> None:
    model = load_model("detector")
    reference = TorchDetector.from_checkpoint(checkpoint_of(model, tmp_path / "start.pt"))
    assert reference.network.roi_heads.semantic is not None  # the branch trains on, too
    photo = open_photo(ROOT / "data" / "demo" / "looks" / "look-1.webp")
    shipped = [found for found in OnnxMaskRcnn(model).detect(photo) if found.score > 0.3]
    again = [found for found in reference.detect(photo) if found.score > 0.3]
    assert len(shipped) == len(again) > 2
    for one, other in zip(shipped, again, strict=True):
        assert one.broad is other.broad and abs(one.score - other.score) < 0.01
        np.testing.assert_allclose(one.box, other.box, atol=2.0)


@pytest.mark.photos
def test_a_versions_examples_are_those_of_the_base_set(street: Path, tmp_path: Path) -> None:
    photos = read_street(street, "train")[:6]
    coco = merged(to_coco(photos), EMPTY)
    expected = {one.id: one for one in street_examples(photos)}
    found = version_examples(coco, {BASE: street / "photos"}, None, "v0001")
    assert {one.id for one in found} == set(expected)
    for one in found:
        assert torch.equal(one.pixels, expected[one.id].pixels)
        assert torch.equal(one.instances, expected[one.id].instances)
        assert one.classes == expected[one.id].classes
    few = version_examples(coco, {BASE: street / "photos"}, 2, "v0001")
    assert len(few) == 2


@pytest.mark.photos
def test_a_version_takes_what_was_accepted_and_says_so(street: Path, pool: Pool, settings: Settings) -> None:
    used, _unused = fill(pool, 2)
    accept(pool, used)
    for _ in range(2):  # again: the same version, no step twice
        version = new_version(settings, pool, street, lambda *_: None, base=3)
    assert (version.name, version.parent, version.photos) == ("v0001", None, {"base": 3, "pool": 1})
    with Session(pool.engine) as session:
        assert counts(session)[State.IN_SET] == counts(session)[State.NEW] == 1
        assert session.get_one(TruthRow, used).version == "v0001"
    coco = DataSets(settings.labeling / "datasets").read("v0001")
    folders = {BASE: street / "photos", POOL: settings.pool_photos}
    examples = version_examples(coco, folders, 0, "v0001")
    assert [one.id for one in examples] == [used]
    pool.remove(used)
    assert new_version(settings, pool, street, lambda *_: None, base=3).parent == "v0001"


@pytest.mark.photos
@pytest.mark.slow
def test_a_short_retraining_makes_a_candidate_that_can_go_live_and_back(
    street: Path, pool: Pool, settings: Settings
) -> None:
    for sha256 in fill(pool, 4):
        accept(pool, sha256)
    plan = Plan(street, epochs=1, replay=8, base=12, test_photos=12)
    said: list[str] = []
    done = retrain(settings, pool, plan, lambda *_: None, said.append)
    detectors = Detectors(settings.weights)
    shipped = load_model("detector").card.version
    assert done.candidate == f"{shipped}+v0001" and detectors.versions() == [done.candidate]
    assert done.promoted is done.decision.passed is (detectors.live() == done.candidate)
    report = (settings.weights / done.candidate / "report.json").read_text()
    assert done.decision.reasons[0] in report
    card = detectors.load(done.candidate).card
    assert card.figures["AP50 mean"] == pytest.approx(done.decision.mean_after, abs=1e-3)
    started = {path: path.stat().st_mtime_ns for path in (settings.weights / done.candidate).glob("detector.*")}
    if not done.promoted:
        again = retrain(settings, pool, plan, lambda *_: None, said.append)
        assert again.decision == done.decision
        assert started == {path: path.stat().st_mtime_ns for path in started}  # not trained again
        detectors.promote(done.candidate)
    assert detectors.live() == done.candidate
    assert detectors.rollback() == SHIPPED
