"""Answers against figures worked out by hand."""

from __future__ import annotations

from math import log2
from pathlib import Path

import numpy as np
import pytest

from data.taxonomy import Broad
from models.similarity.measure.answers import answers
from models.similarity.measure.questions import Questions
from tests.models.similarity.wardrobe import item


def asked(folder: Path) -> Questions:
    """A query, its front, another colour of it, two others, and a bag that is not looked at."""
    query = item(folder, 0, "back", source="boutique", attributes={"colour": "red", "fit": "slim", "brand": "A"})
    goods = (
        item(folder, 1, "front", attributes={"colour": "navy", "fit": "slim", "brand": "B"}),
        item(folder, 0, "front", attributes={"colour": "red", "fit": "slim", "brand": "A"}),
        item(folder, 2, "front", model="m0", attributes={"colour": "navy", "fit": "slim", "brand": "A"}),
        item(folder, 3, "front", fine=frozenset({"shirts"}), attributes={}),
        item(folder, 4, "front", broad=Broad.BAGS, attributes={"colour": "red", "fit": "slim", "brand": "A"}),
    )
    return Questions("boutique-page", 0, (query,), goods, ())


def test_places_and_figures_are_those_of_the_order(tmp_path: Path) -> None:
    questions = asked(tmp_path)
    (found,) = answers(questions, np.array([[0.9, 0.8, 0.7, 0.1, 1.0]], np.float32))
    assert (found.places, found.model_places, found.goods) == ((2,), (2, 3), 4)
    assert found.first == tuple(questions.goods[place].key for place in (0, 1, 2, 3))
    assert [found.recall(k) for k in (1, 2)] == [0.0, 1.0]
    assert found.precision(3) == pytest.approx(1 / 3)
    assert found.average_precision() == pytest.approx(1 / 2)
    gains = [2**relevance - 1 for relevance in (1.5, 3.0, 2.5, 0.0)]
    best = sorted(gains, reverse=True)
    expected = sum(g / log2(i + 2) for i, g in enumerate(gains)) / sum(g / log2(i + 2) for i, g in enumerate(best))
    assert found.ndcg == pytest.approx(expected)


def test_scores_of_other_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="are not of these questions"):
        answers(asked(tmp_path), np.zeros((1, 3), np.float32))
