"""Precision and recall against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from models.report.boutique.ranking import AT, precision_at, recall_at


@pytest.mark.parametrize("k", AT)
@pytest.mark.parametrize("length", [0, 2, 20])
def test_precision_and_recall_by_counting(k: int, length: int) -> None:
    rng = np.random.default_rng(k + length)
    answers = [f"p{number}" for number in rng.permutation(40)[:length]]
    relevant = {f"p{number}" for number in range(9)}
    hits = 0
    for place, product in enumerate(answers):
        if place < k and product in relevant:
            hits += 1
    assert precision_at(answers, relevant, k) == pytest.approx(hits / k)
    assert recall_at(answers, relevant, k) == pytest.approx(hits / 9)


def test_what_the_paper_calls_precision_is_out_of_k() -> None:
    assert precision_at(["a"], {"a"}, 5) == pytest.approx(0.2)
    assert recall_at(["a"], {"a", "b"}, 5) == pytest.approx(0.5)
