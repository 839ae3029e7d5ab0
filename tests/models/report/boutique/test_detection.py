"""Average precision on a made-up shop, against interpolated precision by plain loops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from data.taxonomy import Broad
from models.report.boutique.detection import detection
from pipeline.look import Article, Look, Mask
from pipeline.photo import Photo, open_photo
from tests.data.boutique.tiny import HEIGHT, WIDTH, Corners, one, page, worn_picture, write_shop

SHIRT, JEANS, BAG = one("t-shirts", "test"), one("jeans", "test"), one("hand bags", "test")
UPPER, LOWER, SLIVER = (20, 20, 60, 60), (20, 60, 60, 110), (70, 50, 72, 52)
FINE = {Broad.TOPWEAR: "t-shirts", Broad.BOTTOMWEAR: "jeans", Broad.BAGS: "hand bags", Broad.DRESSES: "dresses"}


def article(broad: Broad, box: Corners, score: float) -> Article:
    mask = Mask.encode(np.ones((HEIGHT, WIDTH), np.bool_))
    return Article.model_validate(
        {"id": "a", "broad": broad, "fine": FINE[broad], "score": score, "box": box, "mask": mask}
    )


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    worn = {"shirt": (SHIRT, UPPER), "jeans": (JEANS, LOWER), "bag": (BAG, SLIVER)}
    looks = [worn_picture(f"looks/{number}.webp", "look", str(number), SHIRT, worn) for number in range(4)]
    return read_shop(write_shop(tmp_path, [SHIRT, JEANS, BAG], [*looks, *page(SHIRT)]))


def finder(shop: Shop, found: dict[str, list[Article]]) -> Callable[[Photo], Look]:
    """What is found in each picture, which is told by its pixels."""
    by_pixels = {open_photo(shop.path(file)).pixels.tobytes(): articles for file, articles in found.items()}

    def find(photo: Photo) -> Look:
        articles = tuple(by_pixels.get(photo.pixels.tobytes(), []))
        return Look(photo=photo.name, width=photo.width, height=photo.height, articles=articles)

    return find


def average_precision(ranked: list[bool], truths: int) -> float:
    """COCO's: the mean over recalls 0, 0.01, … 1 of the best precision at that recall or a greater one."""
    points, hits = [], 0
    for place, right in enumerate(ranked, 1):
        hits += right
        points.append((hits / truths, hits / place))
    total = 0.0
    for step in range(101):
        total += max((precision for recall, precision in points if recall >= step / 100 - 1e-12), default=0.0)
    return total / 101


def test_looks_by_hand(shop: Shop) -> None:
    found = {
        "looks/0.webp": [article(Broad.TOPWEAR, UPPER, 0.9), article(Broad.BOTTOMWEAR, LOWER, 0.3)],
        "looks/1.webp": [article(Broad.TOPWEAR, (20, 20, 60, 35), 0.8)],  # IoU 0.375
        "looks/2.webp": [article(Broad.TOPWEAR, (20, 20, 60, 45), 0.7)],  # IoU 0.625
        "looks/3.webp": [article(Broad.DRESSES, UPPER, 0.95), article(Broad.BOTTOMWEAR, LOWER, 0.2)],
    }
    row = detection(shop, finder(shop, found)).rows["looks"]
    assert row["topwear"] == pytest.approx(average_precision([True, False, True], 4))
    assert row["bottomwear"] == pytest.approx(average_precision([True, True], 4))
    assert row["mean"] == pytest.approx((row["topwear"] + row["bottomwear"]) / 2)
    assert (row["articles"], row["pictures"]) == (8, 4)


def test_a_sliver_is_neither_asked_for_nor_wrong(shop: Shop) -> None:
    found = {
        "looks/0.webp": [article(Broad.BAGS, SLIVER, 0.9)],
        "images/" + Path(BAG.image).name: [],
    }
    rows = detection(shop, finder(shop, found)).rows
    assert "bags" not in rows["looks"]
    assert rows["looks"]["topwear"] == 0.0


def test_pages_looks_and_details_are_told_apart(shop: Shop) -> None:
    detail = f"pages/page-{SHIRT.id}/detail.webp"
    rows = detection(shop, finder(shop, {detail: [article(Broad.TOPWEAR, UPPER, 0.9)]})).rows
    assert rows["page details"]["mean"] == pytest.approx(1.0)
    assert rows["pages without details"]["mean"] == 0.0
    assert rows["pages"]["topwear"] == pytest.approx(average_precision([True], 5))
    counts = {name: row["pictures"] for name, row in rows.items()}
    assert counts == {
        "pages and looks": 9, "pages": 5, "pages without details": 4, "page details": 1, "looks": 4, "all": 9
    }  # fmt: skip


def test_another_split_has_nothing(shop: Shop) -> None:
    assert detection(shop, finder(shop, {}), "train").rows == {}
