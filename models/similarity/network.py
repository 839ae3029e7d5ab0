"""Trunk, embedding heads, attribute branch and fine-type head (*Tiered Deep Similarity Search*, figure 2).

One trunk serves all categories. *Buy Me That Look* (4.3) trains a network a broad category: here each has a head of
its own on shared features, chosen by the network's own belief about the category, so that whoever embeds a crop need
not know what it shows.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from data.taxonomy import BROAD_CATEGORIES, FINE_TYPES
from models.backbone import TrunkName
from models.embedding.network import FEATURES, FeatureNetwork, Heads
from models.similarity.attributes import ATTRIBUTES
from models.similarity.options import HeadKind


class Outputs(NamedTuple):
    """What the network says of N crops.

    Attributes:
        vectors: (N, D), not normalised.
        fine: (N, 20) logits over `FINE_TYPES`.
        attributes: (N, K) logits over `ATTRIBUTES`.
    """

    vectors: Tensor
    fine: Tensor
    attributes: Tensor


class SharedHead(nn.Module):
    """One affine map for all categories."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.projection = nn.Linear(FEATURES, dimension)

    def forward(self, directions: Tensor, believed: Tensor) -> Tensor:
        """(N, 1280) of unit length -> (N, D)."""
        vectors: Tensor = self.projection(directions)
        return vectors

    def start(self, weight: Tensor, bias: Tensor) -> None:
        """Begin with a given (D, 1280) map."""
        self.projection.load_state_dict({"weight": weight, "bias": bias})


class BroadHeads(nn.Module):
    """An affine map a category; a crop's vector is their mean, weighted by what the crop is believed to be."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.projection = nn.Linear(FEATURES, len(BROAD_CATEGORIES) * dimension)
        self.dimension = dimension

    def forward(self, directions: Tensor, believed: Tensor) -> Tensor:
        """(N, 1280) of unit length, (N, 7) probabilities of the categories -> (N, D)."""
        each = self.projection(directions).reshape(-1, len(BROAD_CATEGORIES), self.dimension)
        mixed: Tensor = (each * believed[:, :, None]).sum(1)
        return mixed

    def start(self, weight: Tensor, bias: Tensor) -> None:
        """Begin with a given (D, 1280) map in every category."""
        count = len(BROAD_CATEGORIES)
        self.projection.load_state_dict({"weight": weight.repeat(count, 1), "bias": bias.repeat(count)})


class SimilarityNetwork(nn.Module):
    """Crops in; vectors, fine types and attributes out.

    Args:
        dimension: D of the vectors.
        heads: one head for all, or one a broad category.
        trunk: ImageNet trunk.
        frozen_stages: first trunk stages that keep their ImageNet weights.
    """

    def __init__(
        self, dimension: int, heads: HeadKind = "broad", trunk: TrunkName = "lite1", frozen_stages: int = 0
    ) -> None:
        super().__init__()
        self.features = FeatureNetwork(trunk)
        for stage in self.features.trunk.stages[:frozen_stages]:
            stage.requires_grad_(False)
        self.embedding = BroadHeads(dimension) if heads == "broad" else SharedHead(dimension)
        self.fine = nn.Linear(FEATURES, len(FINE_TYPES))
        self.attributes = nn.Linear(FEATURES, len(ATTRIBUTES))
        self.offset: Tensor
        self.register_buffer("offset", torch.zeros(len(FINE_TYPES)))
        self.broad_of: Tensor
        broads = torch.tensor([BROAD_CATEGORIES.index(fine.broad) for fine in FINE_TYPES])
        self.register_buffer("broad_of", F.one_hot(broads, len(BROAD_CATEGORIES)).float(), persistent=False)

    def forward(self, crops: Tensor) -> Outputs:
        """(N, S, S, 3) uint8 RGB, S a multiple of 32 -> see `Outputs`.

        The fine types are read off the features without teaching them: the papers' losses alone shape the trunk.
        """
        features = self.features(crops)
        fine = self.fine(features.detach()) + self.offset
        believed = torch.softmax(fine.detach(), 1) @ self.broad_of
        vectors = self.embedding(F.normalize(features, dim=1), believed)
        return Outputs(vectors, fine, self.attributes(features))

    def start_from(self, heads: Heads, length: float) -> None:
        """Begin with heads that were fitted to the frozen features: training only improves on what ships already.

        Args:
            heads: principal components and fine types.
            length: mean length of the vectors that they give; it is divided out, so that margins mean the same.
        """
        self.embedding.start(heads.projection.weight.detach() / length, heads.projection.bias.detach() / length)
        self.fine.load_state_dict(heads.fine.state_dict())
        self.offset.copy_(heads.offset)


class ServedNetwork(nn.Module):
    """The network as it ships: unit vectors and probabilities."""

    def __init__(self, network: SimilarityNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, S, S, 3) uint8 -> unit vectors (N, D), fine types (N, 20), attributes (N, K)."""
        vectors, fine, attributes = self.network(crops)
        return F.normalize(vectors, dim=1), torch.softmax(fine, 1), torch.sigmoid(attributes)
