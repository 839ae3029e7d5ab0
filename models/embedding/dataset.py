"""What the heads learn from: crops made as in serving, each with the fine types that it may be, and their features."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from data.clothing import read_clothing
from data.street import read_street
from data.taxonomy import FINE_TYPES
from models.embedding.export import write_onnx
from models.embedding.network import FeatureNetwork
from pipeline.crops import article_crop, product_crop
from pipeline.photo import open_photo

BATCH = 8
ARTICLES_A_PHOTO = 4

Network = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""(N, S, S, 3) uint8 crops -> (N, 1280) features."""


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


def joined(parts: Sequence[FeatureSet]) -> FeatureSet:
    """Several feature sets as one."""
    names = ("keys", "train", "allowed", "features")
    return FeatureSet(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def clothing_examples(folder: Path, limit: int | None = None) -> Iterator[Example]:
    """Photos of single garments, cut as catalogue shots; the first `limit` of them (their ids are random)."""
    for photo in read_clothing(folder)[:limit]:
        yield Example(photo.id, photo.split, photo.fine, product_crop(open_photo(photo.image).pixels))


def street_examples(folder: Path, limit: int | None = None) -> Iterator[Example]:
    """Pixel-labelled articles of street photos, cut as serving cuts detections; about `limit`, evenly spread."""
    photos = read_street(folder)
    for street_photo in photos[:: 1 if limit is None else ceil(ARTICLES_A_PHOTO * len(photos) / limit)]:
        pixels = open_photo(street_photo.image).pixels
        for article in street_photo.articles():
            crop = article_crop(pixels, article.box, article.mask)
            yield Example(street_photo.id, street_photo.split, frozenset({article.fine}), crop)


def extract(examples: Iterable[Example], network: Network) -> FeatureSet:
    """Run the trunk over all crops."""
    keys: list[str] = []
    train: list[bool] = []
    allowed: list[list[bool]] = []
    features: list[NDArray[np.float32]] = []
    crops = iter(examples)
    while batch := list(islice(crops, BATCH)):
        features.append(network(np.stack([e.crop for e in batch])))
        keys += [e.key for e in batch]
        train += [e.split == "train" for e in batch]
        allowed += [[fine.name in e.allowed for fine in FINE_TYPES] for e in batch]
    return FeatureSet(np.array(keys), np.array(train), np.array(allowed), np.concatenate(features))


def cached_features(examples: Iterable[Example], file: Path, network: Network) -> FeatureSet:
    """The features of some crops, from `file` where an earlier run left them: they take minutes, the heads seconds."""
    if not file.is_file():
        found = extract(tqdm(examples, desc=file.stem, unit="crop"), network)
        temporary = file.with_suffix(".part.npz")
        np.savez(temporary, **vars(found))
        os.replace(temporary, file)
    with np.load(file) as stored:
        return FeatureSet(**{name: stored[name] for name in ("keys", "train", "allowed", "features")})


def trunk_session(folder: Path) -> Network:
    """The trunk on ONNX Runtime: the features that serving computes, and on a CPU sooner than torch."""
    file = folder / "trunk.onnx"
    if not file.is_file():
        write_onnx(FeatureNetwork(), file, ["features"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return lambda crops: np.asarray(session.run(None, {"crops": crops})[0])
