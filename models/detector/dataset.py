"""Photos and their articles as training examples for Mask R-CNN.

A photo's articles are kept as one instance map (a small integer a pixel), not as a stack of masks: augmenting it is
one cheap nearest-neighbour warp, and the masks and their tight boxes are read off it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset
from torchvision import tv_tensors
from torchvision.ops import masks_to_boxes
from torchvision.transforms import v2

from data.street.read import LabelledArticle, StreetPhoto
from data.taxonomy import BROAD_CATEGORIES, Broad
from pipeline.photo import open_photo

CLASS_OF: dict[Broad, int] = {broad: number for number, broad in enumerate(BROAD_CATEGORIES, start=1)}
"""Class numbers of the detector; 0 is background."""

# Photos are kept a little larger than the network sees them, so that crops do not have to be enlarged.
CACHE_SHORT_SIDE = 448
# An article of which augmentation left fewer pixels than this is no longer an example of anything.
MIN_PIXELS = 60

Target = dict[str, Tensor]


class Origin(IntEnum):
    """Where the labels of an example come from: what they may teach depends on it (see `origins`)."""

    HAND = 0
    MACHINE = 1
    RENDERED = 2


@dataclass(frozen=True)
class Example:
    """A photo in memory.

    Attributes:
        id: the photo's id.
        pixels: (3, H, W) uint8.
        instances: (H, W) uint8; 0 is background, n the n-th article.
        classes: class number of each article, in the order of their numbers.
        origin: of its labels; of rendered pictures only a share of each epoch is made.
    """

    id: str
    pixels: Tensor
    instances: Tensor
    classes: tuple[int, ...]
    origin: Origin = Origin.HAND

    @property
    def rendered(self) -> bool:
        """Whether it is a rendered picture."""
        return self.origin is Origin.RENDERED


def example(
    photo_id: str, image: Path, articles: Sequence[tuple[Broad, NDArray[np.bool_]]], origin: Origin = Origin.HAND
) -> Example:
    """Read a photo and shrink it with its masks.

    Args:
        photo_id: any name.
        image: the photo's file.
        articles: broad category and (H, W) mask of each article; where masks overlap, the later one is on top.
        origin: of the masks.
    """
    pixels = open_photo(image).pixels
    instances = np.zeros(pixels.shape[:2], np.uint8)
    for number, (_, mask) in enumerate(articles, start=1):
        instances[mask] = number
    scale = min(1.0, CACHE_SHORT_SIDE / min(pixels.shape[:2]))
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    small = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))
    nearest = np.asarray(Image.fromarray(instances).resize(size, Image.Resampling.NEAREST))
    classes = tuple(CLASS_OF[broad] for broad, _ in articles)
    colours = torch.from_numpy(small.copy()).permute(2, 0, 1)
    return Example(photo_id, colours, torch.from_numpy(nearest.copy()), classes, origin)


def street_examples(photos: Iterable[StreetPhoto]) -> list[Example]:
    """Examples of the street photos; those with a suit are left out, because its region is neither jacket nor not."""
    return [
        example(photo.id, photo.image, [(article.broad, article.mask) for article in _large_first(photo.articles())])
        for photo in photos
        if not photo.ignored()
    ]


def _large_first(articles: list[LabelledArticle]) -> list[LabelledArticle]:
    return sorted(articles, key=lambda article: -int(article.mask.sum()))


def target_of(instances: Tensor, classes: Sequence[int]) -> Target:
    """Boxes, labels and masks as torchvision wants them, of the articles that are still visible.

    Args:
        instances: (H, W) instance map.
        classes: class number of each article.

    Returns:
        boxes (N, 4) float x0, y0, x1, y1 with an exclusive end; labels (N,) int64; masks (N, H, W) uint8.
    """
    masks = instances[None] == torch.arange(1, len(classes) + 1)[:, None, None]
    kept = masks.flatten(1).sum(1) >= MIN_PIXELS
    masks = masks[kept]
    boxes = masks_to_boxes(masks) if len(masks) else torch.zeros(0, 4)
    boxes[:, 2:] += 1
    return {"boxes": boxes, "labels": torch.tensor(classes, dtype=torch.int64)[kept], "masks": masks.to(torch.uint8)}


def augmentation(rendered: bool = False) -> v2.Transform:
    """What a photo may look like without its articles being others: side, framing, size, light, colour cast, blur.

    Args:
        rendered: for rendered pictures, which are sharp and whose masks are exact: close-ups are made of some of them.
    """
    framing = v2.RandomChoice(
        [
            v2.RandomResizedCrop((480, 384), scale=(0.04, 0.25), ratio=(0.65, 1.2), antialias=True),
            v2.RandomResizedCrop((576, 384), scale=(0.7, 1.0), ratio=(0.6, 0.75), antialias=True),
            v2.RandomResizedCrop((480, 384), scale=(0.35, 0.9), ratio=(0.65, 1.2), antialias=True),
            v2.RandomZoomOut(fill={tv_tensors.Image: 127, "others": 0}, side_range=(1.0, 1.6), p=1.0),
            v2.Identity(),
        ],
        p=[0.16 if rendered else 0.0, 0.4, 0.15, 0.12, 0.28],
    )
    return v2.Compose(
        [
            v2.RandomHorizontalFlip(0.5),
            framing,
            v2.RandomApply([v2.ColorJitter(brightness=0.3, contrast=0.3, saturation=0.35, hue=0.04)], p=0.8),
            v2.RandomGrayscale(0.03),
            v2.RandomApply([v2.GaussianBlur(3, (0.3, 1.2))], p=0.1),
        ]
    )


class Articles(Dataset[tuple[Tensor, Target]]):
    """Examples, augmented afresh each time they are asked for if `augment`."""

    def __init__(self, examples: Sequence[Example], augment: bool) -> None:
        self.examples = examples
        self.transforms = {kind: augmentation(kind) for kind in (False, True)} if augment else {}

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        """(3, H, W) float pixels in 0..1 and the target, which also says where it comes from: `origin` ()."""
        item = self.examples[index]
        pixels: Tensor = tv_tensors.Image(item.pixels)
        instances: Tensor = tv_tensors.Mask(item.instances)
        if self.transforms:
            pixels, instances = self.transforms[item.rendered](pixels, instances)
        target = target_of(torch.as_tensor(instances), item.classes) | {"origin": torch.tensor(int(item.origin))}
        return torch.as_tensor(pixels).float() / 255, target
