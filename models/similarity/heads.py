"""Fits the linear heads of attributes over an embedding on training products, and measures them on test ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.similarity.attributes import GROUPS, Group
from models.similarity.items import Item
from pipeline.attributes import Head

SAID = ("colour", "pattern", "sleeve", "neckline")
"""Groups that are worth a word under an article."""
STRENGTH = 300.0
"""Inverse of the classifier's regularisation: vectors are of unit length, so that their values are small."""


@dataclass(frozen=True)
class Measured:
    """How good a head is on products that it was not fitted on.

    Attributes:
        name: of the attribute.
        source: of the products.
        pictures: how many.
        accuracy: share whose most probable value is right.
        balanced: mean over the values of the share of their pictures.
        commonest: share of the commonest value: what guessing would reach.
        said: share of which something would be said.
        right: share of these that is right.
    """

    name: str
    source: str
    pictures: int
    accuracy: float
    balanced: float
    commonest: float
    said: float
    right: float


def value_of(item: Item, group: Group) -> str | None:
    """The one value of a group that an item has; None where it is not known, or none of them."""
    if item.broad not in group.broads or group.name not in item.attributes:
        return None
    said = set(item.attributes[group.name].split("|"))
    meant = [value for value, words in group.words.items() if not said.isdisjoint(words)]
    return meant[0] if len(meant) == 1 else None


def fit_head(group: Group, items: Sequence[Item], vectors: NDArray[np.float32]) -> Head:
    """A multinomial logistic regression on the items of which the value is known.

    Args:
        group: the attribute.
        items: training items.
        vectors: (N, D), theirs.
    """
    values = [value_of(item, group) for item in items]
    known = [number for number, value in enumerate(values) if value is not None]
    fitted = LogisticRegression(C=STRENGTH, max_iter=400).fit(vectors[known], [str(values[each]) for each in known])
    weight, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        weight, bias = np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
    names = tuple(str(name) for name in fitted.classes_)
    return Head(group.name, names, group.broads, weight.astype(np.float32), bias.astype(np.float32))


def measure_head(head: Head, items: Sequence[Item], vectors: NDArray[np.float32], least: float) -> list[Measured]:
    """A row for each source that says something of the attribute."""
    group = next(each for each in GROUPS if each.name == head.name)
    rows = []
    for source in dict.fromkeys(item.source for item in items):
        truth = [value_of(item, group) if item.source == source else None for item in items]
        known = [number for number, value in enumerate(truth) if value is not None]
        if not known:
            continue
        found = head(vectors[known])
        names, right = np.array(head.values)[found.argmax(axis=1)], np.array([truth[each] for each in known])
        sure, hit = found.max(axis=1) >= least, names == right
        commonest = max(np.unique(right, return_counts=True)[1]) / len(known)
        balanced = float(np.mean([hit[right == value].mean() for value in np.unique(right)]))
        rows.append(Measured(head.name, source, len(known), float(hit.mean()), balanced, float(commonest),
                             float(sure.mean()), float(hit[sure].mean()) if sure.any() else 0.0))  # fmt: skip
    return rows
