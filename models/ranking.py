"""How good a ranked list of goods is: precision, recall, average precision, normalised discounted cumulative gain.

Every function but `order` takes one query's list, already in ranked order, and returns a number in 0..1.
Means over queries and their confidence intervals are in `models.intervals`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

TIE_SEED = 0
"""Goods with equal scores are ordered by chance, the same chance each time: a constant score earns nothing."""


def order(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Goods from the best to the worst, ties in a fixed random order.

    Args:
        scores: (N, M), or (M,) for one query; the higher, the more alike.

    Returns:
        Places in the goods, of the same shape.

    Raises:
        ValueError: a score is not a number.
    """
    if np.isnan(scores).any():
        raise ValueError("a score is not a number: the method that made it is at fault")
    shuffled = np.random.default_rng(TIE_SEED).permutation(scores.shape[-1])
    ranked = np.argsort(-scores[..., shuffled], axis=-1, kind="stable")
    return np.asarray(shuffled[ranked], np.int64)


def precision(relevant: NDArray[np.bool_], k: int) -> float:
    """Share of the first `k` that are relevant; places beyond the end of the list count as wrong (P@k).

    Args:
        relevant: (M,) of the goods in ranked order.
        k: at least 1.
    """
    return float(relevant[:k].sum() / k)


def recall(relevant: NDArray[np.bool_], k: int) -> float:
    """Share of all relevant goods that are among the first `k` (R@k).

    Raises:
        ValueError: no good is relevant: such a query can't be answered and must not be asked.
    """
    return float(relevant[:k].sum() / _total(relevant))


def average_precision(relevant: NDArray[np.bool_]) -> float:
    """Mean of the precisions at the places of the relevant goods; its mean over queries is mAP.

    Raises:
        ValueError: no good is relevant.
    """
    total = _total(relevant)
    places = np.flatnonzero(relevant) + 1
    return float((np.arange(1, total + 1) / places).mean())


def ndcg(relevance: NDArray[np.floating], k: int) -> float:
    """Normalised discounted cumulative gain of the first `k` (*Tiered Deep Similarity Search*, section 3).

    sum over i <= k of (2^r(i) - 1) / log2(1 + i), divided by the same sum of the best possible order.

    Args:
        relevance: (M,) r >= 0 of all goods, in ranked order.
        k: at least 1.

    Raises:
        ValueError: all are 0: no order is better than another.
    """
    best = _gain(np.sort(relevance)[::-1], k)
    if best == 0:
        raise ValueError("no good has any relevance: such a query must not be asked")
    return _gain(relevance, k) / best


def tiered_relevance(
    query: Mapping[str, str], good: Mapping[str, str], category: str = "category", brand: str = "brand"
) -> float:
    """The relevance r = r_cat + r_brand + r_attr (*Tiered Deep Similarity Search*, section 3).

    Args:
        query: its category, brand and attributes by name; an empty value says nothing and is left out. Of several
            values divided by "|" it is not known which one holds: any of them matches.
        good: likewise.
        category: name of the category: 1 where it is the same.
        brand: name of the brand: 1 where it is the same.

    Returns:
        0..3; r_attr is the share of the query's attributes that the good has too, 0 where the query has none.
    """
    known = {name: value for name, value in query.items() if value}
    attributes = [name for name in known if name not in (category, brand)]
    matched = sum(_alike(known[name], good.get(name, "")) for name in attributes)
    same = sum(_alike(known.get(name, ""), good.get(name, "")) for name in (category, brand))
    return same + (matched / len(attributes) if attributes else 0.0)


def _alike(one: str, other: str) -> bool:
    return bool({*one.split("|")} & {*other.split("|")} - {""})


def _gain(relevance: NDArray[np.floating], k: int) -> float:
    first = relevance[:k].astype(np.float64)
    return float(((2**first - 1) / np.log2(np.arange(2, len(first) + 2))).sum())


def _total(relevant: NDArray[np.bool_]) -> int:
    total = int(relevant.sum())
    if not total:
        raise ValueError("no good is relevant: such a query must not be asked")
    return total
