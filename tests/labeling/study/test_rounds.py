from __future__ import annotations

from pathlib import Path

import pytest

from labeling.study.plan import COMPARED, START, Plan
from labeling.study.records import Records, Round
from labeling.study.rounds import Study
from tests.labeling.study.learners import IDS, CheapLearner, Stopped

PLAN = Plan(start=8, batch=6, rounds=3)
SEEDS = (0, 1)
# A start a seed, and three rounds a strategy and seed.
TRAININGS = 2 + 3 * 2 * 4


def do(folder: Path, learner: CheapLearner, plan: Plan = PLAN) -> dict[tuple[str, int, int], Round]:
    records = Records(folder)
    Study(learner, records, plan, lambda line: None).run(COMPARED, SEEDS)
    return {(done.strategy, done.seed, done.number): done for done in records.all()}


def test_each_round_labels_a_batch_more_and_the_start_is_shared(tmp_path: Path) -> None:
    learner = CheapLearner()
    done = do(tmp_path, learner)
    assert len(done) == len(learner.asked) == TRAININGS
    for (strategy, seed, number), one in done.items():
        assert len(one.labelled) == 8 + 6 * number
        before = done[(START if number == 1 else strategy, seed, number - 1)] if number else one
        assert one.labelled[: len(before.labelled)] == before.labelled


def test_no_waiting_photo_is_trained_on_and_the_last_round_looks_at_none(tmp_path: Path) -> None:
    learner = CheapLearner()
    do(tmp_path, learner)
    for labelled, waiting, _ in learner.asked:
        assert not set(labelled) & set(waiting)
        assert sorted([*labelled, *waiting]) == IDS or (len(labelled) == 26 and not waiting)


def test_strategies_of_a_seed_train_alike_and_choose_differently(tmp_path: Path) -> None:
    learner = CheapLearner()
    done = do(tmp_path, learner)
    assert len({seed for labelled, _, seed in learner.asked if len(labelled) == 14}) == len(SEEDS)
    assert len({frozenset(done[strategy, 0, 1].labelled) for strategy in COMPARED}) == 4


def test_stopped_anywhere_it_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = do(tmp_path / "whole", CheapLearner())
    for ends in (1, 2, 5, 9, TRAININGS):
        folder = tmp_path / f"stopped {ends}"
        with pytest.raises(Stopped):
            do(folder, CheapLearner(ends))
        (folder / "random-0-1.round.part").write_bytes(b"{half a rec")  # as a kill leaves it
        again = CheapLearner()
        assert do(folder, again) == whole
        assert len(again.asked) == TRAININGS - (ends - 1)


def test_a_round_whose_record_is_missing_is_done_again(tmp_path: Path) -> None:
    """A kill between the two files of a round leaves what was seen, but no record."""
    whole = do(tmp_path, CheapLearner())
    (tmp_path / "committee-1-2.round.json").unlink()
    again = CheapLearner()
    assert do(tmp_path, again) == whole
    assert len(again.asked) == 1


def test_finished_rounds_are_not_done_again(tmp_path: Path) -> None:
    do(tmp_path, CheapLearner())
    again = CheapLearner(ends=1)
    do(tmp_path, again)
    assert again.asked == []


def test_records_of_other_photos_are_refused(tmp_path: Path) -> None:
    do(tmp_path, CheapLearner())
    with pytest.raises(ValueError, match="give another --out"):
        do(tmp_path, CheapLearner(), Plan(start=9, batch=6, rounds=3))


def test_a_plan_larger_than_the_pool_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="68 photos of 40"):
        do(tmp_path, CheapLearner(), Plan(start=8, batch=20, rounds=3))
