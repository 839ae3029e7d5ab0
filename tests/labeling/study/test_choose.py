from __future__ import annotations

import numpy as np
import pytest

from data.taxonomy import BROAD_CATEGORIES, Broad
from labeling.found import Found
from labeling.scores import Evidence, make_score
from labeling.study.choose import choose
from labeling.study.plan import COMPARED, STRATEGIES, Plan, order
from tests.labeling.conftest import some_found

PLAN = Plan(start=5, batch=10, rounds=2)
FIGURES = dict.fromkeys(BROAD_CATEGORIES, 0.5)
WAITING = [Evidence(f"{n:04d}", some_found(n), {"b": some_found(n + 100), "c": some_found(n)}) for n in range(60)]
VECTORS = {one.sha256: np.random.default_rng(n).normal(size=6).astype(np.float32) for n, one in enumerate(WAITING)}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_batch_is_as_large_as_planned_without_doubles_and_the_same_again(strategy: str) -> None:
    chosen = choose(strategy, PLAN, WAITING, VECTORS, FIGURES, seed=3)
    assert len(chosen) == len(set(chosen)) == 10
    assert set(chosen) <= {one.sha256 for one in WAITING}
    assert chosen == choose(strategy, PLAN, WAITING[::-1], VECTORS, FIGURES, seed=3)
    assert chosen != choose(strategy, PLAN, WAITING, VECTORS, FIGURES, seed=4)


@pytest.mark.parametrize(("strategy", "score"), [("committee", "committee"), ("uncertainty", "entropy")])
def test_without_diversity_the_most_doubtful_are_chosen_beside_the_audit(strategy: str, score: str) -> None:
    chosen = choose(strategy, PLAN, WAITING, VECTORS, FIGURES, seed=3)
    audits, doubtful = chosen[9:], chosen[:9]
    measure = make_score(score, "top-3")
    values = {one.sha256: measure(one) for one in WAITING}
    left = [values[name] for name in values if name not in chosen]
    assert len(audits) == 1
    assert min(values[name] for name in doubtful) >= max(left)


def test_random_is_the_products_random_score_without_an_audit() -> None:
    score = make_score("random", seed=3)
    ranked = sorted(WAITING, key=lambda one: -score(one))
    assert choose("random", PLAN, WAITING, VECTORS, FIGURES, seed=3) == [one.sha256 for one in ranked[:10]]


def test_diversity_leaves_out_twins_of_what_is_chosen() -> None:
    same = some_found(1)
    twins = [Evidence(f"{n:04d}", same) for n in range(20)]
    corners = {one.sha256: np.eye(4, dtype=np.float32)[n // 5] for n, one in enumerate(twins)}
    plan = Plan(start=5, batch=4, rounds=2, audit=0)
    kinds = {int(name) // 5 for name in choose("uncertainty+diversity", plan, twins, corners, FIGURES, seed=0)}
    assert kinds == {0, 1, 2, 3}
    # By doubt alone, which is the same for all, it would be the first four.
    assert {int(name) // 5 for name in choose("uncertainty", plan, twins, corners, FIGURES, seed=0)} == {0}


def test_weights_prefer_what_is_weak() -> None:
    found = {b: Found.of([(b, 0.5, (0, 0, 10, 10))]) for b in (Broad.BAGS, Broad.FOOTWEAR)}
    waiting = [Evidence("1", found[Broad.FOOTWEAR]), Evidence("2", found[Broad.BAGS])]
    plan = Plan(start=1, batch=1, rounds=1, audit=0)
    figures = {**FIGURES, Broad.FOOTWEAR: 0.9, Broad.BAGS: 0.2}
    vectors = {"1": np.zeros(2, np.float32), "2": np.ones(2, np.float32)}
    assert choose("weighted+diversity", plan, waiting, vectors, figures, seed=0) == ["2"]
    assert choose("uncertainty+diversity", plan, waiting, vectors, figures, seed=0) == ["1"]


def test_fewer_waiting_than_wanted_are_all_chosen() -> None:
    chosen = choose("uncertainty+diversity", PLAN, WAITING[:7], VECTORS, FIGURES, seed=0)
    assert sorted(chosen) == [one.sha256 for one in WAITING[:7]]


def test_runs_come_seed_by_seed_random_and_committee_first() -> None:
    assert order(COMPARED, (0, 1)) == [
        ("random", 0), ("committee", 0), ("random", 1), ("committee", 1),
        ("uncertainty", 0), ("uncertainty+diversity", 0), ("uncertainty", 1), ("uncertainty+diversity", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("strategies", "seeds"), [(["vibes"], [0]), ([], [0]), (["random"], [])])
def test_runs_of_nothing_are_refused(strategies: list[str], seeds: list[int]) -> None:
    with pytest.raises(ValueError, match="uncertainty"):
        order(strategies, seeds)


@pytest.mark.parametrize("wrong", [{"start": 0}, {"batch": 0}, {"rounds": 0}, {"audit": 1.5}])
def test_a_plan_of_nothing_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Plan(**wrong)  # type: ignore[arg-type]
