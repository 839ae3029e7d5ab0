"""The true tier of two items; the curves that guess it are `pipeline.tiers`."""

from __future__ import annotations

from models.ranking import tiered_relevance
from models.similarity.items import Item
from pipeline.tiers import TOLD_APART, Badges, Curve, Tier

__all__ = ["TOLD_APART", "Badges", "Curve", "Tier", "tier"]

STYLE_FROM = 1.5
"""Category and half of the attributes: from this relevance on, brands aside, it is the same style."""


def tier(query: Item, good: Item) -> Tier:
    """The true tier of a good for a query."""
    if query.product == good.product:
        return Tier.EXACT
    if query.model == good.model:
        return Tier.MODEL
    return Tier.STYLE if tiered_relevance(_traits(query), _traits(good)) >= STYLE_FROM else Tier.INSPIRED


def _traits(item: Item) -> dict[str, str]:
    known = {name: value for name, value in item.attributes.items() if name != "brand"}
    return {**known, "category": "|".join(sorted(item.fine))}
