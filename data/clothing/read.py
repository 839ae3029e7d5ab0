"""Reads the clothing-dataset from a folder that the user names."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Split = Literal["train", "validation"]

SPLIT_SEED = 0
VALIDATION_SHARE = 0.2

FINE_OF_LABEL: dict[str, frozenset[str]] = {
    "T-Shirt": frozenset({"t-shirts"}),
    "Polo": frozenset({"t-shirts"}),
    "Shirt": frozenset({"shirts"}),
    "Blouse": frozenset({"women tops"}),
    "Top": frozenset({"women tops"}),
    "Body": frozenset({"women tops"}),
    "Undershirt": frozenset({"women tops", "t-shirts"}),
    "Longsleeve": frozenset({"t-shirts", "women tops", "sweaters", "sweatshirts", "shrugs"}),
    "Hoodie": frozenset({"sweatshirts"}),
    "Outwear": frozenset({"jackets"}),
    "Blazer": frozenset({"blazers"}),
    "Dress": frozenset({"dresses"}),
    "Skirt": frozenset({"skirts"}),
    "Shorts": frozenset({"shorts"}),
    "Pants": frozenset({"jeans", "trousers", "track pants"}),
    "Shoes": frozenset({"sports shoes", "casual shoes"}),
}
"""The fine types that a label can mean: it is coarser than the taxonomy in places. Labels that say nothing of the
taxonomy (Hat, Other, Not sure, Skip) are left out."""


class ClothingDataError(ValueError):
    """The folder is not the clothing-dataset as published; the message says what is missing."""


@dataclass(frozen=True)
class ClothingPhoto:
    """A photo of one garment.

    Attributes:
        id: file name without suffix.
        image: path of the JPEG.
        label: the data set's own label.
        sender: who took it.
        kids: whether it is a child's.
    """

    id: str
    image: Path
    label: str
    sender: str
    kids: bool

    @property
    def fine(self) -> frozenset[str]:
        """The fine types it may be; at least one."""
        return FINE_OF_LABEL[self.label]

    @property
    def split(self) -> Split:
        """By a hash of the sender: people photograph all their things on the same carpet."""
        digest = hashlib.sha256(f"{SPLIT_SEED}:{self.sender}".encode()).digest()
        return "validation" if int.from_bytes(digest[:8]) / 2**64 < VALIDATION_SHARE else "train"


def read_clothing(folder: Path, split: Split | None = None) -> list[ClothingPhoto]:
    """The photos whose label says something of the taxonomy, in the order of their ids.

    Raises:
        ClothingDataError: the folder has no `images.csv` with the columns that it should have, or lacks a photo.
    """
    table = folder / "images.csv"
    if not table.is_file():
        raise ClothingDataError(f"{table} is missing: name the folder that holds images.csv and images/")
    with table.open(newline="", encoding="utf-8") as file:
        try:
            photos = [_photo(folder, row) for row in csv.DictReader(file) if row["label"] in FINE_OF_LABEL]
        except KeyError as error:
            raise ClothingDataError(f"{table} has no column {error}") from None
    return sorted((p for p in photos if split is None or p.split == split), key=lambda photo: photo.id)


def _photo(folder: Path, row: dict[str, str]) -> ClothingPhoto:
    image = folder / "images" / f"{row['image']}.jpg"
    if not image.is_file():
        raise ClothingDataError(f"{image} is missing, though {folder / 'images.csv'} names it")
    return ClothingPhoto(row["image"], image, row["label"], row["sender_id"], row["kids"] == "True")
