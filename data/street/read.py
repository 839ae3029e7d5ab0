"""Reads the photos and the label maps of Clothing Co-Parsing from a folder that the user names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from data.street.rules import (
    CASUAL_SHOE_LABELS,
    FINE_OF_LABEL,
    IGNORED_LABELS,
    MIN_AREA_SHARE,
    SHOE_LABELS,
    Split,
    split_of,
)
from data.taxonomy import FINE_BY_NAME, Broad
from pipeline.look import Box


class StreetDataError(ValueError):
    """The folder is not Clothing Co-Parsing as published; the message says what is missing."""


@dataclass(frozen=True)
class LabelledArticle:
    """One article of the ground truth.

    Attributes:
        label: the data set's own label, "footwear" for a pair of shoes.
        fine: fine type of the taxonomy.
        mask: (H, W) bool.
    """

    label: str
    fine: str
    mask: NDArray[np.bool_]

    @property
    def broad(self) -> Broad:
        """Broad category of the fine type."""
        return FINE_BY_NAME[self.fine].broad

    @property
    def box(self) -> Box:
        """x0, y0, x1, y1 around all pixels; x1 and y1 are one past the last pixel."""
        return tight_box(self.mask)


@dataclass(frozen=True)
class IgnoredRegion:
    """A region in which detections of some broad categories are not judged."""

    label: str
    broads: tuple[Broad, ...]
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class StreetPhoto:
    """A photo with a label map.

    Attributes:
        id: file name without suffix.
        image: path of the JPEG.
        label_map: path of the MATLAB file with the label of each pixel.
        label_names: name of each label number.
    """

    id: str
    image: Path
    label_map: Path
    label_names: tuple[str, ...]

    @property
    def split(self) -> Split:
        """Training or validation."""
        return split_of(self.id)

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """(H, W) label numbers."""
        return np.asarray(loadmat(str(self.label_map))["groundtruth"], dtype=np.uint8)

    def articles(self) -> list[LabelledArticle]:
        """The articles by the rule of `data.street.rules`, largest first."""
        return articles_of(self.labels, self.label_names)

    def ignored(self) -> list[IgnoredRegion]:
        """Regions that are not judged."""
        named = ((self.label_names[number], number) for number in np.unique(self.labels))
        return [
            IgnoredRegion(name, IGNORED_LABELS[name], self.labels == number)
            for name, number in named
            if name in IGNORED_LABELS
        ]


@dataclass(frozen=True)
class TaggedPhoto:
    """A photo of which only the label names are known, not where they are."""

    id: str
    image: Path
    tags: frozenset[str]


def articles_of(labels: NDArray[np.uint8], label_names: tuple[str, ...]) -> list[LabelledArticle]:
    """The articles in a label map: one a label, shoes together, those under 0.1 % of the photo dropped.

    Args:
        labels: (H, W) label numbers.
        label_names: name of each number.
    """
    present = {label_names[number]: number for number in np.unique(labels)}
    articles = [
        LabelledArticle(name, FINE_OF_LABEL[name], labels == number)
        for name, number in present.items()
        if name in FINE_OF_LABEL
    ]
    shoes = sorted(SHOE_LABELS & present.keys())
    if shoes:
        fine = "casual shoes" if CASUAL_SHOE_LABELS & present.keys() else "sports shoes"
        articles.append(LabelledArticle("footwear", fine, np.isin(labels, [present[name] for name in shoes])))
    large = [article for article in articles if article.mask.sum() >= MIN_AREA_SHARE * labels.size]
    return sorted(large, key=lambda article: -int(article.mask.sum()))


def tight_box(mask: NDArray[np.bool_]) -> Box:
    """x0, y0, x1, y1 around the set pixels of an (H, W) mask that is not empty; the end is exclusive."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def read_street(folder: Path, split: Split | None = None) -> list[StreetPhoto]:
    """All photos with label maps, in the order of their ids.

    Raises:
        StreetDataError: the folder lacks `label_list.mat`, or a label map has no photo.
    """
    names = read_label_names(folder)
    photos = [
        StreetPhoto(path.stem, _photo_of(folder, path.stem), path, names)
        for path in sorted((folder / "annotations" / "pixel-level").glob("*.mat"))
    ]
    if not photos:
        raise StreetDataError(f"{folder} has no annotations/pixel-level/*.mat")
    return [photo for photo in photos if split is None or photo.split == split]


def read_tagged(folder: Path) -> Iterator[TaggedPhoto]:
    """The photos of which only tags are known, in the order of their ids."""
    names = read_label_names(folder)
    for path in sorted((folder / "annotations" / "image-level").glob("*.mat")):
        numbers = loadmat(str(path))["tags"].ravel()
        yield TaggedPhoto(path.stem, _photo_of(folder, path.stem), frozenset(names[int(n)] for n in numbers))


def read_label_names(folder: Path) -> tuple[str, ...]:
    """Name of each label number."""
    file = folder / "label_list.mat"
    if not file.is_file():
        raise StreetDataError(f"{file} is missing: name the folder that holds photos/, annotations/ and label_list.mat")
    return tuple(str(cell[0]) if len(cell) else "" for cell in loadmat(str(file))["label_list"][0])


def _photo_of(folder: Path, photo_id: str) -> Path:
    image = folder / "photos" / f"{photo_id}.jpg"
    if not image.is_file():
        raise StreetDataError(f"{image} is missing, though it has labels")
    return image
