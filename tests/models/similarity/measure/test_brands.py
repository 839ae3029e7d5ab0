"""Goods of the query's brand come first, in their own order, and only where a logo is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from models.similarity.measure.brands import BrandFirst, same_brand_first
from models.similarity.measure.distances import cosine
from models.similarity.measure.method import ByVectors
from models.similarity.measure.questions import Questions, questions
from tests.models.similarity.wardrobe import item, wardrobe

SCORES = np.array([[0.9, -1.0, 0.5, -0.2]] * 3, np.float32)


def test_the_brand_decides_first_then_the_score() -> None:
    found = same_brand_first(SCORES, ["A", None, "C"], ["B", "A", None, "A"])
    assert np.argsort(-found[0]).tolist() == [3, 1, 0, 2]
    assert (found[1:] == SCORES[1:]).all()  # no logo, and a brand that the shop does not have


def test_a_logo_helps_the_query_that_shows_it_only(tmp_path: Path) -> None:
    goods = tuple(item(tmp_path, number, "front", attributes={"brand": "AB"[number]}) for number in range(2))
    queries = tuple(item(tmp_path, number, "back", source="boutique") for number in range(2))
    asked = Questions("boutique-page", 0, queries, goods, ())
    base = ByVectors("Alike", lambda items: np.ones((len(items), 2), np.float32), cosine)
    method = BrandFirst(base, lambda each: "B" if each.product == "p1" else None)
    scores = method.scores(asked)
    assert scores[0].tolist() == base.scores(asked)[0].tolist()
    assert scores[1].argmax() == 1
    assert method.knows(asked)
    assert not method.knows(questions("luma-back", wardrobe(tmp_path)))
    assert method.name == "Alike, re-ranked (logos told)"
    assert method.knows(replace(asked, data="boutique-street-found"))
