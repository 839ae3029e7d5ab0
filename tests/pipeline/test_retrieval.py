"""The shop index against brute force, its files, and the stage around it."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.taxonomy import BROAD_CATEGORIES, Broad, fine_types
from pipeline.look import Article, Look, Mask, Match
from pipeline.photo import Photo
from pipeline.retrieval import FindMatches, IndexRow, ShopIndex, ShopIndexError

D = 16
Vectors = NDArray[np.float32]
Random = np.random.Generator


def unit(random: Random, count: int, dimension: int = D) -> Vectors:
    vectors: Vectors = random.normal(size=(count, dimension)).astype(np.float32)
    unit_vectors: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit_vectors


def goods(random: Random, products: int, views: int) -> tuple[list[IndexRow], Vectors]:
    """Rows and vectors of a category: every product `views` times, its views close together."""
    bases = np.repeat(unit(random, products), views, axis=0)
    vectors = bases + 0.2 * unit(random, products * views)
    rows = [IndexRow(f"p{i // views}", f"p{i // views}/{i % views}.jpg") for i in range(products * views)]
    return rows, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def brute_force(rows: list[IndexRow], vectors: Vectors, query: Vectors, k: int) -> list[tuple[str, str, float]]:
    """(product, picture, cosine) of the k best products, by sorting every cosine."""
    best: dict[str, tuple[str, float]] = {}
    for row, vector in zip(rows, vectors, strict=True):
        cosine = float(np.dot(vector.astype(np.float64), query.astype(np.float64)))
        if row.product_id not in best or cosine > best[row.product_id][1]:
            best[row.product_id] = (row.image, cosine)
    order = sorted(best.items(), key=lambda item: -item[1][1])[:k]
    return [(product, image, cosine) for product, (image, cosine) in order]


def in_colours(rows: list[IndexRow], colours: int) -> list[IndexRow]:
    """The rows with every `colours` products in a row being one model, and every fourth model without a name."""
    named = []
    for row in rows:
        model = int(row.product_id[1:]) // colours
        named.append(row._replace(model=None if model % 4 == 3 else f"m{model}"))
    return named


def merged_by_force(rows: list[IndexRow], vectors: Vectors, query: Vectors, k: int, exclude: set[str]) -> list[str]:
    """Product ids: all products by cosine, without those left out or their models, the first of every model."""
    gone = {row.model for row in rows if row.product_id in exclude and row.model is not None}
    models = {row.product_id: row.model for row in rows}
    answers: dict[str, str] = {}
    for product, _, _ in brute_force(rows, vectors, query, len(rows)):
        if product not in exclude and models[product] not in gone:
            answers.setdefault(models[product] or f"product {product}", product)
    return list(answers.values())[:k]


def flat(matches: tuple[Match, ...]) -> list[tuple[str, str]]:
    return [(match.product_id, match.image) for match in matches]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), products=st.integers(1, 30), views=st.integers(1, 9), k=st.integers(1, 40))
def test_search_is_brute_force(seed: int, products: int, views: int, k: int) -> None:
    random = np.random.default_rng(seed)
    rows, vectors = goods(random, products, views)
    queries = unit(random, 3)
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1")
    for query, matches in zip(queries, index.search(Broad.BAGS, queries, k), strict=True):
        expected = brute_force(rows, vectors, query, k)
        assert flat(matches) == [(product, image) for product, image, _ in expected]
        cosines = [min(max(cosine, 0.0), 1.0) for _, _, cosine in expected]
        np.testing.assert_allclose([match.similarity for match in matches], cosines, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    products=st.integers(1, 40),
    views=st.integers(1, 6),
    colours=st.integers(1, 12),
    k=st.integers(1, 15),
    left_out=st.sets(st.integers(0, 50), max_size=3),
)
def test_colours_of_one_model_are_one_answer(
    seed: int, products: int, views: int, colours: int, k: int, left_out: set[int]
) -> None:
    random = np.random.default_rng(seed)
    rows, vectors = goods(random, products, views)
    rows, exclude = in_colours(rows, colours), {f"p{number}" for number in left_out}
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1")
    queries = np.concatenate([unit(random, 2), vectors[:1]])
    merged = index.search(Broad.BAGS, queries, k, exclude=exclude)
    for query, matches in zip(queries, merged, strict=True):
        assert [match.product_id for match in matches] == merged_by_force(rows, vectors, query, k, exclude)
    # Asked for, every colour is an answer of its own; only the products themselves are left out.
    every = index.search(Broad.BAGS, queries, k, exclude=exclude, other_colours=True)
    for query, matches in zip(queries, every, strict=True):
        order = [product for product, _, _ in brute_force(rows, vectors, query, len(rows)) if product not in exclude]
        assert [match.product_id for match in matches] == order[:k]
        assert {match.product_id: match.model for match in matches}.items() <= {(r.product_id, r.model) for r in rows}


@pytest.mark.parametrize("flat_up_to", [10, 10_000])
def test_k_answers_come_back_however_many_colours_there_are(flat_up_to: int) -> None:
    """The nearest 600 pictures are of one model; ten others lie behind it."""
    random = np.random.default_rng(11)
    vectors = np.concatenate([unit(random, 1) + 0.01 * unit(random, 600), unit(random, 10)])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [IndexRow(f"colour{i // 5}", f"{i}.jpg", "tee") for i in range(600)]
    rows += [IndexRow(f"other{i}", "0.jpg", f"other {i}") for i in range(10)]
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1", flat_up_to)
    (matches,) = index.search(Broad.BAGS, vectors[:1], 8)
    assert len(matches) == 8
    assert [match.model for match in matches].count("tee") == 1
    (matches,) = index.search(Broad.BAGS, vectors[:1], 8, exclude=["colour3"])
    assert len(matches) == 8
    assert {match.model for match in matches} <= {f"other {i}" for i in range(10)}
    (matches,) = index.search(Broad.BAGS, vectors[:1], 8, exclude=["colour3"], other_colours=True)
    assert len(matches) == 8
    assert "colour3" not in {match.product_id for match in matches}


def test_a_model_is_left_out_of_other_categories_too() -> None:
    """A shop's twin set: jumper and cardigan of one model lie on two shelves."""
    vectors = np.eye(D, dtype=np.float32)[:1]
    rows = {Broad.TOPWEAR: [IndexRow("top", "t.jpg", "twin")], Broad.OUTERWEAR: [IndexRow("cardigan", "c.jpg", "twin")]}
    index = ShopIndex(rows, dict.fromkeys(rows, vectors), "m@1")
    assert index.search(Broad.OUTERWEAR, vectors, 3, exclude=["top"]) == [()]
    (matches,) = index.search(Broad.OUTERWEAR, vectors, 3, exclude=["top"], other_colours=True)
    assert [match.product_id for match in matches] == ["cardigan"]


