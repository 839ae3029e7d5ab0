from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import VIEWS, View
from models.report.views import CELL, FULL, LABELS, TITLE, draw_matrices, tables
from models.views.evaluate import accuracy, evaluate, figures, total
from models.views.examples import boutique_examples
from pipeline.photo import Photo
from tests.models.views.shots import boutique_shop


class AllButSides:
    """Knows the view from the file's name, but calls every side a front."""

    model = "views@test"

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        rows = np.zeros((len(photos), len(VIEWS)), np.float32)
        for row, photo in zip(rows, photos, strict=True):
            view = View(photo.name.removesuffix(".webp"))
            row[VIEWS.index(View.FRONT if view in (View.LEFT, View.RIGHT) else view)] = 1.0
        return rows


def test_what_is_taken_for_what(tmp_path: Path) -> None:
    examples = boutique_examples(boutique_shop(tmp_path))
    found = evaluate(AllButSides(), examples)
    assert set(found) == {("boutique", "topwear"), ("boutique", "bottomwear"), ("boutique", "dresses")}
    counts = total(found, "boutique")
    assert counts.tolist() == [[3, 0, 0, 0, 0], [0, 3, 0, 0, 0], [3, 0, 0, 0, 0], [3, 0, 0, 0, 0], [0, 0, 0, 0, 3]]
    assert accuracy(counts) == pytest.approx(0.6)
    assert figures(found) == {
        "boutique: shots": 15.0,
        "boutique: right": 0.6,
        "boutique: front, back, detail": 1.0,
        "boutique: left, right": 0.0,
        "boutique: shots from left or right": 6.0,
    }


def test_the_table_and_the_picture_tell_the_same(tmp_path: Path) -> None:
    found = evaluate(AllButSides(), boutique_examples(boutique_shop(tmp_path)))
    text = tables(found)
    assert "boutique, dresses: 0.600 of 5" in text
    left = next(line for line in text.splitlines() if line.startswith("left"))
    assert left.split() == ["left", "1", "0", "0", "0", "0"]
    picture = draw_matrices({("boutique", "dresses"): found["boutique", "dresses"]})
    corner = (picture.width - LABELS - CELL * len(VIEWS)) // 2
    middle = (corner + LABELS + 4, corner + TITLE + LABELS + 4)
    assert picture.getpixel(middle) == FULL
    assert picture.getpixel((middle[0] + CELL, middle[1])) == (255, 255, 255)


def test_nothing_measured_is_nothing_claimed() -> None:
    assert accuracy(np.zeros((5, 5), np.int64)) == 0.0
    assert tables({}) == ""
    assert draw_matrices({}).width > 0
