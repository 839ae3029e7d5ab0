"""A retraining that is killed (SIGKILL) at each of its steps and at random times ends as one that was left alone."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

pytest.importorskip("torch")

from labeling.candidates import read_report
from labeling.database import WorkerBusyError
from labeling.datasets import DataSets
from labeling.pool import Pool
from labeling.queue import State, counts, history
from labeling.retrain import Outcome, Plan, retrain
from labeling.weights import SHIPPED, Detectors
from models.zoo import load_model, save_card
from settings import Settings
from tests.labeling.conftest import fill
from tests.labeling.killing import Step, finished, killed_after, killed_at, preload
from tests.labeling.test_retrain import accept, street

__all__ = ["street"]

preload("labeling.retrain")

SMALL = "0.0.1"
CANDIDATE = f"{SMALL}+v0001"
RANDOM_KILLS = int(os.environ.get("BTL_KILLS", "50")) // 5
STEPS = (
    Step("labeling.versions:DataSets.write"),
    Step("labeling.datasets:_write"),
    Step("labeling.datasets:_write", call=2),
    Step("labeling.versions:DataSets.write", after=True),
    Step("labeling.versions:_mark", after=True),
    Step("labeling.retrain:checkpoint_of"),
    Step("labeling.recover:save_checkpoint"),
    Step("labeling.retrain:version_examples", after=True),
    Step("models.training:Run.advance", after=True),
    Step("models.training:save_whole"),
    Step("models.training:save_whole", after=True),
    Step("models.training:Run.advance", after=True),
    Step("labeling.retrain:train", after=True),
    Step("labeling.retrain:save_checkpoint", after=True),
    Step("labeling.retrain:write_onnx"),
    Step("labeling.retrain:write_onnx", after=True),
    Step("labeling.retrain:compare", after=True),
    Step("labeling.retrain:save_card"),
    Step("labeling.retrain:save_card", after=True),
    Step("labeling.retrain:judge"),
    Step("labeling.retrain:write_report"),
    Step("labeling.retrain:write_report", after=True),
)


def make_small_live(settings: Settings) -> None:
    """The shipped detector, for photos of a third of its size: training steps of a second, not of ten."""
    shipped = load_model("detector")
    folder = settings.weights / SMALL
    folder.mkdir(parents=True)
    shutil.copy(shipped.path, folder)
    sides = {"short_side": 128, "long_side": 192}
    save_card(shipped.card.model_copy(update={"version": SMALL, "settings": sides}), folder)
    Detectors(settings.weights).promote(SMALL)


@pytest.fixture
def small(settings: Settings) -> Settings:
    """Settings whose live detector is a small one."""
    make_small_live(settings)
    return settings


@pytest.fixture
def photos(small: Settings) -> list[str]:
    """Four photos that taggers have labelled."""
    pool = Pool.open(small)
    added = fill(pool, 4)
    for sha256 in added:
        accept(pool, sha256)
    return added


def retrain_small(settings: Settings, street: Path) -> Outcome:
    """A whole retraining, as short as it can be: one step an epoch. A killed one's helper may hold the lock longer."""
    plan = Plan(street, epochs=2, replay=0, base=6, test_photos=4)
    deadline = time.monotonic() + 120
    while True:
        try:
            return retrain(settings, Pool.open(settings), plan, lambda *_: None, print)
        except WorkerBusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def assert_whole(settings: Settings, photos: list[str]) -> None:
    """One data-set version with all corrections, one candidate that can be used, one report of it, no rests."""
    pool, detectors = Pool.open(settings), Detectors(settings.weights)
    sets = DataSets(settings.labeling / "datasets")
    assert sets.names() == ["v0001"] and sets.version("v0001").photos == {"base": 6, "pool": 4}
    assert sorted(one["photo"] for one in sets.read("v0001")["images"] if "photo" in one) == sorted(photos)
    with Session(pool.engine) as session:
        assert counts(session)[State.IN_SET] == len(photos)
        for sha256 in photos:
            assert [event.after for event in history(session, sha256)].count(State.IN_SET.value) == 1
    assert detectors.versions() == [SMALL, CANDIDATE]
    assert detectors.load(CANDIDATE).card.figures  # its weights are those of its card
    report = read_report(detectors, CANDIDATE)
    assert report is not None and report.live_before == f"detector@{SMALL}"
    assert detectors.live() == (CANDIDATE if report.passed else SMALL)
    assert not list(settings.weights.glob("*.part")) and not (settings.labeling / "runs" / CANDIDATE).exists()


