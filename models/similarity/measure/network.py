"""A trained network as an `Embed`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from models.similarity.items import Pixels
from models.similarity.measure.features import Embed
from models.similarity.network import SimilarityNetwork


def as_embed(network: SimilarityNetwork) -> Embed:
    """(S, S, 3) uint8 crops -> (N, D) vectors as they are trained, before normalisation."""

    def embed(crops: Sequence[Pixels]) -> NDArray[np.float32]:
        with torch.inference_mode():
            return np.asarray(network.eval()(torch.from_numpy(np.stack(crops))).vectors.numpy(), np.float32)

    return embed
