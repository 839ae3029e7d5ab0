"""Distances against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from models.similarity.measure.distances import cosine, cosine_and_euclidean, euclidean

DRAW = np.random.default_rng(0)
QUERIES, GOODS = (DRAW.normal(size=(count, 6)).astype(np.float32) * 3 for count in (4, 7))


def test_cosine_and_euclidean_are_what_loops_say() -> None:
    for i, query in enumerate(QUERIES):
        for j, good in enumerate(GOODS):
            dot = sum(float(a) * float(b) for a, b in zip(query, good, strict=True))
            lengths = (sum(float(a) ** 2 for a in query) * sum(float(b) ** 2 for b in good)) ** 0.5
            assert cosine(QUERIES, GOODS)[i, j] == pytest.approx(dot / lengths, abs=1e-6)
            far = sum((float(a) - float(b)) ** 2 for a, b in zip(query, good, strict=True)) ** 0.5
            assert euclidean(QUERIES, GOODS)[i, j] == pytest.approx(-far, rel=1e-5)


def test_on_unit_vectors_all_give_one_order_and_on_others_they_do_not() -> None:
    unit = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in (QUERIES, GOODS)]
    orders = [np.argsort(compare(*unit), axis=1) for compare in (cosine, euclidean, cosine_and_euclidean)]
    assert (orders[0] == orders[1]).all()
    assert (orders[0] == orders[2]).all()
    assert (np.argsort(cosine(QUERIES, GOODS)) != np.argsort(euclidean(QUERIES, GOODS))).any()


def test_neither_outweighs_the_other_in_the_sum() -> None:
    both = cosine_and_euclidean(QUERIES, 100 * GOODS)
    assert both.mean(axis=1) == pytest.approx(0, abs=1e-5)
    assert np.corrcoef(both[0], cosine(QUERIES, 100 * GOODS)[0])[0, 1] == pytest.approx(
        np.corrcoef(both[0], euclidean(QUERIES, 100 * GOODS)[0])[0, 1], abs=1e-4
    )


def test_a_vector_of_zeros_is_like_nothing() -> None:
    assert cosine(np.zeros((1, 6), np.float32), GOODS).tolist() == [[0.0] * 7]