@pytest.mark.photos
@pytest.mark.slow
def test_killed_at_each_step_it_goes_on_and_ends_the_same(small: Settings, photos: list[str], street: Path) -> None:
    for step in STEPS:
        before = time.monotonic()
        assert killed_at(step, retrain_small, small, street), step
        print(f"killed {step} after {time.monotonic() - before:.1f} s", flush=True)
    finished(retrain_small, small, street)
    assert_whole(small, photos)
    decided = (small.weights / CANDIDATE / "report.json").read_text()
    finished(retrain_small, small, street)  # nothing left to do
    assert_whole(small, photos)
    if Detectors(small.weights).live() == CANDIDATE:
        assert (small.weights / CANDIDATE / "report.json").read_text() == decided


def copy_of(settings: Settings, name: str) -> Settings:
    """The same loop once more, in a folder of its own."""
    copy = settings.model_copy(update={"state": settings.state.with_name(name)})
    shutil.copytree(settings.state, copy.state)
    return copy


def figures(settings: Settings) -> dict[str, float]:
    """What the candidate reaches: the same, if it was trained with the same numbers."""
    return dict(Detectors(settings.weights).load(CANDIDATE).card.figures)


@pytest.mark.photos
@pytest.mark.slow
def test_killed_at_random_times_it_goes_on(small: Settings, photos: list[str], street: Path) -> None:
    chance, killed, ended = random.Random(0), 0, 0
    alone = copy_of(small, "left alone")
    before = time.monotonic()
    finished(retrain_small, alone, street)
    whole, expected = time.monotonic() - before, figures(alone)
    killed_one = copy_of(small, "killed 0")
    for _ in range(4 * RANDOM_KILLS):
        if killed == RANDOM_KILLS:
            break
        if killed_after(chance.uniform(0.02, 0.6) * whole, retrain_small, killed_one, street):
            killed += 1
            continue
        # It has come to its end in spite of those before: right as it is, and another one takes the next kills.
        assert_whole(killed_one, photos)
        assert figures(killed_one) == expected
        ended += 1
        killed_one = copy_of(small, f"killed {ended}")
    finished(retrain_small, killed_one, street)
    print(f"{killed} were at work when they were killed, of {ended + 1} retrainings of {whole:.1f} s")
    assert killed == RANDOM_KILLS
    assert_whole(killed_one, photos)
    assert figures(killed_one) == expected


PROMOTION = (
    Step("labeling.weights:Detectors._write"),
    Step("os:fsync"),
    Step("os:fsync", after=True),
    Step("pathlib:Path.replace"),
    Step("pathlib:Path.replace", after=True),
)


def promote(settings: Settings, version: str) -> None:
    Detectors(settings.weights).promote(version)


@pytest.mark.slow
@pytest.mark.parametrize("step", PROMOTION, ids=str)
def test_a_promotion_that_is_killed_leaves_the_old_or_the_new_one(small: Settings, step: Step) -> None:
    detectors = Detectors(small.weights)
    shutil.copytree(small.weights / SMALL, small.weights / "0.0.2")
    card = detectors.load(SMALL).card
    save_card(card.model_copy(update={"version": "0.0.2"}), small.weights / "0.0.2")
    assert killed_at(step, promote, small, "0.0.2")
    done = step.after and step.place.endswith("replace")
    assert detectors.live() == ("0.0.2" if done else SMALL)
    finished(promote, small, "0.0.2")
    assert detectors.live() == "0.0.2"
    assert detectors.rollback() == SMALL and detectors.rollback() == SHIPPED
