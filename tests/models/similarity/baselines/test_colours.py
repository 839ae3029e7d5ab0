"""The weight of the colours is chosen by training products alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.similarity.baselines.colours import WithColours, practised
from models.similarity.items import Item
from models.similarity.measure.distances import cosine
from models.similarity.measure.method import ByVectors
from models.similarity.measure.questions import questions
from tests.models.similarity.wardrobe import wardrobe


def told(split: str) -> ByVectors:
    """Knows the products of one split, and takes the others for one another's opposite."""

    def describe(items: Sequence[Item]) -> NDArray[np.float32]:
        rows = np.zeros((len(items), 6), np.float32)
        for row, item in zip(rows, items, strict=True):
            number = int(item.product[1:])
            knows = (number < 3) == (split == "test")
            row[number] = 1.0 if knows or item.view == "front" else -1.0
        return rows

    return ByVectors(f"Knows {split}", describe, cosine)


def test_practice_is_the_same_question_about_training_products(tmp_path: Path) -> None:
    asked = questions("luma-back", wardrobe(tmp_path, test=(0, 1, 2)))
    practice = practised(asked)
    assert {query.product for query in practice.queries} == {"p3", "p4", "p5"}
    assert {query.view for query in practice.queries} == {"back"}
    assert practice.goods == asked.goods
    assert practised(replace(asked, anywhere=True)).anywhere


def test_what_helps_test_products_only_gets_no_weight(tmp_path: Path) -> None:
    asked = questions("luma-back", wardrobe(tmp_path, test=(0, 1, 2)))
    assert WithColours("Sum", told("train"), told("test")).weight(asked) == 0.0
    assert WithColours("Sum", told("test"), told("train")).weight(asked) > 1.0


def test_the_sum_is_the_cosine_of_vectors_set_side_by_side(tmp_path: Path) -> None:
    asked = questions("luma-back", wardrobe(tmp_path, test=(0, 1, 2)))
    base, colours = told("test"), told("train")
    method = WithColours("Sum", base, colours)
    expected = base.scores(asked) + method.weight(asked) * colours.scores(asked)
    assert method.scores(asked) == pytest.approx(expected)
