"""Binary codes and hierarchical search (Lin et al. 2015, *Rapid Clothing Retrieval*)."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.similarity.items import Item
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions

BITS = 128
POOL = 0.2
"""Share of the goods, nearest by code, that are then ordered by their features; the others follow by their codes."""
EPOCHS = 60


@dataclass
class BinaryCodes(Method):
    """A latent layer of sigmoids, taught categories; where it is above one half the bit is set.

    Coarse search by Hamming distance of the codes, fine search of the nearest `POOL` by the features' distance.

    Attributes:
        describe: items -> (N, C) features.
        name: see `Method`.
        settings: likewise.
    """

    describe: Callable[[Sequence[Item]], NDArray[np.float32]]
    name: str = "Rapid-Clothing codes"
    settings: Settings = field(default_factory=lambda: {"bits": BITS})

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        labels = ["|".join(sorted(item.fine)) for item in asked.train]
        queries, goods = self.describe(asked.queries), self.describe(asked.goods)
        code = fit_codes(self.describe(asked.train), labels)
        hamming = cdist(code(queries), code(goods), "cityblock")
        allowed = np.stack([asked.candidates(query) for query in asked.queries])
        return hierarchical(hamming, cdist(queries, goods), allowed)


def fit_codes(
    features: NDArray[np.float32], labels: Sequence[str]
) -> Callable[[NDArray[np.float32]], NDArray[np.int8]]:
    """Learn codes from labelled features.

    Args:
        features: (N, C).
        labels: (N,) categories; at least two different ones.

    Returns:
        (M, C) features -> (M, `BITS`) of 0 and 1.
    """
    latent = MLPClassifier(
        (BITS,), activation="logistic", max_iter=EPOCHS, early_stopping=False, random_state=0, tol=0.0
    )
    with warnings.catch_warnings():
        # The codes are taken after `EPOCHS`, whether or not the loss still falls.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = make_pipeline(StandardScaler(), latent).fit(features, labels)

    def code(some: NDArray[np.float32]) -> NDArray[np.int8]:
        hidden = expit(fitted[0].transform(some) @ latent.coefs_[0] + latent.intercepts_[0])
        return np.asarray(hidden > 0.5, np.int8)

    return code


def hierarchical(
    hamming: NDArray[np.float64], distances: NDArray[np.float64], allowed: NDArray[np.bool_], pool: float = POOL
) -> NDArray[np.float32]:
    """Scores by which the nearest codes come first, in the order of their distances, then the other codes.

    Args:
        hamming: (N, M) between the codes.
        distances: (N, M) between the features.
        allowed: (N, M) which goods a query may find; the pool is filled with these.
        pool: share of these that is searched finely.
    """
    reach = np.where(allowed, hamming, np.inf)
    count = np.maximum(1, np.rint(pool * allowed.sum(axis=1, keepdims=True))).astype(int)
    last = np.take_along_axis(np.sort(reach, axis=1), count - 1, axis=1)
    near = distances / (distances.max() + 1e-9)
    return np.asarray(np.where(reach <= last, 1 - near, -1 - hamming), np.float32)
