"""What the network learns from: pooled features of every training crop, as it is and in augmented views."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.backbone import TrunkName
from models.similarity.augment import Augment
from models.similarity.cache import CropCache, Crops, RowFile, stamp
from models.similarity.items import Item
from models.similarity.measure.features import Embed
from models.similarity.pooling import pooled_features
from pipeline.crops import CROP_SIZE

VIEWS = 5
"""A crop as it is served, and four that are seen anew."""
AUGMENTED = 192
"""Side of the latter: goods in random crops look larger than in whole ones, which a smaller side undoes (Touvron et al.
2019, *Fixing the train-test resolution discrepancy*); besides, it is half the work."""

Rows = NDArray[np.float16]


class ViewCache:
    """(N, `VIEWS`, F) pooled features of items, kept on disk (see `RowFile`): minutes once, for all runs of a trunk.

    The views of a crop depend on its key alone, and on the crops that lend it their picture as a ground.

    Args:
        folder: where `views-<trunk>.f16` is kept.
        cut: makes the crops.
        trunk: ImageNet trunk.
    """

    def __init__(self, folder: Path, cut: CropCache, trunk: TrunkName = "lite1") -> None:
        self._cut, self._augment = cut, Augment(AUGMENTED)
        self._embed: Embed = pooled_features(folder, trunk)
        blank = np.zeros((CROP_SIZE, CROP_SIZE, 3), np.uint8)
        width = self._embed([blank]).shape[1]
        self._file = RowFile(folder / f"views-{trunk}.f16", (VIEWS, width), np.float16)

    def __call__(self, items: Sequence[Item]) -> Rows:
        """The views of the items, in their order; the first one is the crop as it is."""
        crops = self._cut(items)
        grounds = [number for number, item in enumerate(items) if lends_ground(item)]
        keys = [stamp(item) for item in items]

        def make(number: int) -> NDArray[np.float32]:
            torch.manual_seed(seed_of(items[number].key))
            seen = [view.numpy() for view in self._views(crops, number, grounds)]
            return np.concatenate([self._embed([crops[number]]), self._embed(seen)])

        rows, places = self._file(keys, make, "views")
        return np.asarray(rows[places])

    def _views(self, crops: Crops, number: int, grounds: Sequence[int]) -> list[Tensor]:
        crop = torch.from_numpy(crops[number])
        return [self._augment(crop, self._ground(crops, grounds)) for _ in range(VIEWS - 1)]

    def _ground(self, crops: Crops, grounds: Sequence[int]) -> Tensor | None:
        if not grounds:
            return None
        return torch.from_numpy(crops[grounds[int(torch.randint(len(grounds), ()))]])


def lends_ground(item: Item) -> bool:
    """Whether its picture may stand behind other goods: never one that is held out, in whichever fold."""
    return item.split == "train" and item.source != "luma"


def seed_of(key: str) -> int:
    """A seed for the random numbers of an item's views."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=7).digest())
