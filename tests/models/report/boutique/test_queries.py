from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from data.taxonomy import Broad
from models.report.boutique.queries import NOT_DETECTED, WRONG_CATEGORY, answer, ask
from pipeline.look import Article, Look, Mask, Match
from pipeline.photo import Photo
from tests.data.boutique.tiny import HEIGHT, WIDTH, Corners, one, worn_picture, write_shop

SHIRT, JEANS, SHOES = one("t-shirts", "test"), one("jeans", "test"), one("sports shoes", "train")
BAG, NO_PICTURE = one("hand bags", "test"), one("hand bags", "test", 1)
UPPER, LOWER, FEET, SLIVER, HAND = (
    (20, 20, 60, 60),
    (20, 60, 60, 110),
    (25, 110, 55, 118),
    (70, 50, 72, 52),
    (60, 60, 78, 90),
)
FINE = {Broad.TOPWEAR: "t-shirts", Broad.BOTTOMWEAR: "jeans", Broad.DRESSES: "dresses", Broad.FOOTWEAR: "casual shoes",
        Broad.OUTERWEAR: "jackets"}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    worn = {"shirt": (SHIRT, UPPER), "jeans": (JEANS, LOWER), "shoes": (SHOES, FEET), "bag": (BAG, SLIVER),
            "other": (NO_PICTURE, HAND)}  # fmt: skip
    look = worn_picture("looks/1.webp", "look", "1", SHIRT, worn)
    folder = write_shop(tmp_path, [SHIRT, JEANS, SHOES, BAG, NO_PICTURE], [look])
    (folder / NO_PICTURE.image).unlink()
    truth = (folder / "truth.json").read_text("utf-8")
    assert NO_PICTURE.image in truth
    (folder / "truth.json").write_text(truth.replace(NO_PICTURE.image, BAG.image))
    return read_shop(folder)


def article(number: int, broad: Broad, box: Corners, *products: str) -> Article:
    mask = Mask.encode(np.ones((HEIGHT, WIDTH), np.bool_))
    matches = [Match(product_id=product, similarity=0.5, image="") for product in products]
    return Article.model_validate(
        {"id": f"a{number}", "broad": broad, "fine": FINE[broad], "score": 1 - number / 10, "box": box, "mask": mask,
         "matches": matches}
    )  # fmt: skip


def found(shop: Shop, *articles: Article) -> dict[str, tuple[str | None, Broad | None, tuple[str, ...]]]:
    (look,) = shop.of_kind("look")
    told = answer(shop, look, look.goods, articles)
    return {query.product: (query.lost, query.found, query.answers) for query in told}


def test_each_article_answers_for_the_product_that_it_covers(shop: Shop) -> None:
    told = found(shop, article(1, Broad.BOTTOMWEAR, LOWER, "x", "y"), article(2, Broad.TOPWEAR, (20, 20, 60, 45), "z"))
    assert told[JEANS.id] == (None, Broad.BOTTOMWEAR, ("x", "y"))
    assert told[SHIRT.id] == (None, Broad.TOPWEAR, ("z",))
    assert told[SHOES.id] == (NOT_DETECTED, None, ())


def test_half_a_box_is_needed(shop: Shop) -> None:
    assert found(shop, article(1, Broad.TOPWEAR, (20, 20, 60, 39), "z"))[SHIRT.id][0] == NOT_DETECTED


def test_the_right_category_comes_before_a_more_certain_wrong_one(shop: Shop) -> None:
    told = found(shop, article(1, Broad.OUTERWEAR, UPPER, "x"), article(2, Broad.TOPWEAR, UPPER, "z"))
    assert told[SHIRT.id] == (None, Broad.TOPWEAR, ("z",))


def test_a_wrong_category_finds_nothing(shop: Shop) -> None:
    assert found(shop, article(1, Broad.DRESSES, UPPER, SHIRT.id))[SHIRT.id] == (WRONG_CATEGORY, Broad.DRESSES, ())


def test_one_article_is_not_two_products(shop: Shop) -> None:
    whole = (20, 20, 60, 105)  # IoU with the jeans 0.5, with the shirt 0.47
    told = found(shop, article(1, Broad.DRESSES, whole, "x"))
    assert [product for product, (lost, _, _) in told.items() if lost == WRONG_CATEGORY] == [JEANS.id]


def test_what_is_asked_for(shop: Shop) -> None:
    """Test products alone, no sliver, and nothing that the shop has no picture of."""

    def find(photo: Photo) -> Look:
        articles = (article(1, Broad.TOPWEAR, UPPER, SHIRT.id), article(2, Broad.FOOTWEAR, FEET, SHOES.id))
        return Look(photo=photo.name, width=photo.width, height=photo.height, articles=articles)

    queries = ask(shop, find)
    assert {query.product: query.lost for query in queries} == {SHIRT.id: None, JEANS.id: NOT_DETECTED}
    assert ask(shop, find, "train") == []
