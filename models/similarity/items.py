"""What similarity is learned from and measured on: pictures of products, of which it is known which product each shows.

Readers of the data sets are in `models.similarity.sources`; all of them give `Item`s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.crops import CROP_SIZE, article_crop, product_crop
from pipeline.look import Box
from pipeline.photo import open_photo

Domain = Literal["white", "worn", "street"]
"""How a picture was taken: the goods alone on white; worn on a plain ground, as product pages have it; anyhow else."""

Split = Literal["train", "validation", "test"]
Source = Literal["boutique", "luma", "clothing", "street"]
Pixels = NDArray[np.uint8]

FOLDS = 3
"""Parts of a small data set, of which one at a time is held out."""
VALIDATION_SHARE = 0.1


@dataclass(frozen=True)
class Cut:
    """Where the goods are in a picture that shows more than them.

    Attributes:
        box: x0, y0, x1, y1 in pixels; the ends are exclusive.
        mask: makes the (H, W) bool mask of the goods; masks of a whole data set would not fit into memory.
    """

    box: Box
    mask: Callable[[], NDArray[np.bool_]]


@dataclass(frozen=True)
class Item:
    """One picture of one product.

    Attributes:
        picture: path of the file.
        product: what counts as "the same": one model in one colour.
        model: the same for all colours of a product.
        broad: broad category.
        domain: see `Domain`.
        view: one of `data.taxonomy.VIEWS`; empty where it is not known or makes no sense (goods on white).
        attributes: what is known of the product, as its source words it, such as `{"colour": "navy"}`; what is not
            known is left out. Several values divided by "|" mean one of them.
        split: training, validation or test; all pictures of a model are in one.
        source: the data set.
        fine: the fine types that it may be; at least one.
        cut: where the goods are; None if the picture shows nothing else.
    """

    picture: Path
    product: str
    model: str
    broad: Broad
    domain: Domain
    view: str
    attributes: Mapping[str, str]
    split: Split
    source: Source
    fine: frozenset[str]
    cut: Cut | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """Unlike those of all other items of the same folders."""
        return f"{self.source}/{self.picture.parent.name}/{self.picture.name}#{self.product}"

    def crop(self, size: int = CROP_SIZE) -> Pixels:
        """The (size, size, 3) uint8 square that serving would cut, with a true mask in the detector's place.

        Raises:
            PhotoError: the picture cannot be read.
        """
        pixels = open_photo(self.picture).pixels
        if self.cut is None:
            return product_crop(pixels, size)
        return article_crop(pixels, self.cut.box, self.cut.mask(), size)


def fold_split(model: str, fold: int) -> Split:
    """The split of a model when one of `FOLDS` equal parts is held out for testing.

    Over all folds every model is tested exactly once: that is how a data set of 147 products gives figures of use.

    Args:
        model: its id; nothing else decides.
        fold: 0 to `FOLDS` - 1.

    Raises:
        ValueError: there is no such fold.
    """
    if fold not in range(FOLDS):
        raise ValueError(f"there is no fold {fold}: give 0 to {FOLDS - 1}")
    digest = hashlib.sha256(f"similarity:{model}".encode()).digest()
    place = (int.from_bytes(digest[:8]) / 2**64 + fold / FOLDS) % 1
    if place < 1 / FOLDS:
        return "test"
    return "validation" if place < 1 / FOLDS + VALIDATION_SHARE else "train"


def checked(items: list[Item]) -> list[Item]:
    """The items, if no model is in two splits and no two items have one key.

    Raises:
        ValueError: names the model or the item.
    """
    splits: dict[tuple[str, str], Split] = {}
    keys: set[str] = set()
    for item in items:
        if splits.setdefault((item.source, item.model), item.split) != item.split:
            raise ValueError(f"the model {item.model} of {item.source} is in two splits")
        if item.key in keys:
            raise ValueError(f"{item.key} is listed twice")
        keys.add(item.key)
    return items


__all__ = ["FOLDS", "Cut", "Domain", "Item", "Source", "Split", "checked", "fold_split"]
