"""How alike two products are, in tiers, and the calibrated curves that read a tier off a similarity.

(*Tiered Deep Similarity Search*, figure 1: the exact same, the same model in another colour, then farther away.) The
curves are fitted by `models.similarity.calibrate` and lie beside the weights whose similarities they are for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from models.zoo import Model
from pipeline.look import Match, TierName

SUFFIX = ".tiers.json"


class Tier(IntEnum):
    """How alike; the higher, the more."""

    INSPIRED = 0
    STYLE = 1
    MODEL = 2
    EXACT = 3


TOLD_APART = (Tier.EXACT, Tier.MODEL, Tier.STYLE)
"""Tiers that have a curve; what reaches none of them is `INSPIRED` at best."""

NAMES: dict[Tier | None, TierName] = {
    Tier.EXACT: "exact",
    Tier.MODEL: "model",
    Tier.STYLE: "style",
    Tier.INSPIRED: "inspired",
    None: "far",
}
"""What a `Match` says."""


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
        sure_of_exact: the same for "exact": a shopper takes it for a promise.
        least: probability of the same style below which nothing is said: "no close match in this shop".
    """

    model: str
    curves: Mapping[str, Curve]
    sure: float = 0.5
    sure_of_exact: float = 0.5
    least: float = 0.2

    def __call__(self, similarity: float) -> Tier | None:
        """The best tier that is probable enough; None where not even the style is.

        Another colour of the model is only said where that is more probable than the very product.
        """
        exact, model, style = (float(self.curves[each.name](similarity)) for each in TOLD_APART)
        if exact >= self.sure_of_exact:
            return Tier.EXACT
        if model >= self.sure and exact < model / 2:
            return Tier.MODEL
        if style >= self.sure:
            return Tier.STYLE
        return Tier.INSPIRED if style >= self.least else None


_JSON = TypeAdapter(Badges)


def write_badges(badges: Badges) -> bytes:
    """As `read_badges` reads them."""
    return json.dumps(_JSON.dump_python(badges, mode="json"), indent=1).encode() + b"\n"


def read_badges(model: Model) -> Badges | None:
    """The curves beside some weights; None where there are none, or none for this version of them."""
    try:
        badges = _JSON.validate_json(model.path.with_suffix(SUFFIX).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return badges if badges.model == model.card.label else None


def badged(matches: Sequence[Match], badges: Badges | None) -> tuple[Match, ...]:
    """The matches of one article with their tiers; as they are without curves.

    What the shop knows of its goods goes before what is probable: of one model at most one colour is the exact one, the
    most similar, and the others are that model.

    Args:
        matches: most similar first.
        badges: of the embedding that found them.
    """
    if badges is None:
        return tuple(matches)
    exact: set[str] = set()
    found = []
    for match in matches:
        tier = badges(match.similarity)
        if match.model is not None and match.model in exact:
            tier = Tier.MODEL
        elif tier is Tier.EXACT and match.model is not None:
            exact.add(match.model)
        found.append(match.model_copy(update={"tier": NAMES[tier]}))
    return tuple(found)


def beside_itself(matches: Sequence[Match], model: str | None) -> tuple[Match, ...]:
    """Tiers of what is found for a product of the shop itself, whose colours are known, and which is not among them.

    Args:
        matches: with tiers, or without where there are no curves.
        model: of the product.
    """
    return tuple(_beside(match, model) for match in matches)


def _beside(match: Match, model: str | None) -> Match:
    if match.tier is None:
        return match
    if model is not None and match.model == model:
        return match.model_copy(update={"tier": NAMES[Tier.MODEL]})
    too_much = match.tier in (NAMES[Tier.EXACT], NAMES[Tier.MODEL])
    return match.model_copy(update={"tier": NAMES[Tier.STYLE]}) if too_much else match
