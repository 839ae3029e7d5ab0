"""The frozen backbone's last feature map, on ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.backbone import TrunkName
from models.embedding.network import FeatureNetwork
from models.onnx_files import trace_onnx
from models.similarity.baselines.rmac import pooled
from models.similarity.measure.features import Embed
from pipeline.crops import CROP_SIZE


class LastMap(FeatureNetwork):
    """ImageNet's features before they are averaged."""

    def forward(self, crops: Tensor) -> Tensor:
        """(N, S, S, 3) uint8 RGB, S a multiple of 32 -> (N, 1280, S / 32, S / 32), none negative."""
        found: Tensor = self.trunk((crops.permute(0, 3, 1, 2).float() - self.mean) / self.std)[-1]
        return found


def frozen_features(folder: Path, trunk: TrunkName = "lite1", threads: int = 1) -> Embed:
    """Crops -> (N, 1 + R, 1280): mean and regional maxima of the frozen backbone's map, see `rmac.pooled`.

    Args:
        folder: where the traced network is kept.
        trunk: the backbone.
        threads: of ONNX Runtime.
    """
    file = folder / f"map-{trunk}.onnx"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        crops = torch.zeros(1, CROP_SIZE, CROP_SIZE, 3, dtype=torch.uint8)
        trace_onnx(LastMap(trunk), {"crops": crops}, file, ["map"], {"crops": {0: "n"}, "map": {0: "n"}})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def embed(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        return pooled(np.asarray(session.run(None, {"crops": np.stack(crops)})[0]))

    return embed
