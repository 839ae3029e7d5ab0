"""Strong augmentation: what may change in a picture while the product stays the same."""

from __future__ import annotations

import torch
from torch import Tensor
from torchvision.transforms import v2

from pipeline.crops import BACKGROUND, TONE

ZOOM = 0.25
"""How often a crop becomes a detail of itself."""
NEW_GROUND = 0.3
"""How often a white ground gives way to another picture, toned down as serving tones the street down."""
WHITE_FROM = 250


class Augment:
    """Crops of a batch, each seen anew: framing, mirror, turn, light, blur, ground; from torch's random numbers.

    The hue hardly moves, since another colour is another product.

    Args:
        size: side of the results.
    """

    def __init__(self, size: int) -> None:
        self._whole = v2.RandomResizedCrop(size, scale=(0.5, 1.0), ratio=(0.8, 1.25), antialias=True)
        self._detail = v2.RandomResizedCrop(size, scale=(0.08, 0.35), ratio=(0.8, 1.25), antialias=True)
        self._changes = v2.Compose([
            v2.RandomHorizontalFlip(),
            v2.RandomApply([v2.RandomAffine(10, translate=(0.05, 0.05), fill=255)], p=0.3),
            v2.ColorJitter(brightness=0.25, contrast=0.2, saturation=0.2, hue=0.015),
            v2.RandomApply([v2.GaussianBlur(5, sigma=(0.3, 1.5))], p=0.15),
        ])  # fmt: skip

    def __call__(self, crop: Tensor, ground: Tensor | None = None) -> Tensor:
        """One crop.

        Args:
            crop: (S, S, 3) uint8.
            ground: (S, S, 3) uint8, another crop, for what may show behind the goods; None leaves the ground.

        Returns:
            (size, size, 3) uint8.
        """
        if float(torch.rand(())) < NEW_GROUND and ground is not None:
            crop = on_ground(crop, ground)
        framing = self._detail if float(torch.rand(())) < ZOOM else self._whole
        picture: Tensor = framing(crop.permute(2, 0, 1))
        changed: Tensor = self._changes(picture)
        return changed.permute(1, 2, 0)


def on_ground(crop: Tensor, ground: Tensor) -> Tensor:
    """Put another picture, toned down, where a crop is pure white; (S, S, 3) uint8 both."""
    toned = (ground.float() * BACKGROUND + TONE * (1 - BACKGROUND)).to(torch.uint8)
    white = crop.amin(2, keepdim=True) >= WHITE_FROM
    return torch.where(white, toned, crop)
