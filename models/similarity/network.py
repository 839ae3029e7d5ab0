"""Frozen trunk, multi-level pooling, shared neck, and the heads (*Tiered Deep Similarity Search*, figure 2).

What is trained is the neck and the heads of embedding and attributes: the neck is where attributes and similarity shape
each other. The trunk keeps its ImageNet weights (`models.similarity.pooling` says why), and the fine-type head, a
linear one on the trunk's own features, is fitted once and left alone.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from data.taxonomy import BROAD_CATEGORIES, FINE_TYPES
from models.backbone import TrunkName
from models.embedding.network import FEATURES
from models.embedding.network import Heads as FrozenHeads
from models.similarity.attributes import ATTRIBUTES
from models.similarity.options import HeadKind
from models.similarity.pooling import PooledTrunk


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

    def __init__(self, inputs: int, dimension: int) -> None:
        super().__init__()
        self.projection = nn.Linear(inputs, dimension)

    def forward(self, hidden: Tensor, believed: Tensor) -> Tensor:
        """(N, H) -> (N, D)."""
        vectors: Tensor = self.projection(hidden)
        return vectors


class BroadHeads(nn.Module):
    """An affine map a category; a crop's vector is their mean, weighted by what the crop is believed to be.

    *Buy Me That Look* (4.3) trains a network a broad category. Here whoever embeds a crop need not know what it shows.
    """

    def __init__(self, inputs: int, dimension: int) -> None:
        super().__init__()
        self.projection = nn.Linear(inputs, len(BROAD_CATEGORIES) * dimension)
        self.dimension = dimension

    def forward(self, hidden: Tensor, believed: Tensor) -> Tensor:
        """(N, H), (N, 7) probabilities of the categories -> (N, D)."""
        each = self.projection(hidden).reshape(-1, len(BROAD_CATEGORIES), self.dimension)
        mixed: Tensor = (each * believed[:, :, None]).sum(1)
        return mixed


class SimilarityHead(nn.Module):
    """All that stands on the pooled features.

    Args:
        width: F of the pooled features.
        dimension: D of the vectors.
        hidden: H of the neck.
        heads: one embedding head for all goods, or one a broad category.
        dropout: share of the pooled features that is hidden in training.
        frozen: principal components of the trunk's own features that stand beside the learned vector when it is used:
            few products are learned from, and what they do not show the frozen features still know. 0 leaves them out.
        frozen_weight: of their cosine beside the learned one.
    """

    def __init__(
        self,
        width: int,
        dimension: int,
        hidden: int = 512,
        heads: HeadKind = "shared",
        dropout: float = 0.2,
        frozen: int = 0,
        frozen_weight: float = 2.0,
    ) -> None:
        super().__init__()
        self.frozen = nn.Linear(FEATURES, frozen).requires_grad_(False) if frozen else None
        self.frozen_weight = frozen_weight
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))
        self.neck = nn.Sequential(nn.Dropout(dropout), nn.Linear(width, hidden), nn.ReLU())
        self.embedding = (BroadHeads if heads == "broad" else SharedHead)(hidden, dimension)
        self.attributes = nn.Linear(hidden, len(ATTRIBUTES))
        self.fine = nn.Linear(FEATURES, len(FINE_TYPES)).requires_grad_(False)
        self.offset: Tensor
        self.register_buffer("offset", torch.zeros(len(FINE_TYPES)))
        self.broad_of: Tensor
        broads = torch.tensor([BROAD_CATEGORIES.index(fine.broad) for fine in FINE_TYPES])
        self.register_buffer("broad_of", F.one_hot(broads, len(BROAD_CATEGORIES)).float(), persistent=False)

    def forward(self, pooled: Tensor) -> Outputs:
        """(N, F) pooled features -> see `Outputs`."""
        fine = self.fine(pooled[:, -FEATURES:]) + self.offset
        believed = torch.softmax(fine, 1) @ self.broad_of
        hidden = self.neck((pooled - self.mean) / self.deviation)
        return Outputs(self.embedding(hidden, believed), fine, self.attributes(hidden))

    def embed(self, pooled: Tensor) -> Tensor:
        """(N, F) pooled features -> (N, D + frozen) vectors as they are compared; of any length."""
        return self.beside(self(pooled).vectors, pooled)

    def beside(self, vectors: Tensor, pooled: Tensor) -> Tensor:
        """(N, D) learned vectors and the (N, F) features they are of -> both parts, weighted by their cosines' say."""
        if self.frozen is None:
            return vectors
        components = F.normalize(self.frozen(F.normalize(pooled[:, -FEATURES:], dim=1)), dim=1)
        return torch.cat([F.normalize(vectors, dim=1), self.frozen_weight**0.5 * components], 1)

    def standardise(self, mean: Tensor, deviation: Tensor) -> None:
        """Set what each pooled feature is measured against: (F,) both."""
        self.mean.copy_(mean)
        self.deviation.copy_(deviation)

    @torch.no_grad()
    def shorten(self, pooled: Tensor) -> None:
        """Divide the vectors by their mean length on (N, F) features: margins mean the same whatever the weights."""
        length = self.eval()(pooled).vectors.norm(dim=1).mean()
        self.embedding.projection.weight.div_(length)
        self.embedding.projection.bias.div_(length)

    def take_fine_types(self, heads: FrozenHeads) -> None:
        """Use the fine-type head that was fitted to the frozen features (`models.embedding.train`)."""
        self.fine.load_state_dict(heads.fine.state_dict())
        self.offset.copy_(heads.offset)


class SimilarityNetwork(nn.Module):
    """Crops in; vectors, fine types and attributes out.

    Args:
        head: on the pooled features of that trunk.
        trunk: ImageNet trunk.
    """

    def __init__(self, head: SimilarityHead, trunk: TrunkName = "lite1") -> None:
        super().__init__()
        self.trunk = PooledTrunk(trunk)
        self.head = head

    def forward(self, crops: Tensor) -> Outputs:
        """(N, S, S, 3) uint8 RGB, S a multiple of 32 -> see `Outputs`."""
        found: Outputs = self.head(self.trunk(crops))
        return found


class ServedNetwork(nn.Module):
    """The network as it ships: unit vectors and probabilities."""

    def __init__(self, network: SimilarityNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, S, S, 3) uint8 -> unit vectors (N, D + frozen), fine types (N, 20), attributes (N, K)."""
        pooled = self.network.trunk(crops)
        vectors, fine, attributes = self.network.head(pooled)
        vectors = self.network.head.beside(vectors, pooled)
        return F.normalize(vectors, dim=1), torch.softmax(fine, 1), torch.sigmoid(attributes)
