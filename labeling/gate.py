"""The gate: a candidate goes live only if no broad category falls by more than a tolerance and the mean rises."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from data.taxonomy import Broad

TOLERANCE = 0.02


class Decision(BaseModel):
    """What the gate says of a candidate, and why.

    Attributes:
        passed: whether it may go live.
        reasons: one sentence each; never empty.
        before: AP50 a broad category of the live detector on the frozen test set.
        after: likewise of the candidate.
        mean_before: over the categories that are in both.
        mean_after: likewise.
        tolerance: by how much a category may fall.
    """

    model_config = ConfigDict(frozen=True)

    passed: bool
    reasons: tuple[str, ...]
    before: dict[Broad, float]
    after: dict[Broad, float]
    mean_before: float
    mean_after: float
    tolerance: float


def judge(before: Mapping[Broad, float], after: Mapping[Broad, float], tolerance: float = TOLERANCE) -> Decision:
    """Compare a candidate with the live detector on the same photos.

    Args:
        before: AP50 a broad category of the live detector.
        after: likewise of the candidate.
        tolerance: by how much a category may fall, 0..1.

    Raises:
        ValueError: the two were not measured on the same categories, or on none.
    """
    if set(before) != set(after) or not before:
        raise ValueError(f"not measured on the same categories: {sorted(before)} and {sorted(after)}")
    fallen = [
        f"{broad.value} falls by {before[broad] - after[broad]:.3f}, more than {tolerance:.3f}"
        for broad in before
        if before[broad] - after[broad] > tolerance + 1e-12
    ]
    mean_before, mean_after = (sum(figures.values()) / len(figures) for figures in (before, after))
    rises = mean_after > mean_before
    if not rises:
        fallen.append(f"the mean does not rise: {mean_before:.4f} before, {mean_after:.4f} after")
    good = f"the mean rises from {mean_before:.4f} to {mean_after:.4f}, and no category falls by more than {tolerance}"
    return Decision(
        passed=not fallen,
        reasons=tuple(fallen) or (good,),
        before=dict(before),
        after=dict(after),
        mean_before=mean_before,
        mean_after=mean_after,
        tolerance=tolerance,
    )
