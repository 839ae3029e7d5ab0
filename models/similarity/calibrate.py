"""Fits the curves of `models.similarity.tiers` to validation pairs, and holds them against test pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss
from sklearn.model_selection import GroupKFold

from models.similarity.measure.method import Method
from models.similarity.measure.questions import Questions
from models.similarity.tiers import TOLD_APART, Badges, Curve, Tier, tier

SHOWN = 10
"""Goods of a query whose pairs count: what a shopper sees, not the thousands that nobody is shown."""
FOLDS = 5
STEPS = 65
CLIP = 1e-3
SURE_OF_EXACT = 0.8
"""Probability from which a shopper reads "exact match"."""


@dataclass(frozen=True)
class Pairs:
    """Goods that were shown for queries.

    Attributes:
        similarities: (P,) float64.
        tiers: (P,) of `Tier`.
        products: (P,) of the queries.
    """

    similarities: NDArray[np.float64]
    tiers: NDArray[np.int64]
    products: NDArray[np.str_]


class Bin(NamedTuple):
    """A row of a reliability table.

    Attributes:
        low: least predicted probability.
        high: greatest.
        pairs: how many.
        predicted: their mean probability.
        observed: share that is of the tier or better.
    """

    low: float
    high: float
    pairs: int
    predicted: float
    observed: float


def shown_pairs(method: Method, asked: Sequence[Questions], most: int = SHOWN) -> Pairs:
    """The first goods of every query, with their true tiers."""
    rows: list[tuple[float, Tier, str]] = []
    for fold in asked:
        scores = method.scores(fold)
        for query, row in zip(fold.queries, scores, strict=True):
            candidates = np.flatnonzero(fold.candidates(query))
            first = candidates[np.argsort(-row[candidates])[:most]]
            rows += [(float(row[place]), tier(query, fold.goods[place]), query.product) for place in first]
    similarities, tiers, products = zip(*rows, strict=True)
    return Pairs(np.array(similarities), np.array(tiers), np.array(products))


def isotonic(similarities: NDArray[np.float64], right: NDArray[np.bool_]) -> Curve:
    """The best curve that never falls."""
    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(similarities, right)
    return Curve(tuple(fitted.X_thresholds_.tolist()), tuple(fitted.y_thresholds_.tolist()))


def platt(similarities: NDArray[np.float64], right: NDArray[np.bool_]) -> Curve:
    """A logistic curve, as a table of `STEPS` points; level where all pairs are alike, or where it would fall."""
    mean, spread = similarities.mean(), similarities.std() + 1e-9
    grid = np.linspace(similarities.min(), similarities.max(), STEPS)
    level = np.full(STEPS, right.mean())
    if right.any() and not right.all():
        fitted = LogisticRegression(C=1e4).fit(((similarities - mean) / spread)[:, None], right)
        level = fitted.predict_proba(((grid - mean) / spread)[:, None])[:, 1] if fitted.coef_[0, 0] > 0 else level
    return Curve(tuple(grid.tolist()), tuple(level.tolist()))


FITS: dict[str, Callable[[NDArray[np.float64], NDArray[np.bool_]], Curve]] = {"isotonic": isotonic, "platt": platt}


def fit(pairs: Pairs, model: str) -> tuple[Badges, dict[str, str]]:
    """Curves of all tiers, each by the kind of fit that loses less on products left out.

    Args:
        pairs: of validation products.
        model: of the weights.

    Returns:
        The badges, and tier's name -> kind of fit.
    """
    kinds, curves = {}, {}
    for each in TOLD_APART:
        right = pairs.tiers >= each
        losses = {name: left_out_loss(pairs, right, one) for name, one in FITS.items()}
        kinds[each.name] = min(losses, key=lambda name: losses[name])
        curves[each.name] = FITS[kinds[each.name]](pairs.similarities, right)
    return Badges(model, curves, sure_of_exact=SURE_OF_EXACT), kinds


def left_out_loss(
    pairs: Pairs, right: NDArray[np.bool_], one: Callable[[NDArray[np.float64], NDArray[np.bool_]], Curve]
) -> float:
    """Log loss of pairs whose products were left out of the fit."""
    predicted = np.zeros(len(right))
    count = min(FOLDS, len(set(pairs.products.tolist())))
    for train, test in GroupKFold(count).split(pairs.similarities, groups=pairs.products):
        predicted[test] = one(pairs.similarities[train], right[train])(pairs.similarities[test])
    return float(log_loss(right, np.clip(predicted, CLIP, 1 - CLIP), labels=[False, True]))


def reliability(curve: Curve, pairs: Pairs, least: Tier, bins: int = 5) -> list[Bin]:
    """Predicted against observed, in bins of equal width; empty bins are left out."""
    predicted, right = curve(pairs.similarities), pairs.tiers >= least
    of = np.minimum((predicted * bins).astype(int), bins - 1)
    return [
        Bin(at / bins, (at + 1) / bins, int((of == at).sum()), float(predicted[of == at].mean()),
            float(right[of == at].mean()))
        for at in range(bins)
        if (of == at).any()
    ]  # fmt: skip


def calibration_error(table: Sequence[Bin]) -> float:
    """Expected calibration error: mean of |predicted - observed| over the pairs (Guo et al. 2017)."""
    total = sum(row.pairs for row in table)
    return sum(row.pairs * abs(row.predicted - row.observed) for row in table) / total


def brier(curve: Curve, pairs: Pairs, least: Tier) -> float:
    """Mean squared error of the probabilities."""
    return float(brier_score_loss(pairs.tiers >= least, curve(pairs.similarities)))
