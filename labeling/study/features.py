"""Feature maps of a frozen ImageNet trunk, computed once a photo; training only.

A study trains dozens of detectors on the same photos. With a frozen trunk, all that differs between them lies behind
its feature maps, so these are computed once: of the photo as it is, of its mirror image, and of training photos some
augmented views with the boxes that are left in them. One file a photo, so that an interrupted run goes on.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.transforms.v2.functional import resize
from tqdm import tqdm

from data.street.read import StreetPhoto
from models.backbone import IMAGE_MEAN, IMAGE_STD, Trunk, TrunkName
from models.detector.dataset import Articles, Example, Target, example, street_examples

RECIPE = "recipe.json"
LEVELS = ("8", "16", "32")
"""Strides of the maps that are kept."""
PLAIN, MIRRORED = 0, 1
"""Views that every photo has; those after them are augmented."""


@dataclass(frozen=True)
class FeatureRecipe:
    """What decides the maps.

    Attributes:
        trunk: ImageNet trunk; none of its weights is ever trained here.
        width, height: pixels to which every view is stretched; multiples of 32.
        augmented: further views of a training photo, see `models.detector.dataset.augmentation`.
    """

    trunk: TrunkName = "lite1"
    width: int = 224
    height: int = 320
    augmented: int = 3


class View(NamedTuple):
    """One view of a photo.

    Attributes:
        maps: stride -> (C, H, W) float16.
        boxes: (N, 4) float32 x0, y0, x1, y1 in pixels of the view.
        labels: (N,) int64 class numbers from 1, as the detector's.
    """

    maps: dict[str, NDArray[np.float16]]
    boxes: NDArray[np.float32]
    labels: NDArray[np.int64]


class PhotoFeatures(NamedTuple):
    """All views of a photo.

    Attributes:
        id: of the photo.
        size: its width and height in pixels.
        views: `PLAIN`, `MIRRORED`, augmented ones.
    """

    id: str
    size: tuple[int, int]
    views: list[View]

    @property
    def vector(self) -> NDArray[np.float32]:
        """(C,) of unit length: the mean over the plain view's coarsest map, for diversity."""
        mean = self.views[PLAIN].maps[LEVELS[-1]].astype(np.float32).mean(axis=(1, 2))
        unit: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return unit


class FeatureStore:
    """The maps on disk.

    Args:
        folder: made if it is missing; what lies in it is used again.
        recipe: must be that of the folder.

    Raises:
        ValueError: the folder was made with another recipe.
    """

    def __init__(self, folder: Path, recipe: FeatureRecipe) -> None:
        self.folder, self.recipe = folder, recipe
        folder.mkdir(parents=True, exist_ok=True)
        note = folder / RECIPE
        if note.is_file() and json.loads(note.read_text("utf-8")) != asdict(recipe):
            raise ValueError(f"{folder} was made with other settings: give another --out, or the same settings")
        note.write_text(json.dumps(asdict(recipe)), "utf-8")

    def compute(self, photos: Sequence[StreetPhoto]) -> list[PhotoFeatures]:
        """The features of the photos that can be used, in their order; what is missing is computed.

        Training photos with a region that is not judged are left out, as in `street_examples`.
        """
        missing = [photo for photo in photos if not self._file(photo).is_file()]
        trunk = Trunk(self.recipe.trunk, frozen_stages=5).eval() if missing else None
        for photo in tqdm(missing, desc="features", unit="photo", mininterval=10):
            if trunk is not None:
                self._save(photo, self._views(photo, trunk))
        read = [self._load(photo) for photo in tqdm(photos, desc="reading features", unit="photo", mininterval=10)]
        return [one for one in read if one.views]

    def _views(self, photo: StreetPhoto, trunk: Trunk) -> list[View]:
        """None for a training photo that is left out."""
        train = photo.split == "train"
        examples = street_examples([photo]) if train else [example(photo.id, photo.image, [])]
        return [] if not examples else self._look(examples[0], self.recipe.augmented if train else 0, trunk)

    def _look(self, one: Example, augmented: int, trunk: Trunk) -> list[View]:
        pixels, target = Articles([one], augment=False)[0]
        seen = [self._stretched(pixels, target)]
        seen.append(_mirrored(*seen[0]))
        moving = Articles([one], augment=True)
        for number in range(augmented):
            torch.manual_seed(zlib.crc32(f"{one.id}:{number}".encode()))
            seen.append(self._stretched(*moving[0]))
        mean, std = (torch.tensor(values)[:, None, None] for values in (IMAGE_MEAN, IMAGE_STD))
        batch = torch.stack([(pixels - mean) / std for pixels, _ in seen])
        with torch.inference_mode():
            levels = [level.half().numpy() for level in trunk(batch)[-len(LEVELS) :]]
        return [
            View(
                {name: level[number] for name, level in zip(LEVELS, levels, strict=True)},
                target["boxes"].numpy().astype(np.float32),
                target["labels"].numpy(),
            )
            for number, (_, target) in enumerate(seen)
        ]

    def _stretched(self, pixels: Tensor, target: Target) -> tuple[Tensor, Target]:
        height, width = pixels.shape[-2:]
        scale = torch.tensor([self.recipe.width / width, self.recipe.height / height] * 2)
        size = [self.recipe.height, self.recipe.width]
        return resize(pixels, size, antialias=True), {**target, "boxes": target["boxes"] * scale}

    def _file(self, photo: StreetPhoto) -> Path:
        return self.folder / f"{photo.id}.npz"

    def _save(self, photo: StreetPhoto, views: list[View]) -> None:
        arrays: dict[str, NDArray[np.generic]] = {"count": np.array(len(views))}
        for number, view in enumerate(views):
            arrays |= {f"{number}-{name}": level for name, level in view.maps.items()}
            arrays |= {f"{number}-boxes": view.boxes, f"{number}-labels": view.labels}
        part = self._file(photo).with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, size=np.array(photo.labels.shape[::-1]), **arrays)
        os.replace(part, self._file(photo))

    def _load(self, photo: StreetPhoto) -> PhotoFeatures:
        with np.load(self._file(photo)) as file:
            views = [
                View({name: file[f"{n}-{name}"] for name in LEVELS}, file[f"{n}-boxes"], file[f"{n}-labels"])
                for n in range(int(file["count"]))
            ]
            width, height = (int(side) for side in file["size"])
        return PhotoFeatures(photo.id, (width, height), views)


def _mirrored(pixels: Tensor, target: Target) -> tuple[Tensor, Target]:
    boxes = target["boxes"].clone()
    boxes[:, [0, 2]] = pixels.shape[-1] - target["boxes"][:, [2, 0]]
    return pixels.flip(-1), {**target, "boxes": boxes}
