"""Simple Baselines for human pose estimation (Xiao, Wu, Wei 2018, section 2), and a head for visibility.

A trunk, three deconvolutions, one heatmap a point: the method that *Buy Me That Look* (3.1) uses, with a trunk that
two CPU cores can run. The paper takes a heatmap's height for confidence; a full shot is decided by whether eyes and
ankles are seen, so that is learnt as a target of its own.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.backbone import Trunk, TrunkName
from pipeline.look import KEYPOINT_NAMES

INPUT_HEIGHT, INPUT_WIDTH = 256, 192
STRIDE = 4
# Narrower as the maps grow: a third deconvolution of 128 channels would cost as much as the whole trunk.
DECODER_CHANNELS = (128, 96, 64)
POINTS = len(KEYPOINT_NAMES)
# A heatmap's squared errors are summed over its cells; this brings them to the size of a cross entropy.
HEATMAP_SHARE = 0.2


class VisibilityHead(nn.Module):
    """A logit a point, from what is seen at its place, where that is, how sure the heatmap is, and the whole photo.

    The heatmaps are only looked at (no gradient flows into them), so that they keep meaning positions.
    """

    def __init__(self, local: int, whole: int, hidden: int = 64) -> None:
        super().__init__()
        # The sharper, the closer a pooled feature comes to the one at the peak; heatmaps lie in 0..1.
        self.sharpness = 12.0
        self.whole = nn.Linear(2 * whole, hidden)
        self.local = nn.Linear(local + 3, hidden)
        self.point = nn.Parameter(torch.randn(POINTS, hidden) * 0.1)
        self.weight = nn.Parameter(torch.randn(POINTS, hidden) * hidden**-0.5)
        self.bias = nn.Parameter(torch.zeros(POINTS))

    def forward(self, features: Tensor, deepest: Tensor, heatmaps: Tensor) -> Tensor:
        """(N, C, h, w), (N, D, h', w') and (N, 17, h, w) -> (N, 17) logits."""
        maps = heatmaps.detach().flatten(2)
        attention = (maps * self.sharpness).softmax(dim=2)
        local = attention @ features.flatten(2).transpose(1, 2)
        place = attention @ _places(*heatmaps.shape[2:]).to(attention)
        height = maps.amax(dim=2, keepdim=True)
        pooled = torch.cat([deepest.mean(dim=(2, 3)), deepest.amax(dim=(2, 3))], dim=1)
        mixed = self.local(torch.cat([local, place, height], dim=2)) + self.whole(pooled)[:, None] + self.point
        logits: Tensor = (functional.relu(mixed) * self.weight).sum(dim=2) + self.bias
        return logits


def _places(height: int, width: int) -> Tensor:
    """(height * width, 2): x and y of each cell's centre, -1..1 over the map."""
    rows = (torch.arange(height) + 0.5) * 2 / height - 1
    columns = (torch.arange(width) + 0.5) * 2 / width - 1
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1)


class KeypointNetwork(nn.Module):
    """Heatmaps at a quarter of the input's size, and visibility logits."""

    def __init__(self, trunk: TrunkName = "lite0", frozen_stages: int = 2) -> None:
        super().__init__()
        self.trunk = Trunk(trunk, frozen_stages)
        layers: list[nn.Module] = []
        channels = self.trunk.channels[-1]
        for wanted in DECODER_CHANNELS:
            deconvolution = nn.ConvTranspose2d(channels, wanted, 4, 2, 1, bias=False)
            layers += [deconvolution, nn.BatchNorm2d(wanted), nn.ReLU(inplace=True)]
            channels = wanted
        self.decoder = nn.Sequential(*layers)
        self.heatmaps = nn.Conv2d(channels, POINTS, 1)
        nn.init.normal_(self.heatmaps.weight, std=0.001)
        nn.init.zeros_(self.heatmaps.bias)  # type: ignore[arg-type]
        self.visibility = VisibilityHead(channels, self.trunk.channels[-1])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 3, H, W) normalised -> (N, 17, H / 4, W / 4) heatmaps, about 0..1, and (N, 17) logits.

        H and W are multiples of 32; 256 and 192 in serving.
        """
        deepest = self.trunk(x)[-1]
        features = self.decoder(deepest)
        heatmaps = self.heatmaps(features)
        return heatmaps, self.visibility(features, deepest, heatmaps)


def heatmap_loss(heatmaps: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Mean over the weighted points of the squared error summed over cells (Xiao et al., 2018, L2 on heatmaps).

    Args:
        heatmaps: (N, 17, h, w).
        targets: of the same shape.
        weights: (N, 17), 0 where nothing is known of the point.
    """
    errors = (heatmaps - targets).square().sum(dim=(2, 3))
    return (errors * weights).sum() / weights.sum().clamp(min=1)


def visibility_loss(logits: Tensor, visible: Tensor, weights: Tensor) -> Tensor:
    """Mean binary cross entropy over the points of known visibility; all arguments (N, 17)."""
    errors = functional.binary_cross_entropy_with_logits(logits, visible, reduction="none")
    return (errors * weights).sum() / weights.sum().clamp(min=1)
