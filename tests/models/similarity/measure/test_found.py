"""End to end: which article shows which product, what is cut out, and what is missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from data.taxonomy import Broad
from models.similarity.items import Cut, Item
from models.similarity.measure.answers import answers
from models.similarity.measure.found import as_found, assign, end_to_end
from models.similarity.measure.questions import Questions
from pipeline.look import Article, Box, Mask
from tests.models.similarity.wardrobe import item

SIDE = 64


def filled(box: Box) -> np.ndarray:  # type: ignore[type-arg]
    x0, y0, x1, y1 = map(int, box)
    mask = np.zeros((SIDE, SIDE), bool)
    mask[y0:y1, x0:x1] = True
    return mask


def article(box: Box, score: float, broad: Broad = Broad.TOPWEAR) -> Article:
    fine = "t-shirts" if broad is Broad.TOPWEAR else "hand bags"
    return Article(id="a1", broad=broad, fine=fine, score=score, box=box, mask=Mask.encode(filled(box)))


def worn(folder: Path, number: int, box: Box, broad: Broad = Broad.TOPWEAR) -> Item:
    picture = folder / "look.png"
    Image.new("RGB", (SIDE, SIDE), "white").save(picture)
    changes: dict[str, Any] = {"picture": picture, "source": "boutique", "domain": "street", "broad": broad}
    return item(folder, number, "front", **changes, cut=Cut(box, lambda: filled(box)))


SHIRT, BAG = (4.0, 4.0, 40.0, 40.0), (40.0, 40.0, 60.0, 60.0)


def test_each_article_shows_one_product_of_its_category_the_most_certain_first(tmp_path: Path) -> None:
    shirt, bag = worn(tmp_path, 0, SHIRT), worn(tmp_path, 1, BAG, Broad.BAGS)
    sure, unsure = article((5, 5, 40, 40), 0.9), article(SHIRT, 0.6)
    assert assign([shirt, bag], [unsure, sure]) == {shirt.key: sure}
    assert assign([shirt], [article((30, 30, 64, 64), 0.9)]) == {}
    assert assign([shirt], [article(SHIRT, 0.9, Broad.BAGS)]) == {}


def test_what_is_found_is_cut_as_it_was_found_and_is_another_item(tmp_path: Path) -> None:
    shirt = worn(tmp_path, 0, SHIRT)
    found = as_found(shirt, article((10, 10, 30, 30), 0.9), "detector@1")
    assert found.cut is not None
    assert found.cut.box == (10, 10, 30, 30)
    assert found.cut.mask().sum() == 400
    assert (found.product, found.split) == (shirt.product, shirt.split)
    assert found.key != shirt.key
    assert found.key != as_found(shirt, article((10, 10, 30, 30), 0.9), "detector@2").key


def test_what_is_missed_counts_as_wrong(tmp_path: Path) -> None:
    shirt, bag = worn(tmp_path, 0, SHIRT), worn(tmp_path, 1, BAG, Broad.BAGS)
    goods = tuple(item(tmp_path, number, "front", broad=each.broad) for number, each in enumerate((shirt, bag)))
    asked = Questions("boutique-street", 0, (shirt, bag), goods, ())
    found = end_to_end(asked, [shirt, bag], lambda picture: [article(SHIRT, 0.9)], "d@1")
    assert [query.product for query in found.queries] == ["p0"]
    assert [query.product for query in found.missed] == ["p1"]
    assert found.data == "boutique-street-found"
    hit, miss = answers(found, np.ones((1, 2), np.float32))
    assert hit.recall(1) == 1.0
    assert miss.product == "p1"
    assert (miss.recall(10), miss.precision(3), miss.average_precision(), miss.ndcg) == (0, 0, 0, 0)
