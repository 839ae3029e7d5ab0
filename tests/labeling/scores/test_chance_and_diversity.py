from __future__ import annotations

import numpy as np
import pytest

from labeling.found import Found
from labeling.scores import AGGREGATES, STRATEGIES, make_score
from labeling.scores.chance import Chance, drawn
from labeling.scores.diversity import spread_out
from labeling.scores.protocol import Evidence
from tests.labeling.conftest import some_found


def test_chance_is_even_and_depends_on_the_seed_only() -> None:
    numbers = [drawn(f"{n:064x}", "0") for n in range(4000)]
    histogram = np.histogram(numbers, 10, (0, 1))[0]
    assert histogram.min() > 320 and histogram.max() < 480  # 400 each, within four standard deviations
    evidence = Evidence("ab", Found.from_rows([]))
    assert Chance(1)(evidence) == Chance(1)(evidence) != Chance(2)(evidence)


def test_diversity_takes_one_of_each_kind() -> None:
    chance = np.random.default_rng(0)
    kinds = np.eye(5, 8, dtype=np.float32)
    vectors = np.repeat(kinds, 20, axis=0) + chance.normal(0, 1e-3, (100, 8)).astype(np.float32)
    scores = chance.uniform(0.4, 0.6, 100)
    for seed in range(10):
        chosen = spread_out(vectors, scores, 5, seed)
        assert chosen[0] == scores.argmax()
        assert {place // 20 for place in chosen} == set(range(5))


def test_diversity_draws_in_proportion_to_squared_distance_times_score() -> None:
    vectors = np.array([[0.0], [1.0], [2.0]], np.float32)
    scores = np.array([1.0, 0.8, 0.2])
    second = [spread_out(vectors, scores, 2, seed)[1] for seed in range(600)]
    # 1 * .8 against 4 * .2: even
    assert second.count(1) / 600 == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("count", [0, 3, 10, 50])
def test_diversity_never_takes_a_photo_twice(count: int) -> None:
    vectors = np.zeros((10, 4), np.float32)  # all the same: nothing to choose by
    chosen = spread_out(vectors, np.zeros(10), count, 0)
    assert len(chosen) == len(set(chosen)) == min(count, 10)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_every_strategy_gives_a_number_in_0_to_1(strategy: str, aggregate: str) -> None:
    score = make_score(strategy, aggregate)
    for seed in range(10):
        value = score(Evidence(f"{seed:064x}", some_found(seed), {"other": some_found(seed + 1)}))
        assert 0 <= value <= 1
    assert score.name


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="entropy"):
        make_score("vibes")
    with pytest.raises(ValueError, match="top-3"):
        make_score("entropy", "median")
