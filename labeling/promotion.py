"""Making a detector live by hand, from the command line or the page; never while a retraining compares with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from labeling.database import only_one
from labeling.weights import Detectors
from settings import Settings

LOCK = "retrain"
"""Held by whoever may change which detector is live."""


class ChangedError(RuntimeError):
    """Another detector went live since the person looked."""


def promote(settings: Settings, engine: Engine, version: str, seen: str | None = None) -> str:
    """Make a version live; the name of the one before.

    Args:
        settings: where the detectors are.
        engine: of the database, for the lock.
        version: to make live.
        seen: what was live when the person decided; None does not ask.

    Raises:
        ModelError: there is no such version, or it is damaged.
        WorkerBusyError: a retraining is running.
        ChangedError: another one is live than was seen.
    """
    with _alone(settings, engine, seen) as detectors:
        return detectors.promote(version)


def roll_back(settings: Settings, engine: Engine, seen: str | None = None) -> str:
    """Make the version live that was so before; its name. Arguments and errors: `promote`."""
    with _alone(settings, engine, seen) as detectors:
        return detectors.rollback()


@contextmanager
def _alone(settings: Settings, engine: Engine, seen: str | None) -> Iterator[Detectors]:
    with only_one(engine, LOCK, settings.labeling):
        detectors = Detectors(settings.weights)
        if seen is not None and detectors.live() != seen:
            raise ChangedError(f"meanwhile {detectors.live()} went live: look again")
        yield detectors
