"""Two small networks, trained from nothing: one finds logos on an article's crop, one reads them.

The finder is a CenterNet (*Objects as Points*, Zhou et al., 2019, section 4) of one class; the reader's vectors are
trained by CosFace (Wang et al., 2018, equation 4), whose classes are only there in training.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.similarity.metric_learning import CosFaceLoss

CROP = 256
"""Side of the article's crop that the finder sees."""
STRIDE = 4
"""Pixels of the crop a cell of its map."""
PATCH = 64
"""Side of the patch that the reader sees."""
DIMENSION = 64
"""Of the reader's vectors."""
CHANNELS = 32
"""Of the finder's merged map."""
RARE = -4.0
"""The heat's logit at the start: nearly no cell is a logo's centre (Lin et al., 2017, 4.1)."""
MARGIN, SCALE = 0.2, 24.0


class FinderNetwork(nn.Module):
    """A map of logos' centres, and the box at each cell: three levels of plain convolutions, merged at the finest."""

    def __init__(self) -> None:
        super().__init__()
        # Full convolutions on few, coarse cells: on a CPU faster than a mobile trunk's separable ones on fine cells.
        self.levels = nn.ModuleList(
            [
                nn.Sequential(nn.PixelUnshuffle(STRIDE), _conv(3 * STRIDE**2, 32), _conv(32, 32)),
                nn.Sequential(_conv(32, 64, 2), _conv(64, 64)),
                nn.Sequential(_conv(64, 96, 2), _conv(96, 96), _conv(96, 96)),
            ]
        )
        self.lateral = nn.ModuleList(nn.Conv2d(channels, CHANNELS, 1) for channels in (32, 64, 96))
        self.neck = _conv(CHANNELS, CHANNELS)
        self.head = nn.Conv2d(CHANNELS, 5, 1)
        with torch.no_grad():
            self.head.weight.mul_(0.1)
            self.head.bias.copy_(torch.tensor([RARE, 0.0, 0.0, 0.0, 0.0]))  # type: ignore[union-attr]

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 3, H, W) normalised -> (N, 1, H/4, W/4) logits of centres, and (N, 4, H/4, W/4) boxes.

        A box is (dx, dy, log w, log h): its centre from the cell's, its size; all in cells. H, W: multiples of 16.
        """
        maps = []
        for level, lateral in zip(self.levels, self.lateral, strict=True):
            crops = level(crops)
            maps.append(lateral(crops))
        merged = maps[-1]
        for finer in reversed(maps[:-1]):
            merged = finer + functional.interpolate(merged, scale_factor=2.0, mode="nearest")
        out: Tensor = self.head(self.neck(merged))
        return out[:, :1], out[:, 1:]


class ReaderNetwork(nn.Module):
    """A unit vector a patch: near those of the same brand's logo, far from all others."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.PixelUnshuffle(2), _conv(12, 32), _conv(32, 64, 2), _conv(64, 64), _conv(64, 96, 2), _conv(96, 96),
            _conv(96, 128, 2), nn.Flatten(), nn.Dropout(0.1),
        )  # fmt: skip
        self.narrow = nn.Linear(128 * (PATCH // 16) ** 2, DIMENSION)
        self.cosface = CosFaceLoss(classes, DIMENSION, margin=MARGIN, scale=SCALE)

    def forward(self, patches: Tensor) -> Tensor:
        """(N, 3, 64, 64) normalised -> (N, 64) of unit length."""
        return functional.normalize(self.narrow(self.features(patches)), dim=1)

    def cosines(self, vectors: Tensor) -> Tensor:
        """(N, 64) -> (N, classes) cosines with what stands for each class."""
        cosines: Tensor = self.cosface.get_cosine(vectors)
        return cosines

    def loss(self, vectors: Tensor, classes: Tensor) -> Tensor:
        """CosFace's, of (N, 64) vectors and (N,) the right classes: a scalar."""
        loss: Tensor = self.cosface(vectors, classes)
        return loss


def _conv(before: int, after: int, stride: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(before, after, 3, stride, padding=1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


def focal_loss(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Penalty-reduced focal loss (Zhou et al., 2019, equation 1; alpha 2, beta 4), summed and divided by the logos.

    Args:
        logits: (N, 1, h, w).
        targets: likewise, 1 at a centre, a Gaussian around it.
        weights: likewise, 0 where it is not known whether there is a logo.
    """
    heat = logits.sigmoid().clamp(1e-4, 1 - 1e-4)
    centre = targets.eq(1).float()
    right = (1 - heat).square() * heat.log() * centre
    wrong = (1 - targets).pow(4) * heat.square() * (1 - heat).log() * (1 - centre)
    return -((right + wrong) * weights).sum() / centre.sum().clamp(min=1)


def box_loss(boxes: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Mean absolute error of the boxes at the weighted cells.

    Args:
        boxes: (N, 4, h, w), as the finder gives them.
        targets: likewise.
        weights: (N, 1, h, w).
    """
    errors = (boxes - targets).abs().sum(dim=1, keepdim=True) * weights
    return errors.sum() / weights.sum().clamp(min=1)
