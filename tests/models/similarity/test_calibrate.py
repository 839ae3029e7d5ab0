"""Curves against pairs whose probabilities are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.similarity.calibrate import (
    Pairs,
    brier,
    calibration_error,
    fit,
    isotonic,
    left_out_loss,
    platt,
    reliability,
    shown_pairs,
)
from models.similarity.measure.distances import euclidean
from models.similarity.measure.method import ByVectors
from models.similarity.measure.questions import questions
from models.similarity.tiers import Curve, Tier
from tests.models.similarity.wardrobe import wardrobe


def drawn(count: int, seed: int = 0) -> Pairs:
    """P(exact | s) = s^2, P(model or better | s) = s, P(style or better | s) = sqrt(s)."""
    draw = np.random.default_rng(seed)
    similarities, luck = draw.random(count), draw.random(count)
    tiers = sum((luck < similarities**power).astype(int) for power in (2, 1, 0.5))
    return Pairs(similarities, np.asarray(tiers), np.array([f"p{number % 40}" for number in range(count)]))


def test_the_curves_are_near_the_true_probabilities_and_reliable_on_other_pairs() -> None:
    badges, kinds = fit(drawn(6000), "m@1")
    points, others = np.linspace(0.1, 0.9, 9), drawn(4000, seed=1)
    for tier, power in ((Tier.EXACT, 2), (Tier.MODEL, 1), (Tier.STYLE, 0.5)):
        curve = badges.curves[tier.name]
        assert np.abs(curve(points) - points**power).max() < 0.08
        assert calibration_error(reliability(curve, others, tier)) < 0.03
    assert set(kinds) == {"EXACT", "MODEL", "STYLE"}
    assert badges.model == "m@1"


def test_platt_wins_where_pairs_are_few_and_isotonic_where_the_truth_is_a_step() -> None:
    draw = np.random.default_rng(2)
    s = draw.random(60)
    few = Pairs(s, (draw.random(60) < 1 / (1 + np.exp(-6 * (s - 0.5)))).astype(int) * 3, np.arange(60).astype(str))
    right = few.tiers >= Tier.EXACT
    assert left_out_loss(few, right, platt) < left_out_loss(few, right, isotonic)
    s = draw.random(4000)
    step = Pairs(s, np.where(draw.random(4000) < np.where(s > 0.5, 0.7, 0.3), 3, 0), np.arange(4000).astype(str))
    right = step.tiers >= Tier.EXACT
    assert left_out_loss(step, right, isotonic) < left_out_loss(step, right, platt)


def test_curves_never_fall_even_where_the_pairs_do() -> None:
    s = np.linspace(0, 1, 50, dtype=np.float64)
    falls = np.arange(50) < 25
    for one in (isotonic, platt):
        assert (np.diff(one(s, falls).probabilities) >= 0).all()
    assert platt(s, np.zeros(50, bool))(0.5) == 0


def test_a_reliability_table_is_what_a_loop_counts() -> None:
    pairs = Pairs(np.array([0.1, 0.15, 0.5, 0.95, 1.0]), np.array([0, 3, 3, 3, 0]), np.array(list("abcde")))
    curve = Curve((0.0, 1.0), (0.0, 1.0))
    table = reliability(curve, pairs, Tier.EXACT)
    assert [(row.low, row.pairs) for row in table] == [(0.0, 2), (0.4, 1), (0.8, 2)]
    assert [row.observed for row in table] == [0.5, 1.0, 0.5]
    assert [row.predicted for row in table] == pytest.approx([0.125, 0.5, 0.975])
    expected = (2 * abs(0.125 - 0.5) + abs(0.5 - 1.0) + 2 * abs(0.975 - 0.5)) / 5
    assert calibration_error(table) == pytest.approx(expected)
    squares = [(s - right) ** 2 for s, right in zip(pairs.similarities, (0, 1, 1, 1, 0), strict=True)]
    assert brier(curve, pairs, Tier.EXACT) == pytest.approx(sum(squares) / 5)


def test_pairs_are_the_first_goods_of_each_query(tmp_path: Path) -> None:
    method = ByVectors(
        "Knows", lambda items: np.array([[float(each.product[1:])] for each in items], np.float32), euclidean
    )
    found = shown_pairs(method, [questions("luma-back", wardrobe(tmp_path))], most=2)
    assert found.products.tolist() == ["p0", "p0", "p1", "p1", "p2", "p2"]
    assert found.tiers[::2].tolist() == [Tier.EXACT] * 3
    assert found.similarities.tolist() == [0, -1] * 3
