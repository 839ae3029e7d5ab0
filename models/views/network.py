"""A small residual classifier of views (*Buy Me That Look*, 3.1: front, back, left, right, detail).

EfficientNet-Lite0 is made of inverted residual blocks (Sandler et al., 2018: a block adds its input to its output where
both have one shape), so it is a residual network of a size that two CPU cores run in milliseconds.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from data.taxonomy import VIEWS
from models.backbone import Trunk, TrunkName

INPUT_HEIGHT, INPUT_WIDTH = 224, 160
# The last block widens 192 channels to 320 for ImageNet's thousand classes: a fifth of all weights, no use for five.
LEFT_OUT = 1
DROPOUT = 0.2


class ViewNetwork(nn.Module):
    """Photos in, a logit a view out."""

    def __init__(self, trunk: TrunkName = "lite0", frozen_stages: int = 3) -> None:
        super().__init__()
        self.trunk = Trunk(trunk, frozen_stages)
        self.trunk.stages[-1] = nn.Sequential(*list(self.trunk.stages[-1].children())[:-LEFT_OUT])
        with torch.no_grad():
            channels = self.trunk(torch.zeros(1, 3, 64, 64))[-1].shape[1]
        # The trunk ends in sums without bounds: unevened, their maxima would drown everything at the start.
        self.even = nn.LayerNorm(2 * channels)
        self.dropout = nn.Dropout(DROPOUT)
        self.classify = nn.Linear(2 * channels, len(VIEWS))

    def forward(self, photos: Tensor) -> Tensor:
        """(N, 3, H, W) normalised, H and W multiples of 32 (224 and 160 in serving) -> (N, 5) logits over `VIEWS`."""
        deepest = self.trunk(photos)[-1]
        pooled = torch.cat([deepest.mean(dim=(2, 3)), deepest.amax(dim=(2, 3))], dim=1)
        logits: Tensor = self.classify(self.dropout(self.even(pooled)))
        return logits
