"""Sheets of good and bad answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models.similarity.measure.answers import Answer
from models.similarity.measure.distances import euclidean
from models.similarity.measure.method import ByVectors
from models.similarity.measure.questions import questions
from models.similarity.measure.results import Result, measure
from models.similarity.report.pictures import FRAME, GAP, RIGHT, SIDE, good_and_bad, write_pictures
from tests.models.similarity.wardrobe import Cutter, wardrobe


def answer(number: int, product: int, place: int) -> Answer:
    return Answer(f"q{number}", f"p{product}", 30, (place,), (place,), 1.0, ())


def test_the_best_and_the_worst_a_product_once_and_none_in_both() -> None:
    answers = (answer(0, 0, 5), answer(1, 0, 2), answer(2, 1, 1), answer(3, 2, 30), answer(4, 3, 9))
    chosen = good_and_bad(Result("luma-back", "M", {}, "s", answers), count=2)
    assert [each.query for each in chosen["good"]] == ["q2", "q1"]
    assert [each.query for each in chosen["bad"]] == ["q3", "q4"]


def test_a_sheet_frames_the_right_goods_in_green(tmp_path: Path) -> None:
    asked = questions("luma-back", wardrobe(tmp_path))
    method = ByVectors(
        "Knows", lambda items: np.array([[float(each.product[1:])] for each in items], np.float32), euclidean
    )
    paths = write_pictures(measure(method, [asked]), [asked], Cutter(), tmp_path / "pictures")
    assert [path.name for path in paths] == ["luma-back-knows-good.png", "luma-back-knows-bad.png"]
    from PIL import Image

    sheet = np.asarray(Image.open(paths[0]))
    first = sheet[GAP : GAP + FRAME, GAP + SIDE + GAP : GAP + SIDE + GAP + SIDE]
    second = sheet[GAP : GAP + FRAME, GAP + 2 * (SIDE + GAP) : GAP + 2 * (SIDE + GAP) + SIDE]
    assert (first == RIGHT).all()
    assert not (second == RIGHT).all(axis=2).any()
