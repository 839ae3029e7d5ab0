"""Batches for the network: crops from the cache, augmented, with all that is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from data.taxonomy import BROAD_CATEGORIES, FINE_TYPES
from models.similarity.attributes import ATTRIBUTES, targets
from models.similarity.augment import Augment, has_colour
from models.similarity.cache import Crops
from models.similarity.items import Item
from models.similarity.objective import Labels
from models.similarity.sampling import ProductSampler, Shot

COLOURS = [number for number, (group, _) in enumerate(ATTRIBUTES) if group == "colour"]


class Batch(NamedTuple):
    """N crops and what is known of them.

    Attributes:
        crops: (N, S, S, 3) uint8.
        labels: of the same crops.
    """

    crops: Tensor
    labels: Labels


class Batches:
    """The batches of a training.

    Args:
        items: of the training split.
        crops: theirs.
        products: P of a batch.
        shots: K of a batch.
        size: side of the crops that the network gets.
    """

    def __init__(self, items: Sequence[Item], crops: Crops, products: int, shots: int, size: int) -> None:
        self._items, self._crops, self._augment = items, crops, Augment(size)
        tintable = [has_colour(torch.from_numpy(crops[row])) for row in range(len(items))]
        self._sampler = ProductSampler(items, tintable, products, shots)
        described = targets([(item.broad, item.attributes) for item in items])
        self._present, self._known = torch.from_numpy(described.present), torch.from_numpy(described.known)
        self._allowed = torch.tensor([[fine.name in item.fine for fine in FINE_TYPES] for item in items])
        self._broads = torch.tensor([BROAD_CATEGORIES.index(item.broad) for item in items])

    def epoch(self, number: int, steps: int) -> Iterator[Batch]:
        """The batches of an epoch; augmentation takes torch's global random numbers, which the caller has seeded."""
        for shots in self._sampler.epoch(number, steps):
            yield Batch(torch.stack([self._seen(shot) for shot in shots]), self._labels(shots))

    def _seen(self, shot: Shot) -> Tensor:
        ground = int(torch.randint(len(self._crops), ()))
        crop, other = torch.from_numpy(self._crops[shot.row]), torch.from_numpy(self._crops[ground])
        return self._augment(crop, shot.tint, other)

    def _labels(self, shots: Sequence[Shot]) -> Labels:
        rows = torch.tensor([shot.row for shot in shots])
        known = self._known[rows].clone()
        # Nobody knows the name of a colour that was turned.
        turned = torch.tensor([shot.tint != 0 for shot in shots])
        known[:, COLOURS] *= (~turned)[:, None]
        products = torch.tensor([shot.product for shot in shots])
        return Labels(products, self._broads[rows], self._present[rows], known, self._allowed[rows])
