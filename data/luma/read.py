"""Reads the garment shots of Luma from a folder that the user names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

View = Literal["main", "back", "alt1"]

NAME = re.compile(r"(?P<product>[mw][a-z]*\d+)-(?P<colour>[a-z]+)_(?P<view>main|back|alt1)")


class LumaDataError(ValueError):
    """The folder is not Luma's; the message says what is missing."""


@dataclass(frozen=True)
class LumaShot:
    """A shot of a garment worn by a model, on white.

    Attributes:
        product: the shop's number; its colours are recolourings of one shot.
        colour: as in the file's name.
        view: "main" is the front, "alt1" a detail.
        image: path of the JPEG.
    """

    product: str
    colour: str
    view: View
    image: Path


def read_luma(folder: Path) -> list[LumaShot]:
    """The shots of garments, in the order of their names; gear and gift cards are left out.

    Raises:
        LumaDataError: the folder has no such shots in `images/`.
    """
    files = sorted((folder / "images").glob("*.jpg"))
    named = ((file, NAME.fullmatch(file.stem)) for file in files)
    shots = [LumaShot(found["product"], found["colour"], found["view"], file) for file, found in named if found]  # type: ignore[arg-type]
    if not shots:
        raise LumaDataError(f"{folder / 'images'} has no shots such as mh01-black_main.jpg")
    return shots
