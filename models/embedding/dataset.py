"""What the heads learn from: crops made as in serving, each with the fine types that it may be, and their features."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from data.clothing import read_clothing
from data.street import read_street
from data.taxonomy import FINE_TYPES
from models.embedding.network import FeatureNetwork
from pipeline.crops import CROP_SIZE, article_crop, product_crop
from pipeline.photo import open_photo

BATCH = 8
SOURCES = ("clothing", "street")


class Example(NamedTuple):
    """One crop.

    Attributes:
        key: of the photo it is from.
        split: "train" or "validation".
        allowed: the fine types it may be; at least one.
        crop: (S, S, 3) uint8.
    """

    key: str
    split: str
    allowed: frozenset[str]
    crop: NDArray[np.uint8]


@dataclass(frozen=True)
class FeatureSet:
    """Features of N crops of one source.

    Attributes:
        keys: (N,) str.
        train: (N,) bool; the others are validation.
        allowed: (N, 20) bool over `FINE_TYPES`.
        features: (N, 1280) float32.
    """

    keys: NDArray[np.str_]
    train: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    features: NDArray[np.float32]

    def part(self, rows: NDArray[np.bool_]) -> Self:
        """Some of the crops."""
        return type(self)(self.keys[rows], self.train[rows], self.allowed[rows], self.features[rows])


def clothing_examples(folder: Path) -> Iterator[Example]:
    """Photos of single garments, cut as catalogue shots."""
    for photo in read_clothing(folder):
        yield Example(photo.id, photo.split, photo.fine, product_crop(open_photo(photo.image).pixels))


def street_examples(folder: Path) -> Iterator[Example]:
    """Pixel-labelled articles of street photos, cut as serving cuts detections."""
    for street_photo in read_street(folder):
        pixels = open_photo(street_photo.image).pixels
        for article in street_photo.articles():
            crop = article_crop(pixels, article.box, article.mask)
            yield Example(street_photo.id, street_photo.split, frozenset({article.fine}), crop)


def extract(examples: Iterable[Example], network: FeatureNetwork) -> FeatureSet:
    """Run the trunk over all crops."""
    keys: list[str] = []
    train: list[bool] = []
    allowed: list[list[bool]] = []
    features: list[NDArray[np.float32]] = []
    crops = iter(examples)
    while batch := list(islice(crops, BATCH)):
        with torch.inference_mode():
            features.append(network(torch.from_numpy(np.stack([e.crop for e in batch]))).numpy())
        keys += [e.key for e in batch]
        train += [e.split == "train" for e in batch]
        allowed += [[fine.name in e.allowed for fine in FINE_TYPES] for e in batch]
    return FeatureSet(np.array(keys), np.array(train), np.array(allowed), np.concatenate(features))


def cached_features(source: str, folder: Path, out: Path, network: FeatureNetwork) -> FeatureSet:
    """The features of a source, from `out` where an earlier run left them: they take minutes, the heads seconds."""
    file = out / f"features-{source}-{CROP_SIZE}.npz"
    if not file.is_file():
        examples = {"clothing": clothing_examples, "street": street_examples}[source](folder)
        found = extract(tqdm(examples, desc=source, unit="crop"), network)
        temporary = file.with_suffix(".part.npz")
        np.savez(temporary, **vars(found))
        os.replace(temporary, file)
    with np.load(file) as stored:
        return FeatureSet(**{name: stored[name] for name in ("keys", "train", "allowed", "features")})
