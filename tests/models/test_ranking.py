"""The metrics against plain loops and against scikit-learn."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score

from models.ranking import average_precision, ndcg, order, precision, recall, tiered_relevance

lists = st.lists(st.booleans(), min_size=1, max_size=30).filter(any)


@given(lists, st.integers(1, 40))
def test_precision_and_recall_are_counts(found: list[bool], k: int) -> None:
    hits = 0
    for place, is_hit in enumerate(found):
        hits += is_hit and place < k
    assert precision(np.array(found), k) == pytest.approx(hits / k)
    assert recall(np.array(found), k) == pytest.approx(hits / sum(found))


@given(lists)
def test_average_precision_is_scikit_learns(found: list[bool]) -> None:
    falling = np.arange(len(found), 0, -1)
    assert average_precision(np.array(found)) == pytest.approx(average_precision_score(found, falling))


@given(st.lists(st.floats(0, 3), min_size=2, max_size=25).filter(lambda r: max(r) > 0.01), st.integers(1, 30))
def test_ndcg_is_the_papers_sum_and_scikit_learns(relevance: list[float], k: int) -> None:
    def gain(ranked: list[float]) -> float:
        total = 0.0
        for i, r in enumerate(ranked[:k], start=1):
            total += (2**r - 1) / log2(1 + i)
        return total

    found = ndcg(np.array(relevance), k)
    assert found == pytest.approx(gain(relevance) / gain(sorted(relevance, reverse=True)))
    falling = np.arange(len(relevance), 0, -1)
    assert found == pytest.approx(ndcg_score([2 ** np.array(relevance) - 1], [falling], k=k))


def test_a_query_without_an_answer_is_refused() -> None:
    none = np.zeros(4, bool)
    with pytest.raises(ValueError, match="must not be asked"):
        recall(none, 2)
    with pytest.raises(ValueError, match="must not be asked"):
        average_precision(none)
    with pytest.raises(ValueError, match="must not be asked"):
        ndcg(none.astype(np.float32), 2)


def test_the_order_falls_and_ties_earn_what_chance_earns() -> None:
    assert order(np.array([0.1, 0.9, 0.5], np.float32)).tolist() == [1, 2, 0]
    own = np.eye(40, dtype=bool)
    ranked = order(np.zeros((40, 40), np.float32))
    found = np.mean([recall(own[query][ranked[query]], 10) for query in range(40)])
    assert found == pytest.approx(0.25)
    with pytest.raises(ValueError, match="not a number"):
        order(np.array([0.1, np.nan], np.float32))


@pytest.mark.parametrize(
    ("good", "expected"),
    [
        ({"category": "jeans", "brand": "A", "colour": "navy", "fit": "slim"}, 3.0),
        ({"category": "jeans", "brand": "B", "colour": "navy", "fit": "slim"}, 2.0),  # another brand
        ({"category": "jeans", "brand": "A", "colour": "red", "fit": "slim"}, 2.5),  # half of the attributes
        ({"category": "skirts", "brand": "B", "colour": "red", "fit": "wide"}, 0.0),
        ({"category": "jeans"}, 1.0),
    ],
)
def test_relevance_is_category_and_brand_and_the_share_of_attributes(good: dict[str, str], expected: float) -> None:
    query = {"category": "jeans", "brand": "A", "colour": "navy", "fit": "slim", "neckline": ""}
    assert tiered_relevance(query, good) == pytest.approx(expected)


def test_what_the_query_does_not_say_matches_nothing() -> None:
    assert tiered_relevance({"brand": ""}, {"brand": ""}) == 0.0
    assert tiered_relevance({}, {"category": "jeans"}) == 0.0


def test_of_several_possible_values_any_matches() -> None:
    assert tiered_relevance({"colour": "blue|navy"}, {"colour": "navy"}) == 1.0
    assert tiered_relevance({"category": "t-shirts|women tops"}, {"category": "shirts|women tops"}) == 1.0
    assert tiered_relevance({"colour": "blue|navy"}, {"colour": "red"}) == 0.0
