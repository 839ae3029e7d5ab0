"""Mining: which triplets (anchor, positive, negative) of a batch are learned from.

A positive is another picture of the same product; a negative is a picture of another product **of the same category**
(*Buy Me That Look*, 4.3), another colour of the same model included.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from models.similarity.metric_learning import LpDistance, TripletMarginMiner, get_all_triplets_indices

Triplets = tuple[Tensor, Tensor, Tensor]
"""(T,) rows of the anchors, of the positives and of the negatives."""


class Miner(Protocol):
    """Chooses triplets of a batch."""

    def __call__(self, vectors: Tensor, products: Tensor, broads: Tensor) -> Triplets:
        """(N, D) vectors, (N,) numbers of the products, (N,) numbers of the categories -> triplets."""
        ...


class AllTriplets:
    """Every triplet that there is."""

    def __call__(self, vectors: Tensor, products: Tensor, broads: Tensor) -> Triplets:
        """See `Miner`."""
        return within(get_all_triplets_indices(products), broads)


class RandomNegatives:
    """For each anchor and positive one negative by chance, from torch's random numbers: how the training begins."""

    def __call__(self, vectors: Tensor, products: Tensor, broads: Tensor) -> Triplets:
        """See `Miner`."""
        anchors, positives, negatives = AllTriplets()(vectors, products, broads)
        shuffled = torch.randperm(len(anchors), device=anchors.device)
        pair = (anchors * len(products) + positives)[shuffled]
        # The first of each pair in a random order is a fair draw among its negatives.
        order = torch.argsort(pair, stable=True)
        first = torch.ones(len(pair), dtype=torch.bool, device=pair.device)
        first[1:] = pair[order][1:] != pair[order][:-1]
        chosen = shuffled[order[first]]
        return anchors[chosen], positives[chosen], negatives[chosen]


class SemiHardNegatives:
    """Negatives farther than the positive, but by less than the margin (FaceNet, 3.2).

    Args:
        margin: of squared Euclidean distances.
        also_hard: take negatives that are nearer than the positive as well.
    """

    def __init__(self, margin: float = 0.2, also_hard: bool = False) -> None:
        squared = LpDistance(p=2, power=2, normalize_embeddings=False)
        kind = "all" if also_hard else "semihard"
        self._miner = TripletMarginMiner(margin, type_of_triplets=kind, distance=squared)

    def __call__(self, vectors: Tensor, products: Tensor, broads: Tensor) -> Triplets:
        """See `Miner`."""
        return within(self._miner(vectors.detach(), products), broads)


class AttributeGuide:
    """Keeps triplets whose anchor and positive have like attributes (*Tiered Deep Similarity Search*, 2.2 A).

    Args:
        threshold: the paper's Phi, of the cosine of the attribute vectors.
    """

    def __init__(self, threshold: float = 0.7) -> None:
        self.threshold = threshold

    def __call__(self, triplets: Triplets, attributes: Tensor) -> Triplets:
        """Triplets and the (N, K) attribute probabilities of the batch -> those of the triplets that are reliable."""
        anchors, positives, negatives = triplets
        unit = F.normalize(attributes.detach(), dim=1)
        alike = (unit @ unit.T)[anchors, positives] > self.threshold
        return anchors[alike], positives[alike], negatives[alike]


def within(triplets: Triplets, broads: Tensor) -> Triplets:
    """The triplets whose negative is of the anchor's category."""
    anchors, positives, negatives = triplets
    same = broads[anchors] == broads[negatives]
    return anchors[same], positives[same], negatives[same]
