"""Re-ranking by logos that are read: what is added, where nothing is, and how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.similarity.items import Item
from models.similarity.measure.distances import cosine
from models.similarity.measure.logos_read import BrandRead, LogosRead, fitted_weight
from models.similarity.measure.method import ByVectors
from models.similarity.measure.questions import Questions, questions
from tests.models.similarity.wardrobe import item, wardrobe
from tests.pipeline.logo_networks import Colour, Middle

SETTINGS = {"temperature": 0.05, "unknown": 0.9, "rerank_weight": 0.5}


def not_blue(crop: NDArray[np.uint8]) -> bool:
    """What shows a logo."""
    return bool(crop[128, 200, 2] < 190)


@pytest.fixture
def asked(tmp_path: Path) -> Questions:
    """Red, green and blue goods of three brands; a picture of each. The blue one shows no logo."""
    goods = tuple(item(tmp_path, n, "front", attributes={"brand": "ABC"[n]}, domain="white") for n in range(3))
    queries = tuple(item(tmp_path, n, "back", source="boutique", domain="white") for n in range(3))
    return Questions("boutique-page", 0, queries, goods, ())


def test_goods_of_the_brand_that_is_read_gain_and_nothing_else_changes(asked: Questions) -> None:
    finder = Middle(not_blue)
    logos = LogosRead(finder, Colour(), SETTINGS, "test")
    found = logos.probabilities(asked)
    assert found.shape == (3, 3)
    assert found[0].argmax() == 0
    assert found[1].argmax() == 1
    assert found[[0, 1], [0, 1]].min() > 0.5
    assert found[2].max() == 0, "no logo, no brand"
    assert found[:, 2].max() == 0, "a brand whose goods show no logo is never read"
    assert (logos.probabilities(asked) == found).all()
    assert finder.seen == 6, "each picture once"
    base = ByVectors("Alike", lambda items: np.ones((len(items), 2), np.float32), cosine)
    method = BrandRead(base, logos)
    assert method.scores(asked) == pytest.approx(base.scores(asked) + 0.5 * found)
    assert method.scores(asked)[2].tolist() == base.scores(asked)[2].tolist()
    assert method.name == "Alike, re-ranked (logos read)"


def test_the_weight_is_chosen_for_the_queries_with_a_logo(asked: Questions) -> None:
    logos = LogosRead(Middle(not_blue), Colour(), SETTINGS, "test")
    # The base is wrong by .25 on everything: less does not help, more does not harm.
    scores = np.full((3, 3), 0.75, np.float32)
    scores[range(3), range(3)] = 0.5

    class Wrong(ByVectors):
        def scores(self, asked: Questions) -> NDArray[np.float32]:
            return scores

    def nothing(items: Sequence[Item]) -> NDArray[np.float32]:
        return np.zeros((len(items), 1), np.float32)

    weight, means = fitted_weight(Wrong("Wrong", nothing, cosine), [asked], logos)
    assert means[0.0] == pytest.approx(1 / 3), "the third query, which shows no logo, does not count"
    assert weight == 0.3
    assert means[0.3] == means[2.0] == 1


def test_only_the_boutique_is_re_ranked(tmp_path: Path) -> None:
    method = BrandRead(
        ByVectors("A", lambda _: np.zeros((1, 1), np.float32), cosine),
        LogosRead(Middle(not_blue), Colour(), SETTINGS, ""),
    )
    assert not method.knows(questions("luma-back", wardrobe(tmp_path)))