@pytest.mark.parametrize("flat_up_to", [10, 1000])
def test_a_product_knows_its_own_vectors(flat_up_to: int) -> None:
    rows, vectors = goods(np.random.default_rng(12), 20, 3)
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1", flat_up_to)
    np.testing.assert_allclose(index.vectors_of(Broad.BAGS, "p7"), vectors[21:24])
    assert index.vectors_of(Broad.BAGS, "none").shape == (0, D)
    assert index.vectors_of(Broad.DRESSES, "p7").shape == (0, D)


def test_one_product_with_most_of_the_pictures_does_not_hide_the_others() -> None:
    random = np.random.default_rng(1)
    crowd = unit(random, 1) + 0.01 * unit(random, 500)
    vectors = np.concatenate([crowd, unit(random, 4)])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [IndexRow("crowd", f"{i}.jpg") for i in range(500)] + [IndexRow(f"other{i}", "0.jpg") for i in range(4)]
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1")
    (matches,) = index.search(Broad.BAGS, vectors[:1], 5)
    assert matches[0].product_id == "crowd"
    assert {match.product_id for match in matches} == {"crowd", "other0", "other1", "other2", "other3"}


def test_graph_finds_what_brute_force_finds() -> None:
    random = np.random.default_rng(2)
    rows, vectors = goods(random, 1000, 3)
    queries = vectors[::50] + 0.1 * unit(random, 60)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1", flat_up_to=100)
    found = index.search(Broad.BAGS, queries, 10)
    hits = sum(
        len(set(flat(matches)) & {(p, i) for p, i, _ in brute_force(rows, vectors, query, 10)})
        for query, matches in zip(queries, found, strict=True)
    )
    assert hits >= 0.97 * 600


def test_graph_is_exhausted_when_more_products_are_wanted_than_there_are() -> None:
    random = np.random.default_rng(3)
    rows, vectors = goods(random, 20, 10)
    index = ShopIndex({Broad.BAGS: rows}, {Broad.BAGS: vectors}, "m@1", flat_up_to=10)
    (matches,) = index.search(Broad.BAGS, vectors[:1], 50)
    assert {match.product_id for match in matches} <= {row.product_id for row in rows}
    assert len(matches) >= 19


def test_similarity_stays_between_zero_and_one() -> None:
    vectors = np.eye(D, dtype=np.float32)[:1]
    index = ShopIndex({Broad.BAGS: [IndexRow("p", "p.jpg")]}, {Broad.BAGS: vectors * 1.0005}, "m@1")
    same, opposite = index.search(Broad.BAGS, np.concatenate([vectors, -vectors]), 1)
    assert (same[0].similarity, opposite[0].similarity) == (1.0, 0.0)


