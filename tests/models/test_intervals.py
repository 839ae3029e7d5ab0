"""Bootstrap intervals against scipy's, and against what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from models.intervals import interval


def test_with_one_query_a_product_it_is_scipys_percentile_bootstrap() -> None:
    values = np.random.default_rng(3).random(60)
    found = interval(values, [str(number) for number in range(60)], draws=20000)
    expected = bootstrap(
        (values,), np.mean, n_resamples=20000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    assert found.mean == pytest.approx(values.mean())
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.003)
    assert (found.queries, found.products) == (60, 60)


def test_pictures_of_one_product_are_drawn_together() -> None:
    values = np.random.default_rng(4).random(20)
    alone = interval(values, [str(number) for number in range(20)])
    copied = interval(np.repeat(values, 10), [str(number) for number in range(20) for _ in range(10)])
    assert (copied.low, copied.high) == pytest.approx((alone.low, alone.high))
    careless = interval(np.repeat(values, 10), [str(number) for number in range(200)])
    assert careless.high - careless.low < 0.5 * (copied.high - copied.low)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        of = draw.integers(0, 2, 50).repeat(3)
        found = interval(of, [str(number // 3) for number in range(150)], draws=400)
        held += found.low <= 0.5 <= found.high
    assert 0.88 <= held / 200 <= 0.99


def test_it_prints_short() -> None:
    assert str(interval([0.0, 1.0, 1.0, 0.0], ["a", "a", "b", "b"])) == ".500 [.500, .500]"
    assert str(interval([1.0], ["a"])) == "1.000 [1.000, 1.000]"
    assert str(interval([-0.25], ["a"])) == "-.250 [-.250, -.250]"


def test_nothing_and_a_mismatch_are_refused() -> None:
    with pytest.raises(ValueError, match="one product a value"):
        interval([], [])
    with pytest.raises(ValueError, match="one product a value"):
        interval([1.0], ["a", "b"])
