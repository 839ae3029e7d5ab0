from __future__ import annotations

import pytest

from data.taxonomy import Broad
from labeling.gate import judge

BEFORE = {Broad.TOPWEAR: 0.5, Broad.SKIRTS: 0.4, Broad.BAGS: 0.6}


def after(**changes: float) -> dict[Broad, float]:
    return {broad: value + changes.get(broad.value, 0.0) for broad, value in BEFORE.items()}


def test_a_rise_passes_also_with_a_small_fall() -> None:
    decision = judge(BEFORE, after(topwear=0.05, bags=-0.02))
    assert decision.passed
    assert "rises from 0.5000 to 0.5100" in decision.reasons[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topwear": 0.2, "bags": -0.021}, "bags falls by 0.021"),
        ({}, "mean does not rise"),
        ({"topwear": 0.01, "bags": -0.01}, "mean does not rise"),
        ({"topwear": -0.01}, "mean does not rise"),
    ],
)
def test_what_does_not_pass_and_why(changes: dict[str, float], said: str) -> None:
    decision = judge(BEFORE, after(**changes))
    assert not decision.passed
    assert any(said in reason for reason in decision.reasons)


def test_the_tolerance_can_be_set() -> None:
    changed = after(topwear=0.2, bags=-0.05)
    assert not judge(BEFORE, changed).passed
    assert judge(BEFORE, changed, tolerance=0.06).passed


def test_other_categories_can_not_be_compared() -> None:
    with pytest.raises(ValueError, match="same categories"):
        judge(BEFORE, {Broad.TOPWEAR: 0.9})
    with pytest.raises(ValueError, match="same categories"):
        judge({}, {})
