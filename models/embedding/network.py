"""EfficientNet-Lite features, pooled, projected and L2-normalised; a linear head over the same features.

The trunk keeps its ImageNet weights: nothing here has been taught what a shopper calls similar.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from data.taxonomy import FINE_TYPES
from models.backbone import IMAGE_MEAN, IMAGE_STD, Trunk, TrunkName

FEATURES = 1280


class FeatureNetwork(nn.Module):
    """Crops in, globally averaged features of the last layer before ImageNet's classifier out."""

    def __init__(self, trunk: TrunkName = "lite1") -> None:
        super().__init__()
        self.trunk = Trunk(trunk, with_head=True)
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", 255 * torch.tensor(IMAGE_MEAN)[None, :, None, None])
        self.register_buffer("std", 255 * torch.tensor(IMAGE_STD)[None, :, None, None])

    def forward(self, crops: Tensor) -> Tensor:
        """(N, S, S, 3) uint8 RGB, S a multiple of 32 -> (N, 1280) features, none negative."""
        return self.maps(crops)[-1].mean((2, 3))

    def maps(self, crops: Tensor) -> list[Tensor]:
        """The same crops -> the feature maps of all stages, from the first to the last; see `Trunk`."""
        found: list[Tensor] = self.trunk((crops.permute(0, 3, 1, 2).float() - self.mean) / self.std)
        return found


class Heads(nn.Module):
    """What is read off the features: the embedding and the fine type.

    Attributes:
        projection: affine map of the features' direction to the embedding's dimension (principal components).
        fine: logits over `FINE_TYPES`.
        offset: added to the logits; minus infinity in practice for the types that no training crop shows.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.projection = nn.Linear(FEATURES, dimension)
        self.fine = nn.Linear(FEATURES, len(FINE_TYPES))
        self.offset: Tensor
        self.register_buffer("offset", torch.zeros(len(FINE_TYPES)))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 1280) -> unit vectors (N, D), fine-type probabilities (N, 20)."""
        vectors = F.normalize(self.projection(F.normalize(features, dim=1)), dim=1)
        return vectors, torch.softmax(self.fine(features) + self.offset, dim=1)


class EmbeddingNetwork(nn.Module):
    """Features and heads as one: the network that ships."""

    def __init__(self, dimension: int, trunk: TrunkName = "lite1") -> None:
        super().__init__()
        self.features = FeatureNetwork(trunk)
        self.heads = Heads(dimension)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """(N, S, S, 3) uint8 RGB -> unit vectors (N, D), fine-type probabilities (N, 20)."""
        found: tuple[Tensor, Tensor] = self.heads(self.features(crops))
        return found
