"""A method's cosine and that of the colours together: what is left for learning, once colour is told for nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.similarity.measure.answers import answers
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions, kind_of

WEIGHTS = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0)
"""Of the colours' cosine, among which the training products choose."""


class WithColours(Method):
    """The sum of two methods' cosines, the second one weighted: a cosine of vectors set side by side.

    The weight is that of the best mean average precision on training products, for every fold and kind of question
    anew; no test product has a say. The first method must not have been trained on these products.

    Args:
        name: see `Method`.
        base: of cosines.
        colours: likewise.
    """

    def __init__(self, name: str, base: Method, colours: Method) -> None:
        self.name = name
        self.settings: Settings = {**base.settings, "colours": "added"}
        self._base, self._colours = base, colours

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        return self._sum(asked, self.weight(asked))

    def weight(self, asked: Questions) -> float:
        """What training products choose; 0 where none of them could be asked for."""
        practice = practised(asked)
        if not practice.queries:
            return 0.0
        both = self._base.scores(practice), self._colours.scores(practice)
        found = {
            weight: np.mean([each.average_precision() for each in answers(practice, both[0] + weight * both[1])])
            for weight in WEIGHTS
        }
        return max(found, key=lambda weight: found[weight])

    def _sum(self, asked: Questions, weight: float) -> NDArray[np.float32]:
        total = self._base.scores(asked) + weight * self._colours.scores(asked)
        return np.asarray(total, np.float32)


def practised(asked: Questions) -> Questions:
    """The same kind of question about training products."""
    kind = kind_of(asked.data)
    sold = {good.product for good in asked.goods}
    queries = tuple(item for item in asked.train if kind.asks(item) and item.product in sold)
    return replace(asked, queries=queries, train=(), missed=())