def test_category_without_goods_gives_no_matches() -> None:
    index = ShopIndex({Broad.BAGS: []}, {Broad.BAGS: np.zeros((0, D), np.float32)}, "m@1")
    assert index.search(Broad.BAGS, np.eye(D, dtype=np.float32)[:2], 3) == [(), ()]
    assert (index.size, index.dimension, index.sizes) == (0, 0, {})


@pytest.mark.parametrize(
    ("rows", "vectors"),
    [
        ({Broad.BAGS: [IndexRow("p", "i")]}, {}),  # no vectors at all
        ({Broad.BAGS: [IndexRow("p", "i")]}, {Broad.BAGS: np.eye(D)[:2]}),  # one vector too many
        ({Broad.BAGS: [IndexRow("p", "i")]}, {Broad.BAGS: 3 * np.eye(D)[:1]}),  # not a unit vector
        ({Broad.BAGS: [IndexRow("p", "i")]}, {Broad.BAGS: np.full((1, D), np.nan)}),
        (  # two dimensions
            {Broad.BAGS: [IndexRow("p", "i")], Broad.DRESSES: [IndexRow("q", "i")]},
            {Broad.BAGS: np.eye(D)[:1], Broad.DRESSES: np.eye(8)[:1]},
        ),
    ],
)
def test_rows_and_vectors_that_do_not_fit_are_refused(rows: Any, vectors: Any) -> None:
    with pytest.raises(ValueError, match=r"vectors|dimension"):
        ShopIndex(rows, vectors, "m@1")


def test_wrong_queries_are_refused() -> None:
    index = ShopIndex({Broad.BAGS: [IndexRow("p", "i")]}, {Broad.BAGS: np.eye(D, dtype=np.float32)[:1]}, "m@1")
    with pytest.raises(ValueError, match="at least 1"):
        index.search(Broad.BAGS, np.eye(D, dtype=np.float32)[:1], 0)
    with pytest.raises(ValueError, match="16 values"):
        index.search(Broad.BAGS, np.eye(8, dtype=np.float32)[:1], 1)


@pytest.fixture
def index() -> ShopIndex:
    random = np.random.default_rng(4)
    stock = {broad: goods(random, 12, 2) for broad in (Broad.TOPWEAR, Broad.FOOTWEAR)}
    return ShopIndex({b: rows for b, (rows, _) in stock.items()}, {b: v for b, (_, v) in stock.items()}, "m@1")


@pytest.mark.parametrize("flat_up_to", [10, 1000])
def test_saved_index_answers_alike(tmp_path: Path, flat_up_to: int) -> None:
    random = np.random.default_rng(5)
    rows, vectors = goods(random, 50, 3)
    rows = in_colours(rows, 2)
    rows[0] = IndexRow('šaty "1"/ü', "a b.jpg", "model 1/ü")
    before = ShopIndex({Broad.DRESSES: rows}, {Broad.DRESSES: vectors}, "m@1", flat_up_to)
    before.save(tmp_path / "größe")
    after = ShopIndex.load(tmp_path / "größe")
    assert (after.size, after.dimension, after.model) == (150, D, "m@1")
    queries = np.concatenate([vectors[:1], unit(random, 4)])
    assert after.search(Broad.DRESSES, queries, 7) == before.search(Broad.DRESSES, queries, 7)
    assert after.search(Broad.DRESSES, queries, 7)[0][0].product_id == 'šaty "1"/ü'


def test_empty_index_is_saved_too(tmp_path: Path) -> None:
    ShopIndex({}, {}, "m@1").save(tmp_path)
    assert ShopIndex.load(tmp_path).size == 0


def test_an_index_from_before_there_were_models_is_read(tmp_path: Path, index: ShopIndex) -> None:
    index.save(tmp_path)
    for file in tmp_path.glob("*.rows.json"):
        file.write_text(json.dumps([row[:2] for row in json.loads(file.read_text())]))
    query = unit(np.random.default_rng(9), 1)
    assert ShopIndex.load(tmp_path).search(Broad.TOPWEAR, query, 5) == index.search(Broad.TOPWEAR, query, 5)


@pytest.mark.parametrize("file", ["contents.json", "footwear.faiss", "footwear.rows.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_incomplete_index_is_refused(tmp_path: Path, index: ShopIndex, file: str, damage: str) -> None:
    index.save(tmp_path)
    content = (tmp_path / file).read_bytes()
    (tmp_path / file).unlink()
    if damage == "cut":
        (tmp_path / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ShopIndexError, match="import the catalogue again"):
        ShopIndex.load(tmp_path)


def test_rows_of_another_index_are_refused(tmp_path: Path, index: ShopIndex) -> None:
    index.save(tmp_path)
    (tmp_path / "footwear.rows.json").write_text('[["p", "p.jpg"]]')
    with pytest.raises(ShopIndexError, match="24 vectors of 'footwear' but 1 rows"):
        ShopIndex.load(tmp_path)


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
