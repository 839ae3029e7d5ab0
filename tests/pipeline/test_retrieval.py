"""The shop index against brute force."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.taxonomy import Broad
from pipeline.retrieval import IndexRow, ShopIndex
from tests.pipeline.shop import D, Vectors, flat, goods, in_colours, unit


def brute_force(rows: list[IndexRow], vectors: Vectors, query: Vectors, k: int) -> list[tuple[str, str, float]]:
    """(product, picture, cosine) of the k best products, by sorting every cosine."""
    best: dict[str, tuple[str, float]] = {}
    for row, vector in zip(rows, vectors, strict=True):
        cosine = float(np.dot(vector.astype(np.float64), query.astype(np.float64)))
        if row.product_id not in best or cosine > best[row.product_id][1]:
            best[row.product_id] = (row.image, cosine)
    order = sorted(best.items(), key=lambda item: -item[1][1])[:k]
    return [(product, image, cosine) for product, (image, cosine) in order]


def merged_by_force(rows: list[IndexRow], vectors: Vectors, query: Vectors, k: int, exclude: set[str]) -> list[str]:
    """Product ids: all products by cosine, without those left out or their models, the first of every model."""
    gone = {row.model for row in rows if row.product_id in exclude and row.model is not None}
    models = {row.product_id: row.model for row in rows}
    answers: dict[str, str] = {}
    for product, _, _ in brute_force(rows, vectors, query, len(rows)):
        if product not in exclude and models[product] not in gone:
            answers.setdefault(models[product] or f"product {product}", product)
    return list(answers.values())[:k]


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
