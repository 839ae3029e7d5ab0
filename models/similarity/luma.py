"""Luma as items: sportswear on a model, front, back and detail.

A product is a number in a colour; the colours of a number are recolourings of one shot, so that all are in one split.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from data.luma import LumaShot, read_luma
from data.taxonomy import Broad, View
from models.similarity.items import Item, fold_split

KINDS: dict[str, tuple[Broad, frozenset[str]]] = {
    "mh": (Broad.OUTERWEAR, frozenset({"sweatshirts"})),
    "wh": (Broad.OUTERWEAR, frozenset({"sweatshirts"})),
    "mj": (Broad.OUTERWEAR, frozenset({"jackets"})),
    "wj": (Broad.OUTERWEAR, frozenset({"jackets"})),
    "ms": (Broad.TOPWEAR, frozenset({"t-shirts"})),
    "ws": (Broad.TOPWEAR, frozenset({"t-shirts", "women tops"})),
    "mt": (Broad.TOPWEAR, frozenset({"t-shirts", "women tops"})),
    "wt": (Broad.TOPWEAR, frozenset({"women tops"})),
    "wb": (Broad.TOPWEAR, frozenset({"women tops"})),
    "mp": (Broad.BOTTOMWEAR, frozenset({"track pants", "trousers"})),
    "wp": (Broad.BOTTOMWEAR, frozenset({"track pants", "trousers", "capris"})),
    "msh": (Broad.BOTTOMWEAR, frozenset({"shorts"})),
    "wsh": (Broad.BOTTOMWEAR, frozenset({"shorts"})),
}
"""Broad category and possible fine types by the letters of a product's number."""
VIEWS = {"main": str(View.FRONT), "back": str(View.BACK), "alt1": str(View.DETAIL)}

SLEEVES = {"mh": "long", "wh": "long", "mj": "long", "wj": "long", "ms": "short", "ws": "short",
           "mt": "sleeveless", "wt": "sleeveless", "wb": "sleeveless"}  # fmt: skip
OTHER_SLEEVES = {"ms07": "long", "ms08": "long", "wh03": "short", "wh05": "three-quarter"}
"""Looked at, every front: products whose sleeves are not those of their kind."""

COLOURS = {"gray": "grey", "lavender": "lilac", "blue": "blue|navy|teal", "green": "green|teal", "red": "red|pink"}
"""The shop's eleven names where the attributes' are finer."""
PATTERNS = {"Solid": "plain", "Striped": "striped", "Checked": "checked"}
TABLE = Path("tables") / "ConfigurableSampleData.products.csv"
PATTERN = re.compile(r"(?:^|,)pattern=([^,]*)")


def luma_items(folder: Path, fold: int = 0) -> list[Item]:
    """All shots of garments.

    Args:
        folder: Luma: images/, and tables/ for the patterns, which are not known without it.
        fold: which third of the products is held out.

    Raises:
        LumaDataError: the folder has no such shots.
    """
    patterns = read_patterns(folder / TABLE)
    return [_item(shot, fold, patterns) for shot in read_luma(folder)]


def _item(shot: LumaShot, fold: int, patterns: Mapping[str, str]) -> Item:
    kind = shot.product.rstrip("0123456789")
    broad, fine = KINDS[kind]
    said = {
        "colour": COLOURS.get(shot.colour, shot.colour),
        "sleeve": OTHER_SLEEVES.get(shot.product, SLEEVES.get(kind)),
        "pattern": patterns.get(shot.product),
        "occasion": "sport",
    }
    return Item(
        picture=shot.image,
        product=f"{shot.product}-{shot.colour}",
        model=shot.product,
        broad=broad,
        domain="worn",
        view=VIEWS[shot.view],
        attributes={name: value for name, value in said.items() if value},
        split=fold_split(shot.product, fold),
        source="luma",
        fine=fine,
    )


def read_patterns(table: Path) -> dict[str, str]:
    """Product -> pattern in the attributes' words; products with another or without the table are left out."""
    if not table.is_file():
        return {}
    with table.open(newline="", encoding="utf-8") as file:
        said = {row["sku"].lower(): PATTERN.search(row["additional_attributes"]) for row in csv.DictReader(file)}
    found = {product: match[1] for product, match in said.items() if match}
    return {product: PATTERNS[pattern] for product, pattern in found.items() if pattern in PATTERNS}
