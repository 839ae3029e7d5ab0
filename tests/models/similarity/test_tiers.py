"""Which badge a similarity earns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.similarity.tiers import Badges, Curve, Tier, tier
from tests.models.similarity.wardrobe import item

TRAITS = {"colour": "navy", "fit": "slim", "brand": "A"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"product": "p0", "model": "m0"}, Tier.EXACT),
        ({"model": "m0", "attributes": {}}, Tier.MODEL),
        ({"attributes": {"colour": "red", "fit": "slim"}}, Tier.STYLE),  # half of what is known, another brand
        ({"attributes": {"colour": "red", "fit": "wide", "brand": "A"}}, Tier.INSPIRED),  # a brand makes no style
        ({"attributes": TRAITS, "fine": frozenset({"shirts"})}, Tier.INSPIRED),  # another kind of article
    ],
)
def test_true_tiers(tmp_path: Path, changes: dict[str, Any], expected: Tier) -> None:
    query = item(tmp_path, 0, "back", attributes=TRAITS)
    assert tier(query, item(tmp_path, 1, "front", **changes)) is expected


def line(middle: float) -> Curve:
    """Rises from 0 to 1 within a tenth around a similarity."""
    return Curve((middle - 0.05, middle + 0.05), (0.0, 1.0))


BADGES = Badges("m@1", {"EXACT": line(0.9), "MODEL": line(0.8), "STYLE": line(0.6)})


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [
        (0.99, Tier.EXACT),
        (0.90, Tier.EXACT),
        (0.89, Tier.MODEL),
        (0.79, Tier.STYLE),
        (0.58, Tier.INSPIRED),  # the style is probable to 30 %
        (0.56, None),  # to 10 %: no close match
        (0.0, None),
    ],
)
def test_the_best_tier_that_is_probable_enough(similarity: float, expected: Tier | None) -> None:
    assert BADGES(similarity) is expected


def test_a_curve_is_linear_between_its_points_and_level_beyond() -> None:
    curve = Curve((0.2, 0.4, 0.8), (0.0, 0.5, 0.9))
    assert [float(curve(x)) for x in (0.0, 0.3, 0.4, 0.6, 1.0)] == pytest.approx([0.0, 0.25, 0.5, 0.7, 0.9])
