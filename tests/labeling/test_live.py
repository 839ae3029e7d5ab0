from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from labeling.collect import WAITING, Collector, is_wanted
from labeling.complaint import Complaint, Wrong
from labeling.found import Found
from labeling.live import Collecting, LiveShopTheLook
from labeling.members import Flipped, Scaled
from labeling.pool import Pool
from labeling.tables import PhotoRow, ViewRow
from labeling.weights import Detectors
from models.zoo import load_model
from pipeline.detection import MIN_SCORE, Detection, OnnxMaskRcnn
from pipeline.embedding import load_embedder
from pipeline.look import Look
from pipeline.photo import Photo, open_photo
from pipeline.shop_the_look import ShopTheLook
from settings import ROOT, Settings
from tests.labeling.conftest import picture
from tests.labeling.test_weights import candidate

LOOK = ROOT / "data" / "demo" / "looks" / "look-1.webp"


@pytest.fixture(scope="module")
def base() -> ShopTheLook:
    return ShopTheLook.load(lambda: None, min_score=0.5)


def test_newly_promoted_weights_serve_the_next_photo(base: ShopTheLook, tmp_path: Path) -> None:
    candidate(tmp_path, "9.9.0")
    detectors = Detectors(tmp_path)
    live = LiveShopTheLook(base, detectors, 0.5)
    photo = open_photo(LOOK)
    shipped = load_model("detector").card.label
    assert live.run(photo).models["detection"] == shipped
    assert live.run(photo).to_json()["articles"] == base.run(photo).to_json()["articles"]
    detectors.promote("9.9.0")
    assert live.run(photo).models["detection"] == "detector@9.9.0"
    detectors.rollback()
    assert live.run(photo).models["detection"] == shipped


def test_damaged_weights_leave_the_ones_before_in_use(base: ShopTheLook, tmp_path: Path) -> None:
    candidate(tmp_path, "9.9.0")
    detectors = Detectors(tmp_path)
    live = LiveShopTheLook(base, detectors, 0.5)
    detectors.promote("9.9.0")
    card = tmp_path / "9.9.0" / "detector.json"
    card.write_text(card.read_text().replace('"sha256": "', '"sha256": "f'))
    load_model.cache_clear()  # the app is another process than the one that promoted
    assert live.run(open_photo(LOOK)).models["detection"] == load_model("detector").card.label


def test_the_pool_gets_what_a_shopper_does_not_see(base: ShopTheLook, settings: Settings) -> None:
    wanting = settings.model_copy(update={"pool": "all"})
    pool = Pool.open(wanting)
    collector = Collector(pool, wanting, load_embedder())
    # Above the least certain article, however certain of it the detector is.
    sure = sorted(article.score for article in base.run(open_photo(LOOK)).articles)[1]
    live = LiveShopTheLook(base, Detectors(wanting.weights), sure, collector)
    look = live.run(open_photo(LOOK))
    collector.wait()
    with Session(pool.engine) as session:
        views = {row.member: row for row in session.scalars(select(ViewRow))}
        found = Found.from_rows(views["live"].boxes)
        assert set(views) == {"live", "flipped", "three quarters"}
        assert min(article.score for article in look.articles) >= sure > found.scores.min() >= MIN_SCORE - 1e-4
        assert views["live"].model == look.models["detection"]
        assert views["live"].masks is not None and len(views["live"].masks) == len(found)
        assert views["live"].vectors is not None and views["live"].fines is not None
        assert session.scalar(select(PhotoRow.source)) == "app"


