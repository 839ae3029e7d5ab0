"""What a method answered: for each query the places of the right goods, from which every figure follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.ranking import average_precision, ndcg, order, precision, recall, tiered_relevance
from models.similarity.items import Item
from models.similarity.measure.questions import Questions

DEPTH = 20
"""NDCG is taken of that many goods (*Tiered Deep Similarity Search*, section 3)."""
KEPT = 6
"""First goods whose names are kept, to be shown."""


@dataclass(frozen=True)
class Answer:
    """The goods that a method ranked for one query.

    Attributes:
        query: key of the query's item.
        product: of the query.
        goods: how many were ranked.
        places: of the goods that are the query's product; the first place is 1. Empty where the query was not found
            in its photo: all its figures are 0.
        model_places: of the goods that are the query's model, in whatever colour.
        ndcg: at `DEPTH`, relevance by category, brand and attributes.
        first: keys of the first `KEPT` goods.
        seed: which of the trainings of one recipe answered.
    """

    query: str
    product: str
    goods: int
    places: tuple[int, ...]
    model_places: tuple[int, ...]
    ndcg: float
    first: tuple[str, ...]
    seed: int = 0

    def precision(self, k: int) -> float:
        """P@k of the exact product."""
        return precision(self._relevant(), k)

    def recall(self, k: int) -> float:
        """R@k of the exact product."""
        return recall(self._relevant(), k) if self.places else 0.0

    def average_precision(self) -> float:
        """Of the exact product."""
        return average_precision(self._relevant()) if self.places else 0.0

    def _relevant(self) -> NDArray[np.bool_]:
        return np.isin(np.arange(1, self.goods + 1), self.places)


def answers(asked: Questions, scores: NDArray[np.float32]) -> list[Answer]:
    """One answer a query, then one for each that was missed.

    Args:
        asked: the questions.
        scores: (N, M), the higher, the more alike.

    Raises:
        ValueError: the scores are not of these questions.
    """
    if scores.shape != (len(asked.queries), len(asked.goods)):
        raise ValueError(f"{asked.data}: scores of shape {scores.shape} are not of these questions")
    traits = [_traits(good) for good in asked.goods]
    found = [_answer(asked, query, row, traits) for query, row in zip(asked.queries, scores, strict=True)]
    return found + [Answer(item.key, item.product, 0, (), (), 0.0, ()) for item in asked.missed]


def _answer(asked: Questions, query: Item, scores: NDArray[np.float32], traits: list[dict[str, str]]) -> Answer:
    candidates = np.flatnonzero(asked.candidates(query))
    ranked = candidates[order(scores[candidates])]
    goods = [asked.goods[place] for place in ranked]
    own = _traits(query)
    relevance = np.array([tiered_relevance(own, traits[place]) for place in ranked])
    return Answer(
        query=query.key,
        product=query.product,
        goods=len(goods),
        places=tuple(place for place, good in enumerate(goods, 1) if good.product == query.product),
        model_places=tuple(place for place, good in enumerate(goods, 1) if good.model == query.model),
        ndcg=ndcg(relevance, DEPTH),
        first=tuple(good.key for good in goods[:KEPT]),
    )


def _traits(item: Item) -> dict[str, str]:
    return {**item.attributes, "category": "|".join(sorted(item.fine))}
