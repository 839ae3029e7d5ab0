"""The semantic branch: to which category each pixel belongs (Kirillov et al. 2019, *Panoptic FPN*, 3.1).

A mask is drawn from one box at 28 x 28; the branch looks at the whole photo at a quarter of its size, and at what is
beside the box. They err in different places: bare toes in a sandal, the shirt under an open jacket. An icon goes where
both are sure (`pipeline.pasting`).

It reads the pyramid without changing it, so boxes, scores and masks are the same with and without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.detection import MaskRCNN

from models.detector.dataset import Origin, Target
from models.detector.voting import VotingHeads

LEVELS = ("0", "1", "2", "3")
"""Of the pyramid, finest first: strides 4, 8, 16 and 32."""
STRIDE = 2
"""Of the answer: pixels of the photo a cell."""
WIDTH = 64
BACKGROUND_WEIGHT = 0.3
"""Of a background pixel in the loss: four in five pixels are background."""
IGNORED = 255
PREFIX = "roi_heads.semantic."

Features = Mapping[str, Tensor]


class SemanticBranch(nn.Module):
    """Pyramid in, category of each pixel out: from the coarsest level to the finest, each added to the one before.

    Args:
        channels: of the pyramid.
        classes: background included.
    """

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(channels, WIDTH, 1) for _ in LEVELS)
        self.merge = nn.ModuleList(nn.Conv2d(WIDTH, WIDTH, 3, padding=1) for _ in LEVELS)
        self.last = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.classify = nn.Conv2d(WIDTH, classes, 1)
        for layer in (*self.merge, self.last):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

    def forward(self, features: Features) -> Tensor:
        """Maps of strides 4 to 32 -> logits (N, classes, H / 2, W / 2), H and W those of the padded photo."""
        levels = [lateral(features[name]) for lateral, name in zip(self.lateral, LEVELS, strict=True)]
        merged = functional.relu(self.merge[-1](levels[-1]))
        for merge, level in zip(self.merge[-2::-1], levels[-2::-1], strict=True):
            merged = functional.relu(merge(level + functional.interpolate(merged, level.shape[-2:], mode="bilinear")))
        logits: Tensor = self.classify(functional.relu(self.last(merged)))
        return functional.interpolate(logits, scale_factor=4 / STRIDE, mode="bilinear")


class SemanticHeads(VotingHeads):
    """The heads, with the branch beside them where there is one.

    Attributes:
        semantic: None in a detector that has none.
    """

    semantic: SemanticBranch | None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.register_module("semantic", None)

    def forward(
        self,
        features: dict[str, Tensor],
        proposals: list[Tensor],
        image_shapes: list[tuple[int, int]],
        targets: list[Target] | None = None,
    ) -> tuple[list[dict[str, Tensor]], dict[str, Tensor]]:
        """See `RoIHeads`; in training with one loss more, `loss_semantic`."""
        found, losses = super().forward(features, proposals, image_shapes, targets)
        if self.training and self.semantic is not None and targets is not None:
            losses["loss_semantic"] = semantic_loss(self.semantic, features, targets)
        return found, losses


def add_branch(network: MaskRCNN) -> SemanticBranch:
    """Give a detector an untrained branch, and return it."""
    classes = network.roi_heads.box_predictor.cls_score.out_features
    branch = SemanticBranch(network.backbone.out_channels, classes)
    network.roi_heads.semantic = branch
    return branch


def has_branch(weights: Mapping[str, Any]) -> bool:
    """Whether these are weights of a detector with a branch."""
    return any(name.startswith(PREFIX) for name in weights)


def semantic_loss(branch: SemanticBranch, features: Features, targets: Sequence[Target]) -> Tensor:
    """Cross entropy of the pixels' categories, () float; the features get no gradient from it.

    A machine misses articles, whose pixels would be called background: photos that it labelled teach nothing here.

    Args:
        branch: to be trained.
        features: of a batch of photos.
        targets: of each photo, in its pixels: masks (N, H, W), labels (N,) and origin ().
    """
    logits = branch({name: features[name].detach() for name in LEVELS}).float()
    height, width = (STRIDE * cells for cells in logits.shape[-2:])
    wanted = torch.stack([category_map(target, height, width) for target in targets]).to(logits.device)
    weights = torch.ones(logits.shape[1], device=logits.device)
    weights[0] = BACKGROUND_WEIGHT
    losses = functional.cross_entropy(logits, wanted, weights, ignore_index=IGNORED, reduction="sum")
    judged = wanted[wanted != IGNORED]
    return losses / weights[judged].sum().clamp(min=1)


def category_map(target: Target, height: int, width: int) -> Tensor:
    """What the branch should say of one photo.

    Args:
        target: masks (N, H, W) of 0 and 1, labels (N,), origin ().
        height: of the padded photo.
        width: likewise.

    Returns:
        (height / 2, width / 2) int64 class numbers, 0 for background; IGNORED beyond the photo, and everywhere if a
        machine labelled it.
    """
    wanted = torch.full((height, width), IGNORED, dtype=torch.int64)
    if target["origin"] != Origin.MACHINE:
        masks = target["masks"].cpu()
        numbers = masks.long() * target["labels"].cpu()[:, None, None]
        wanted[: masks.shape[1], : masks.shape[2]] = numbers.amax(0) if len(masks) else 0
    return wanted[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]


__all__ = ["STRIDE", "SemanticBranch", "SemanticHeads", "add_branch", "category_map", "has_branch", "semantic_loss"]
