"""What a label of a photo would teach: strategies by the names that the command line takes."""

from __future__ import annotations

from collections.abc import Mapping

from data.taxonomy import Broad
from labeling.scores.aggregate import Max, Mean, TopK
from labeling.scores.boxes import Entropy, LeastConfidence, Margin
from labeling.scores.chance import Chance
from labeling.scores.committee import Committee
from labeling.scores.protocol import Aggregate, BoxUncertainty, Evidence, PhotoScore
from labeling.scores.uncertainty import Uncertainty, Weighted, weakness

__all__ = ["AGGREGATES", "STRATEGIES", "Evidence", "PhotoScore", "make_score"]

AGGREGATES: dict[str, Aggregate] = {"max": Max(), "mean": Mean(), "top-3": TopK(3)}
_BOXES: dict[str, BoxUncertainty] = {
    "least-confidence": LeastConfidence(),
    "margin": Margin(),
    "entropy": Entropy(),
}
STRATEGIES = ("random", "committee", *_BOXES, *(f"weighted-{name}" for name in _BOXES))


def make_score(
    strategy: str, aggregate: str = "top-3", figures: Mapping[Broad, float] | None = None, seed: int = 0
) -> PhotoScore:
    """A strategy by name.

    Args:
        strategy: one of `STRATEGIES`.
        aggregate: one of `AGGREGATES`; not used by random.
        figures: average precision a broad category of the live detector, for the weighted ones.
        seed: for random.

    Raises:
        ValueError: there is no such strategy or aggregate; the message lists those there are.
    """
    if strategy not in STRATEGIES:
        raise ValueError(f"there is no strategy {strategy!r}: choose one of {', '.join(STRATEGIES)}")
    if aggregate not in AGGREGATES:
        raise ValueError(f"there is no aggregate {aggregate!r}: choose one of {', '.join(AGGREGATES)}")
    over = AGGREGATES[aggregate]
    if strategy == "random":
        return Chance(seed)
    if strategy == "committee":
        return Committee(over)
    boxes = _BOXES[strategy.removeprefix("weighted-")]
    if strategy.startswith("weighted-"):
        boxes = Weighted(boxes, weakness(figures or {}))
    return Uncertainty(boxes, over)
