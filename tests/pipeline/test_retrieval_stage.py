"""The stage around the shop index."""

from unittest.mock import Mock

import numpy as np
import pytest

from data.taxonomy import BROAD_CATEGORIES, Broad, fine_types
from pipeline.look import Article, Look, Mask
from pipeline.photo import Photo
from pipeline.retrieval import FindMatches, ShopIndex, ShopIndexError
from tests.pipeline.shop import D, Vectors, goods, in_colours, two_shelves, unit


@pytest.fixture
def index() -> ShopIndex:
    return two_shelves()


def article(number: int, broad: Broad, embedding: Vectors | None) -> Article:
    mask = Mask.encode(np.ones((8, 8), bool))
    fine = fine_types(broad)[0].name
    return Article(id=f"a{number}", broad=broad, fine=fine, score=0.9, box=(0, 0, 4, 4), mask=mask, embedding=embedding)


PHOTO = Photo("p.jpg", np.zeros((8, 8, 3), np.uint8))


def test_stage_searches_each_article_in_its_own_category(index: ShopIndex) -> None:
    vectors = unit(np.random.default_rng(6), 7)
    articles = [article(i, broad, vectors[i]) for i, broad in enumerate(BROAD_CATEGORIES)]
    articles += [article(8, Broad.TOPWEAR, vectors[6]), article(9, Broad.TOPWEAR, None)]
    look = Look(photo="p.jpg", width=8, height=8, articles=tuple(articles), models={"embedding": "m@1"})
    after = FindMatches(lambda: index, k=5)(PHOTO, look)
    for before, now in zip(articles, after.articles, strict=True):
        if before.embedding is None:
            assert now.matches == ()
        else:
            assert now.matches == index.search(before.broad, before.embedding[None], 5)[0]
        assert now.id == before.id
    assert [len(a.matches) for a in after.articles] == [5 if a.broad in index.sizes else 0 for a in articles[:-1]] + [0]


def test_stage_leaves_out_and_merges_what_it_is_told_to() -> None:
    rows, vectors = goods(np.random.default_rng(13), 12, 2)
    index = ShopIndex({Broad.BAGS: in_colours(rows, 3)}, {Broad.BAGS: vectors}, "m@1")
    look = Look(photo="p.jpg", width=8, height=8, articles=(article(1, Broad.BAGS, vectors[2]),))
    (found,) = FindMatches(lambda: index, 20, exclude={"p1"}).find(look).articles
    assert found.matches == index.search(Broad.BAGS, vectors[2:3], 20, exclude={"p1"})[0]
    assert len(found.matches) == 5  # of four models one is the product's own and one has no name, which are three goods
    (found,) = FindMatches(lambda: index, 20, exclude={"p1"}, other_colours=True).find(look).articles
    assert sorted(match.product_id for match in found.matches) == sorted({f"p{i}" for i in range(12)} - {"p1"})


def test_stage_asks_for_the_index_once_a_photo(index: ShopIndex) -> None:
    provider = Mock(return_value=index)
    stage = FindMatches(provider)
    look = Look(
        photo="p", width=8, height=8, articles=(article(1, Broad.TOPWEAR, unit(np.random.default_rng(8), 1)[0]),) * 3
    )
    stage(PHOTO, look)
    assert provider.call_count == 1


def test_stage_without_a_shop_leaves_the_look_as_it_is() -> None:
    look = Look(photo="p", width=8, height=8, articles=(article(1, Broad.TOPWEAR, np.eye(D)[0]),))
    assert FindMatches(lambda: None)(PHOTO, look) is look


def test_vectors_of_another_model_are_never_compared(index: ShopIndex) -> None:
    vector = unit(np.random.default_rng(7), 1)[0]
    look = Look(
        photo="p",
        width=8,
        height=8,
        articles=(article(1, Broad.TOPWEAR, vector),),
        models={"embedding": "m@2"},
    )
    with pytest.raises(ShopIndexError, match="m@2"):
        FindMatches(lambda: index)(PHOTO, look)
