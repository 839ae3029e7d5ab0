"""What is minimised: the papers' losses by name, each with its mining."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from models.similarity.losses import AttributeGuidedLoss, AttributeLoss, TripletLoss, WeightedTripletLoss
from models.similarity.network import Outputs
from models.similarity.options import Guide, LossName
from models.similarity.triplets import AttributeGuide, Miner, RandomNegatives, SemiHardNegatives, Triplets

DEFAULT_MARGIN = 0.2


class Labels(NamedTuple):
    """What is known of the N crops of a batch.

    Attributes:
        products: (N,) numbers; equal for the same product.
        broads: (N,) numbers of the categories.
        present: (N, K) see `models.similarity.attributes.Targets`.
        known: (N, K) likewise.
    """

    products: Tensor
    broads: Tensor
    present: Tensor
    known: Tensor


class Objective:
    """The total loss of a batch.

    "weighted" is *Buy Me That Look*'s (eq. 1); "triplet" and "multitask" are the baselines of *Tiered Deep Similarity
    Search*, "agml" is its own (eq. 1, 2). All but "weighted" work on vectors of unit length.

    Args:
        loss: which one.
        margin: m or m0; None = 0.2, and for "agml" what its paper uses.
        alpha: weight of the embedding loss.
        attribute_weight: lambda.
        threshold: Phi.
        guide: soft weights or soft margins.
        also_hard: mine hard negatives besides the semi-hard ones.
    """

    def __init__(
        self,
        loss: LossName = "weighted",
        margin: float | None = None,
        alpha: float = 5e-5,
        attribute_weight: float = 1.0,
        threshold: float = 0.7,
        guide: Guide = "weight",
        also_hard: bool = False,
    ) -> None:
        self.loss, self.attribute_weight = loss, attribute_weight
        plain = DEFAULT_MARGIN if margin is None else margin
        self._weighted = WeightedTripletLoss(plain, alpha)
        self._triplet = TripletLoss(plain)
        self._guided, self._guide = AttributeGuidedLoss(guide, margin), AttributeGuide(threshold)
        self._attributes = AttributeLoss()
        self._random: Miner = RandomNegatives()
        self._mined: Miner = SemiHardNegatives(self._guided.margin if loss == "agml" else plain, also_hard)

    def __call__(self, outputs: Outputs, labels: Labels, mined: bool) -> tuple[Tensor, dict[str, Tensor]]:
        """The loss, and its terms to show.

        Args:
            outputs: of the network.
            labels: of the same crops.
            mined: semi-hard negatives; else random ones, as in the first epochs.
        """
        vectors = outputs.vectors if self.loss == "weighted" else F.normalize(outputs.vectors, dim=1)
        miner = self._mined if mined else self._random
        triplets = miner(vectors, labels.products, labels.broads)
        metric, used = self._metric(vectors, torch.sigmoid(outputs.attributes), triplets)
        attributes = self._attributes(outputs.attributes, labels.present, labels.known)
        total = metric
        if self.loss in ("multitask", "agml"):
            total = total + self.attribute_weight * attributes
        terms = {"metric": metric, "attributes": attributes}
        return total, {**terms, "triplets": torch.tensor(float(len(used[0])))}

    def _metric(self, vectors: Tensor, attributes: Tensor, triplets: Triplets) -> tuple[Tensor, Triplets]:
        if self.loss == "agml":
            reliable = self._guide(triplets, attributes)
            return self._guided(vectors, attributes, reliable), reliable
        loss: Tensor = (self._weighted if self.loss == "weighted" else self._triplet)(vectors, triplets)
        return loss, triplets
