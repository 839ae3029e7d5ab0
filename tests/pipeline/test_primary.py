"""Which article of a look is the product whose page it is from."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import Broad, fine_types
from pipeline.look import Article, Look, Mask
from pipeline.primary import primary_article, sold_as
from pipeline.retrieval import FindMatches, IndexRow, ShopIndex

AXES = np.eye(8, dtype=np.float32)


def mix(one: int, two: int, share: float) -> NDArray[np.float32]:
    """A unit vector between two axes; the first has the share."""
    vector = share * AXES[one] + (1 - share) * AXES[two]
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def article(name: str, broad: Broad, embedding: NDArray[np.float32] | None, score: float = 0.9) -> Article:
    mask, fine = Mask.encode(np.ones((8, 8), bool)), fine_types(broad)[0].name
    return Article(id=name, broad=broad, fine=fine, score=score, box=(0, 0, 4, 4), mask=mask, embedding=embedding)


@pytest.fixture
def index() -> ShopIndex:
    """A cardigan with two pictures, another one, and a top."""
    rows = {
        Broad.OUTERWEAR: [IndexRow("cardigan", "1"), IndexRow("cardigan", "2"), IndexRow("other", "3")],
        Broad.TOPWEAR: [IndexRow("top", "4")],
    }
    return ShopIndex(rows, {Broad.OUTERWEAR: AXES[[0, 1, 2]], Broad.TOPWEAR: AXES[[3]]}, "m@1")


def found(index: ShopIndex, *articles: Article) -> Look:
    return FindMatches(lambda: index).find(Look(photo="p", width=8, height=8, articles=articles))


def primary(index: ShopIndex, *articles: Article) -> str | None:
    result = primary_article(found(index, *articles), index, "cardigan", Broad.OUTERWEAR)
    return None if result is None else result.id


def test_the_only_article_of_its_category(index: ShopIndex) -> None:
    assert primary(index, article("a1", Broad.TOPWEAR, AXES[0]), article("a2", Broad.OUTERWEAR, AXES[5])) == "a2"


def test_of_two_the_one_most_like_any_of_its_pictures(index: ShopIndex) -> None:
    articles = (article("a1", Broad.OUTERWEAR, mix(2, 1, 0.7)), article("a2", Broad.OUTERWEAR, mix(1, 2, 0.7), 0.6))
    assert primary(index, *articles) == "a2"


def test_a_cardigan_that_was_taken_for_a_top(index: ShopIndex) -> None:
    assert primary(index, article("a1", Broad.TOPWEAR, mix(1, 3, 0.7))) == "a1"
    # More like the shop's top than like the cardigan: the model's own top, and the cardigan was missed.
    assert primary(index, article("a1", Broad.TOPWEAR, mix(3, 1, 0.7))) is None


def test_shoes_are_no_cardigan(index: ShopIndex) -> None:
    assert primary(index, article("a1", Broad.FOOTWEAR, AXES[0])) is None


def test_without_index_or_embedding_the_category_decides(index: ShopIndex) -> None:
    articles = (
        article("a1", Broad.OUTERWEAR, None),
        article("a2", Broad.OUTERWEAR, None),
    )
    assert primary(index, *articles) == "a1"
    look = Look(photo="p", width=8, height=8, articles=articles)
    found = primary_article(look, None, "cardigan", Broad.OUTERWEAR)
    assert found is not None
    assert found.id == "a1"
    assert primary_article(look, None, "bag", Broad.BAGS) is None


def test_it_is_compared_in_the_category_it_is_sold_under(index: ShopIndex) -> None:
    seen = article("a1", Broad.TOPWEAR, AXES[0])
    sold = sold_as(seen, Broad.OUTERWEAR, "shrugs")
    assert (sold.broad, sold.fine) == (Broad.OUTERWEAR, "shrugs")
    (again,) = FindMatches(lambda: index, exclude={"cardigan"}).find(found(index, sold)).articles
    assert [match.product_id for match in again.matches] == ["other"]
    assert sold_as(seen, Broad.OUTERWEAR, None) is seen
    assert sold_as(seen, Broad.OUTERWEAR, "jeans") is seen
