"""Which photos the simulated taggers get next: the scores of the product, on what the study's detectors found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from labeling.batch import CANDIDATES
from labeling.scores import Evidence, make_score
from labeling.scores.chance import drawn
from labeling.scores.diversity import spread_out
from labeling.study.plan import RANDOM, STRATEGIES, Plan


def choose(
    strategy: str,
    plan: Plan,
    waiting: Sequence[Evidence],
    vectors: Mapping[str, NDArray[np.float32]],
    figures: Mapping[Broad, float],
    seed: int,
) -> list[str]:
    """A batch, put together as `labeling.batch.next_batch` does: a random audit, and the most doubtful of the others.

    Args:
        strategy: one of `STRATEGIES`.
        plan: size of the batch, audit, aggregate.
        waiting: what is known of each photo without a label; its `sha256` is its id.
        vectors: an embedding of each of them.
        figures: AP50 a broad category of the detector, for strategies that weight weak ones.
        seed: of this round of this run.

    Returns:
        Ids; fewer than a batch only if fewer are waiting.
    """
    how = STRATEGIES[strategy]
    share = 0.0 if strategy == RANDOM else plan.audit
    by_lot = sorted((one.sha256 for one in waiting), key=lambda name: drawn(name, f"audit {seed}"))
    audits = by_lot[: min(plan.batch, ceil(plan.batch * share))]
    score = make_score(how.score, plan.aggregate, figures, seed)
    doubts = {one.sha256: score(one) for one in waiting if one.sha256 not in audits}
    ranked = sorted(doubts, key=lambda name: (-doubts[name], name))
    wanted = plan.batch - len(audits)
    if how.diverse and wanted:
        ranked = ranked[: wanted * CANDIDATES]
        found = np.stack([vectors[name] for name in ranked])
        ranked = [ranked[n] for n in spread_out(found, np.array([doubts[name] for name in ranked]), wanted, seed)]
    return [*ranked[:wanted], *audits]
