"""*Where to Buy It* (Kiapour et al. 2015): frozen features, and a similarity learned on top of them from pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.similarity.baselines.train import DIMENSION, fit_projection
from models.similarity.items import Item
from models.similarity.measure.distances import cosine
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions


@dataclass
class SiamesePairs(Method):
    """A Siamese projection of frozen features, learned from the training products of the questions.

    Attributes:
        describe: items -> (N, C) features.
        name: see `Method`.
        settings: likewise.
    """

    describe: Callable[[Sequence[Item]], NDArray[np.float32]]
    name: str = "WTBI (Siamese, contrastive)"
    settings: Settings = field(default_factory=lambda: {"backbone": "lite1", "dimension": DIMENSION})

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        project = fit_projection(self.describe(asked.train), [item.product for item in asked.train])
        return cosine(project(self.describe(asked.queries)), project(self.describe(asked.goods)))