@pytest.mark.parametrize(("pool_setting", "expected"), [("off", 0), ("all", 1)])
def test_off_is_off_for_complaints_too(base: ShopTheLook, settings: Settings, pool_setting: str, expected: int) -> None:
    some = settings.model_copy(update={"pool": pool_setting})
    pool = Pool.open(some)
    collector = Collector(pool, some, None)
    photo = open_photo(LOOK)
    live = LiveShopTheLook(base, Detectors(some.weights), 0.5, collector)
    look = base.run(photo)
    article = look.articles[-1]
    assert live.complain(photo, Complaint(Wrong.BOX, article.id, look.models["detection"])) is bool(expected)
    assert live.wait() == 0
    box = " ".join(str(round(at)) for at in article.box)
    with Session(pool.engine) as session:
        found = session.scalars(select(PhotoRow)).all()
        reason = f"wrong box: {article.broad.value} at {box}"
        assert [(row.priority, row.reason) for row in found] == [(1, reason)] * expected


def test_without_a_collector_nothing_is_taken(base: ShopTheLook, tmp_path: Path) -> None:
    live = LiveShopTheLook(base, Detectors(tmp_path), 0.5)
    assert not live.complain(open_photo(LOOK), Complaint(Wrong.MISSING))
    assert live.wait() == 0


def test_a_patient_collector_leaves_none_out_and_counts_what_fails(settings: Settings) -> None:
    some = settings.model_copy(update={"pool": "all"})
    pool = Pool.open(some)
    collector = Collector(pool, some, None, "command line", patient=True)
    empty = Look(photo="p", width=240, height=360)
    assert all(collector.offer(picture(seed), empty, "m@1") for seed in range(3 * WAITING))
    assert collector.wait() == 0
    with Session(pool.engine) as session:
        assert session.scalars(select(PhotoRow.source)).all() == ["command line"] * 3 * WAITING
    collector.complain(picture(99), Complaint(Wrong.MISSING), lambda: 1 / 0, "m@1")  # type: ignore[arg-type,return-value]
    assert (collector.wait(), collector.wait()) == (1, 0)


def test_a_sample_is_of_the_share_that_was_set_and_always_the_same(settings: Settings) -> None:
    some = settings.model_copy(update={"pool": "sampled", "pool_share": 0.25})
    chance = np.random.default_rng(0)
    names = [chance.bytes(32).hex() for _ in range(2000)]
    wanted = [is_wanted(some, name) for name in names]
    assert 0.2 < sum(wanted) / 2000 < 0.3
    assert wanted == [is_wanted(some, name) for name in names]


class Corner:
    """A true detector of one thing: the bright pixels."""

    def detect(self, photo: Photo) -> list[Detection]:
        mask = photo.pixels.min(axis=2) > 200
        if not mask.any():
            return []
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        box = (float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
        from data.taxonomy import Broad

        return [Detection(Broad.BAGS, 0.9, box, mask)]


@pytest.mark.parametrize("member", [Flipped(Corner()), Scaled(Corner(), 0.75), Scaled(Corner(), 1.0)])
def test_members_say_where_things_are_in_the_photo_itself(member: Flipped | Scaled) -> None:
    pixels = np.zeros((300, 200, 3), np.uint8)
    pixels[40:160, 20:60] = 255
    (plain,), (seen,) = Corner().detect(Photo("p", pixels)), member.detect(Photo("p", pixels))
    np.testing.assert_allclose(seen.box, plain.box, atol=2.0)
    assert (seen.mask & plain.mask).sum() > 0.93 * (seen.mask | plain.mask).sum()


def test_the_committee_of_the_shipped_detector_sees_much_the_same() -> None:
    photo, detector = open_photo(LOOK), OnnxMaskRcnn(load_model("detector"))
    plain = [d for d in detector.detect(photo) if d.score > 0.8]
    mirrored = Flipped(detector).detect(photo)
    assert plain
    for one in plain:
        assert any(np.abs(np.subtract(one.box, d.box)).max() < 0.1 * photo.height for d in mirrored)


def test_the_command_lines_way_into_the_pool(settings: Settings) -> None:
    collecting = Collecting.open(settings)
    photo = open_photo(LOOK)
    added = collecting(photo, "missing item", 1)
    assert added.new and not collecting(photo, "again").new
    with Session(collecting.pool.engine) as session:
        row = session.get_one(PhotoRow, added.sha256)
        assert (row.priority, row.reason, row.source) == (1, "missing item", "command line")
