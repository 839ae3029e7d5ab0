"""All baselines that need no training of a network, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.similarity.baselines import FROZEN
from models.similarity.baselines.classic import SiftMatches, colour_histogram
from models.similarity.baselines.codes import BinaryCodes
from models.similarity.baselines.colours import WithColours
from models.similarity.baselines.network import frozen_features
from models.similarity.baselines.rmac import RegionalMaxima
from models.similarity.baselines.siamese import SiamesePairs
from models.similarity.cache import CropCache
from models.similarity.items import Item
from models.similarity.measure.distances import cosine, cosine_and_euclidean, euclidean
from models.similarity.measure.features import Features
from models.similarity.measure.method import ByVectors, Method, Settings
from models.similarity.measure.questions import Questions
from models.similarity.measure.served import ServedVectors
from models.zoo import load_model
from pipeline.embedding import EMBEDDING


@dataclass(frozen=True)
class Ships(ByVectors):
    """The embedding that ships.

    Attributes:
        fold: the part of Luma that it was trained without; None if it was trained on none of it.
    """

    fold: int | None = None

    def knows(self, asked: Questions) -> bool:
        """Luma's products that it was trained on prove nothing."""
        return self.fold is None or asked.fold == self.fold


def baselines(out: Path) -> list[Method]:
    """Fresh methods whose features are kept below `out`.

    Args:
        out: folder of the measurements.
    """
    cut, kept = CropCache(out / "crops"), out / "features"
    maps = Features(frozen_features(kept), cut, kept / "frozen-lite1.npz", "lite1")
    model = load_model(EMBEDDING)
    vectors = ServedVectors(model, cut, kept)

    def mean(items: Sequence[Item]) -> NDArray[np.float32]:
        return maps(items)[:, 0]

    backbone: Settings = {"backbone": "lite1", "dimension": 1280}
    colours = ByVectors("Colour histogram", Features(colour_histogram, cut, name="colours"), cosine)
    ships = Ships(
        "Shipped embedding", vectors, cosine, {"model": model.card.label, "dimension": vectors.embedder.dimension},
        model.card.settings.get("fold"),
    )  # fmt: skip
    frozen = ByVectors(FROZEN, mean, cosine, backbone)
    return [
        SiftMatches(cut),
        colours,
        ByVectors("Frozen backbone, Euclidean", mean, euclidean, backbone),
        ByVectors("Frozen backbone, cosine + Euclidean", mean, cosine_and_euclidean, backbone),
        frozen,
        WithColours("Frozen backbone + colours", frozen, colours),
        RegionalMaxima(maps),
        BinaryCodes(mean),
        SiamesePairs(mean),
        ships,
    ]
