"""Making a detector live by hand: what the person saw must still be so, and nobody may be comparing with it."""

from __future__ import annotations

import pytest

from labeling.database import WorkerBusyError, only_one
from labeling.pool import Pool
from labeling.promotion import LOCK, ChangedError, promote, roll_back
from labeling.weights import SHIPPED, Detectors
from models.zoo import ModelError
from settings import Settings
from tests.labeling.test_weights import candidate


def test_who_saw_what_is_live_may_change_it_and_nobody_else(settings: Settings, pool: Pool) -> None:
    detectors = Detectors(settings.weights)
    for name in ("1", "2"):
        candidate(settings.weights, name)
    assert detectors.previous() is None
    assert promote(settings, pool.engine, "1", seen=SHIPPED) == SHIPPED
    assert (detectors.live(), detectors.previous()) == ("1", SHIPPED)
    with pytest.raises(ChangedError, match="1 went live"):
        promote(settings, pool.engine, "2", seen=SHIPPED)
    promote(settings, pool.engine, "2")
    assert roll_back(settings, pool.engine, seen="2") == "1"
    with pytest.raises(ChangedError):  # the second click of a double click
        roll_back(settings, pool.engine, seen="2")
    assert detectors.live() == "1"


def test_nothing_goes_live_while_a_retraining_compares_with_what_is(settings: Settings, pool: Pool) -> None:
    candidate(settings.weights, "1")
    with only_one(pool.engine, LOCK, settings.labeling):
        for change in (lambda: promote(settings, pool.engine, "1"), lambda: roll_back(settings, pool.engine)):
            with pytest.raises(WorkerBusyError, match="retrain"):
                change()
    assert Detectors(settings.weights).live() == SHIPPED
    promote(settings, pool.engine, "1")


def test_damaged_weights_are_never_made_live(settings: Settings, pool: Pool) -> None:
    candidate(settings.weights, "1", damaged=True)
    with pytest.raises(ModelError):
        promote(settings, pool.engine, "1")
    assert Detectors(settings.weights).live() == SHIPPED
