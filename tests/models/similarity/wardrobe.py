"""Drawn products for tests: every product has a colour of its own, every picture of it another stripe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from data.taxonomy import Broad
from models.similarity.items import Item, Split

COLOURS = [(200, 30, 30), (30, 160, 40), (40, 60, 200), (190, 170, 20), (120, 30, 140), (20, 150, 160)]
VIEWS = ("front", "back", "detail")


def draw(path: Path, number: int, stripe: int) -> Path:
    """A square of a product's colour on white with a stripe."""
    pixels = np.full((64, 64, 3), 255, np.uint8)
    pixels[8:56, 8:56] = COLOURS[number]
    pixels[8:56, 10 + 6 * stripe : 14 + 6 * stripe] = 20
    Image.fromarray(pixels).save(path)
    return path


def item(folder: Path, number: int, view: str, split: Split = "test", **changes: Any) -> Item:
    """A picture of product `number`."""
    path = folder / f"p{number}-{view}.png"
    if not path.exists():
        draw(path, number, VIEWS.index(view))
    fields: dict[str, Any] = {
        "picture": path,
        "product": f"p{number}",
        "model": f"m{number}",
        "broad": Broad.TOPWEAR,
        "domain": "worn",
        "view": view,
        "attributes": {"colour": str(number), "fit": "slim"},
        "split": split,
        "source": "luma",
        "fine": frozenset({"t-shirts"}),
    }
    return Item(**{**fields, **changes})


def wardrobe(folder: Path, test: tuple[int, ...] = (0, 1, 2)) -> list[Item]:
    """All views of six products, some of them held out."""
    return [item(folder, number, view, "test" if number in test else "train") for number in range(6) for view in VIEWS]


class Cutter:
    """Cuts crops and counts them."""

    def __init__(self) -> None:
        self.cut = 0

    def __call__(self, items: Any) -> Any:
        self.cut += len(items)
        return [each.crop(64) for each in items]
