"""The frozen backbone's last feature map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from models.backbone import TrunkName
from models.embedding.network import FeatureNetwork
from models.similarity.baselines.rmac import pooled
from models.similarity.frozen import run_frozen
from models.similarity.measure.features import Embed


class LastMap(FeatureNetwork):
    """ImageNet's features before they are averaged."""

    def forward(self, crops: Tensor) -> Tensor:
        """(N, S, S, 3) uint8 RGB, S a multiple of 32 -> (N, 1280, S / 32, S / 32), none negative."""
        return self.maps(crops)[-1]


def frozen_features(folder: Path, trunk: TrunkName = "lite1", threads: int = 1) -> Embed:
    """Crops -> (N, 1 + R, 1280): mean and regional maxima of the frozen backbone's map, see `rmac.pooled`.

    Args:
        folder: where the traced network is kept.
        trunk: the backbone.
        threads: of ONNX Runtime.
    """
    last_map = run_frozen(lambda: LastMap(trunk), folder / f"last-map-{trunk}.onnx", threads)

    def embed(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        return pooled(last_map(crops))

    return embed
