"""The arrays' numbers are those of plain loops over boxes, written from the definitions."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from data.taxonomy import Broad
from labeling.found import Found, iou_matrix
from labeling.scores.aggregate import Max, Mean, TopK
from labeling.scores.boxes import Entropy, LeastConfidence, Margin, distributions
from labeling.scores.protocol import Evidence
from labeling.scores.uncertainty import Uncertainty, Weighted, weakness
from tests.labeling.conftest import some_found

SEEDS = range(20)


def iou(one: list[float], two: list[float]) -> float:
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, two)]
    return width * height / (area[0] + area[1] - width * height)


def distribution(rows: list[list[float]], place: int) -> list[float]:
    best = [0.0] * 7
    for other, (number, score, *box) in enumerate(rows):
        if other == place or iou(box, rows[place][2:]) >= 0.5:
            best[int(number)] = max(best[int(number)], score)
    total = sum(best)
    return [*(value / total for value in best), 0.0] if total > 1 else [*best, 1 - total]


@pytest.mark.parametrize("seed", SEEDS)
def test_iou_is_that_of_a_loop(seed: int) -> None:
    one, two = some_found(seed, 9).boxes, some_found(seed + 100, 5).boxes
    expected = [[iou(a, b) for b in two.tolist()] for a in one.tolist()]
    np.testing.assert_allclose(iou_matrix(one, two), expected, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_uncertainty_is_that_of_a_loop(seed: int) -> None:
    found = some_found(seed, 10)
    rows = [
        [number, score, *box]
        for number, score, box in zip(found.classes, found.scores, found.boxes.tolist(), strict=True)
    ]
    table = [distribution(rows, place) for place in range(len(rows))]
    np.testing.assert_allclose(distributions(found), table, atol=1e-9)
    np.testing.assert_allclose(LeastConfidence()(found), [(1 - max(p)) * 8 / 7 for p in table], atol=1e-9)
    margins = [1 - (sorted(p)[-1] - sorted(p)[-2]) for p in table]
    np.testing.assert_allclose(Margin()(found), margins, atol=1e-9)
    entropies = [-sum(value * log(value) for value in p if value > 0) / log(8) for p in table]
    np.testing.assert_allclose(Entropy()(found), entropies, atol=1e-9)


def found(*rows: tuple[int, float, tuple[int, int, int, int]]) -> Found:
    return Found.from_rows([[number, score, *box] for number, score, box in rows])


HERE, THERE = (0, 0, 10, 20), (50, 50, 60, 70)


@pytest.mark.parametrize("doubt", [LeastConfidence(), Margin(), Entropy()], ids=lambda doubt: doubt.name)
def test_sure_boxes_and_mere_noise_are_both_no_doubt(doubt: LeastConfidence | Margin | Entropy) -> None:
    sure, noise, half = (float(doubt(found((0, score, HERE)))[0]) for score in (0.99, 0.06, 0.5))
    assert max(sure, noise) < half
    torn = float(doubt(found((0, 0.5, HERE), (1, 0.5, HERE)))[0])
    apart = float(doubt(found((0, 0.99, HERE), (1, 0.99, THERE)))[0])
    assert apart < torn


def test_two_classes_on_one_region_share_its_probability() -> None:
    p = distributions(found((0, 0.6, HERE), (1, 0.3, HERE), (4, 0.9, THERE)))
    np.testing.assert_allclose(p[0], p[1])
    np.testing.assert_allclose(p[0], [0.6, 0.3, 0, 0, 0, 0, 0, 0.1], atol=1e-12)
    np.testing.assert_allclose(p[2], [0, 0, 0, 0, 0.9, 0, 0, 0.1], atol=1e-12)


@pytest.mark.parametrize("doubt", [LeastConfidence(), Margin(), Entropy()], ids=lambda doubt: doubt.name)
def test_nothing_found_is_no_number_and_no_error(doubt: LeastConfidence | Margin | Entropy) -> None:
    nothing = Found.from_rows([])
    assert doubt(nothing).shape == (0,)
    for over in (Max(), Mean(), TopK(3)):
        assert Uncertainty(doubt, over)(Evidence("a", nothing)) == 0.0


def test_aggregates() -> None:
    values = np.array([0.2, 0.9, 0.1, 0.5])
    assert Max()(values) == 0.9
    assert Mean()(values) == pytest.approx(0.425)
    assert TopK(3)(values) == pytest.approx((0.9 + 0.5 + 0.2) / 3)
    assert TopK(8)(values) == pytest.approx(1.7 / 8)
    with pytest.raises(ValueError, match="at least 1"):
        TopK(0)


def test_doubt_about_a_weak_class_weighs_more() -> None:
    weights = weakness({Broad.TOPWEAR: 0.5, Broad.FOOTWEAR: 0.9})
    assert weights[Broad.BAGS] == 1.0
    top, shoes = found((0, 0.5, HERE)), found((5, 0.5, HERE))
    plain, weighted = Entropy(), Weighted(Entropy(), weights)
    assert plain(top) == plain(shoes)
    assert weighted(top)[0] == pytest.approx(0.5 * plain(top)[0])
    assert weighted(shoes)[0] == pytest.approx(0.1 * plain(shoes)[0])
    with pytest.raises(ValueError, match="above 0"):
        Weighted(Entropy(), {})
