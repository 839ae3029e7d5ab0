"""How alike two products are, in words for a shopper, and the curves that read it off a similarity.

(*Tiered Deep Similarity Search*, figure 1: the exact same, the same model in another colour, then farther away.)
Nothing here needs more than numpy: what serves can use the curves as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from models.ranking import tiered_relevance
from models.similarity.items import Item

STYLE_FROM = 1.5
"""Category and half of the attributes: from this relevance on, brands aside, it is the same style."""


class Tier(IntEnum):
    """How alike; the higher, the more."""

    INSPIRED = 0
    STYLE = 1
    MODEL = 2
    EXACT = 3


TOLD_APART = (Tier.EXACT, Tier.MODEL, Tier.STYLE)
"""Tiers that have a curve; what reaches none of them is `INSPIRED` at best."""


def tier(query: Item, good: Item) -> Tier:
    """The true tier of a good for a query."""
    if query.product == good.product:
        return Tier.EXACT
    if query.model == good.model:
        return Tier.MODEL
    return Tier.STYLE if tiered_relevance(_traits(query), _traits(good)) >= STYLE_FROM else Tier.INSPIRED


@dataclass(frozen=True)
class Curve:
    """A probability as a piecewise linear function of the similarity, constant beyond its ends.

    Attributes:
        similarities: ascending.
        probabilities: of being of a tier or a better one, 0..1; as many, never falling.
    """

    similarities: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __call__(self, similarities: NDArray[np.floating] | float) -> NDArray[np.float64]:
        """Probabilities of some similarities."""
        return np.asarray(np.interp(similarities, self.similarities, self.probabilities), np.float64)


@dataclass(frozen=True)
class Badges:
    """Which badge a result carries.

    Attributes:
        model: of the weights whose similarities these curves are for; others' mean something else.
        curves: tier's name -> its curve.
        sure: probability from which a tier is said.
        least: probability of the same style below which nothing is said: "no close match in this shop".
    """

    model: str
    curves: Mapping[str, Curve]
    sure: float = 0.5
    least: float = 0.2

    def __call__(self, similarity: float) -> Tier | None:
        """The best tier that is probable enough; None where not even the style is."""
        for each in TOLD_APART:
            if self.curves[each.name](similarity) >= self.sure:
                return each
        return Tier.INSPIRED if self.curves[Tier.STYLE.name](similarity) >= self.least else None


def _traits(item: Item) -> dict[str, str]:
    known = {name: value for name, value in item.attributes.items() if name != "brand"}
    return {**known, "category": "|".join(sorted(item.fine))}
