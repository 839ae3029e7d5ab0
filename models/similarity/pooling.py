"""Multi-level pooling: what a frozen trunk says of a crop at each of its stages, as one row of numbers.

The last stage alone knows kinds of things better than their surface; edges, weaves and colours are in the stages before
it. The trunk is never trained, so that its answers are computed once and learned from a thousand times.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from models.backbone import TrunkName
from models.embedding.network import FeatureNetwork
from models.similarity.frozen import run_frozen
from models.similarity.measure.features import Embed


class PooledTrunk(nn.Module):
    """Mean and deviation over the maps of each stage but the last, and of that the mean.

    Args:
        name: of the ImageNet trunk.

    Attributes:
        width: F, the numbers a crop.
    """

    def __init__(self, name: TrunkName = "lite1") -> None:
        super().__init__()
        self.features = FeatureNetwork(name).requires_grad_(False)
        *lower, last = self.features.trunk.channels
        self.width = 2 * sum(lower) + last

    def forward(self, crops: Tensor) -> Tensor:
        """(N, S, S, 3) uint8 RGB, S a multiple of 32 -> (N, F); the last 1,280 are what `FeatureNetwork` gives."""
        *lower, last = self.features.maps(crops)
        parts = [part for maps in lower for part in mean_and_deviation(maps)]
        return torch.cat([*parts, last.mean((2, 3))], 1)


def mean_and_deviation(maps: Tensor) -> tuple[Tensor, Tensor]:
    """(N, C, H, W) -> (N, C) means and (N, C) standard deviations over the places."""
    mean = maps.mean((2, 3), keepdim=True)
    return mean[:, :, 0, 0], (maps - mean).square().mean((2, 3)).sqrt()


def pooled_features(folder: Path, trunk: TrunkName = "lite1") -> Embed:
    """Crops -> (N, F) float32, on ONNX Runtime.

    Args:
        folder: where the traced trunk is kept.
        trunk: its name.
    """
    return run_frozen(lambda: PooledTrunk(trunk), folder / f"pooled-{trunk}.onnx")
