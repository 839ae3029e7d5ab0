"""The retention limit: photos that nobody labelled are forgotten in time, by the app itself or a daily job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from labeling.forget import forget
from labeling.pool import Pool
from labeling.studio.connect import connect
from settings import Settings

log = logging.getLogger(__name__)

DAY_SECONDS, HOUR_SECONDS = 86_400.0, 3_600.0
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Expired:
    """What a run did.

    Attributes:
        forgotten: photos that were.
        failed: of photos that should have been: what kept them, by sha256.
        cleared: files without a record that were deleted.
    """

    forgotten: int
    failed: dict[str, str]
    cleared: int


def expire(settings: Settings, pool: Pool, progress: Progress) -> Expired:
    """Forget photos older than `pool_days` that nobody labelled. One that can't be forgotten now costs no other."""
    old, failed = pool.old(settings.pool_days), {}
    for done, sha256 in enumerate(old):
        progress(done, len(old))
        try:
            forget(settings, pool, sha256, lambda: connect(settings))
        except Exception as error:
            failed[sha256] = str(error) or type(error).__name__
    progress(len(old), len(old))
    return Expired(len(old) - len(failed), failed, pool.sweep())


def keep_limit(settings: Settings, pool: Pool, every: float | None = None) -> threading.Thread:
    """Run `expire` now and again and again, in a thread that ends with the program.

    Args:
        settings: with the limit.
        pool: whose photos.
        every: seconds between two runs; a day by default, or as long as the limit where that is shorter. After one
            that did not do all, an hour at most.
    """
    pause = threading.Event()
    seconds = min(DAY_SECONDS, settings.pool_days * DAY_SECONDS) if every is None else every

    def run() -> None:
        while True:
            kept = False
            try:
                done = expire(settings, pool, lambda *_: None)
            except Exception:  # later it may go better, and no promise is broken silently
                log.exception("the retention limit of %g days could not be kept", settings.pool_days)
            else:
                _tell(done, settings.pool_days)
                kept = not done.failed
            pause.wait(seconds if kept else min(seconds, HOUR_SECONDS))

    thread = threading.Thread(target=run, name="retention", daemon=True)
    thread.start()
    return thread


def _tell(done: Expired, days: float) -> None:
    if done.forgotten:
        log.info("%d photos older than %g days are forgotten", done.forgotten, days)
    for sha256, why in done.failed.items():
        log.error("photo %s is older than %g days and can't be forgotten: %s", sha256[:12], days, why)
