"""The losses of both papers, on triplets of rows of a batch (see `models.similarity.triplets`).

A loss without any triplet is 0 and has a gradient of 0: a batch may well have nothing to learn from.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.similarity.options import Guide
from models.similarity.triplets import Triplets


class TripletLoss(nn.Module):
    """Triplet margin ranking loss: max(0, m + |a-p|^2 - |a-n|^2), mean over triplets (*Buy Me That Look*, eq. 2).

    Args:
        margin: m.
    """

    def __init__(self, margin: float = 0.2) -> None:
        super().__init__()
        self.margin = margin

    def forward(self, vectors: Tensor, triplets: Triplets) -> Tensor:
        """(N, D) vectors, of unit length or not -> scalar."""
        return mean_or_zero(F.relu(gaps(vectors, triplets) + self.margin), vectors)


class EmbeddingLoss(nn.Module):
    """Keeps vectors short: (|a|^2 + |p|^2 + |n|^2) / 3d, mean over triplets (*Buy Me That Look*, eq. 3)."""

    def forward(self, vectors: Tensor, triplets: Triplets) -> Tensor:
        """(N, D) vectors that are not normalised -> scalar."""
        squares = vectors.square().sum(1)
        of_triplet = sum((squares[rows] for rows in triplets), torch.zeros(()))
        return mean_or_zero(of_triplet / (3 * vectors.shape[1]), vectors)


class WeightedTripletLoss(nn.Module):
    """L_triplet + alpha * L_embedd (*Buy Me That Look*, eq. 1), on vectors that are not normalised.

    Args:
        margin: m of eq. 2.
        alpha: the paper's trade-off.
    """

    def __init__(self, margin: float = 0.2, alpha: float = 5e-5) -> None:
        super().__init__()
        self.triplet, self.embedding, self.alpha = TripletLoss(margin), EmbeddingLoss(), alpha

    def forward(self, vectors: Tensor, triplets: Triplets) -> Tensor:
        """(N, D) -> scalar."""
        loss: Tensor = self.triplet(vectors, triplets) + self.alpha * self.embedding(vectors, triplets)
        return loss


class AttributeGuidedLoss(nn.Module):
    """w * max(0, |a-p|^2 - |a-n|^2 + m), mean over triplets (*Tiered Deep Similarity Search*, eq. 2).

    With s = <v_a, v_p> <v_a, v_n>, the product of the attribute vectors' cosines: soft-weighted has w = s and m = m0
    (B1), soft-margin has w = 1 and m = m0 * log(1 + s) (B2). The guiding signal is taken as it is: no gradient flows
    through it, or the attributes would learn to be unlike so that the loss vanishes.

    Args:
        guide: "weight" for soft-weighted, "margin" for soft-margin.
        margin: m0; the paper's 0.5 and 0.8 by default.
    """

    def __init__(self, guide: Guide = "weight", margin: float | None = None) -> None:
        super().__init__()
        self.guide = guide
        self.margin = margin if margin is not None else {"weight": 0.5, "margin": 0.8}[guide]

    def forward(self, vectors: Tensor, attributes: Tensor, triplets: Triplets) -> Tensor:
        """(N, D) vectors of unit length, (N, K) attribute probabilities -> scalar."""
        signal = guiding_signal(attributes.detach(), triplets)
        gap = gaps(vectors, triplets)
        if self.guide == "weight":
            return mean_or_zero(signal * F.relu(gap + self.margin), vectors)
        return mean_or_zero(F.relu(gap + self.margin * torch.log1p(signal)), vectors)


class AttributeLoss(nn.Module):
    """Binary cross-entropy, summed over the K attributes, mean over crops (*Tiered Deep Similarity Search*, 2.1).

    Attributes that are not known of a product count nothing; where all are known this is the paper's formula.
    """

    def forward(self, logits: Tensor, present: Tensor, known: Tensor) -> Tensor:
        """(N, K) logits, (N, K) 0/1 present, (N, K) 0/1 known -> scalar."""
        each = F.binary_cross_entropy_with_logits(logits, present, reduction="none")
        return (each * known).sum(1).mean()


def guiding_signal(attributes: Tensor, triplets: Triplets) -> Tensor:
    """(N, K) attribute probabilities -> (T,) cosine(a, p) * cosine(a, n)."""
    anchors, positives, negatives = triplets
    unit = F.normalize(attributes, dim=1)
    alike = unit @ unit.T
    return alike[anchors, positives] * alike[anchors, negatives]


def gaps(vectors: Tensor, triplets: Triplets) -> Tensor:
    """(N, D) -> (T,) |a-p|^2 - |a-n|^2; a batch has far fewer pairs than triplets, so each pair is compared once."""
    anchors, positives, negatives = triplets
    apart = (vectors[:, None] - vectors[None]).square().sum(2)
    return apart[anchors, positives] - apart[anchors, negatives]


def mean_or_zero(terms: Tensor, vectors: Tensor) -> Tensor:
    """The mean of the terms; where there are none a 0 that can be differentiated."""
    return terms.mean() if len(terms) else vectors.sum() * 0
