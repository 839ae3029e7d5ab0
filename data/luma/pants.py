"""What kind of long trousers each of Luma's is, by the shop's own table."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from data.luma.read import LumaDataError

TABLE = Path("tables") / "ConfigurableSampleData.products.csv"
STYLES = re.compile(r"(?:^|,)style_bottom=([^,]*)")
CATEGORY = "/Bottoms/Pants"

CAPRIS = frozenset({"Capri"})
TIGHT = frozenset({"Leggings", "Base Layer"})
"""Street photos' labels call leggings trousers, a sports shop calls them track pants: either will do."""
TRACK_PANTS = frozenset({"Track Pants", "Sweatpants", "Parachute"})


def read_luma_pants(folder: Path) -> dict[str, frozenset[str]]:
    """Product, as in the pictures' names -> the fine types that it may be.

    Args:
        folder: Luma: tables/.

    Raises:
        LumaDataError: the table is missing, or has no trousers.
    """
    file = folder / TABLE
    if not file.is_file():
        raise LumaDataError(f"{file} is missing: name the folder that holds images/ and tables/")
    with file.open(newline="", encoding="utf-8") as table:
        pants = [row for row in csv.DictReader(table) if row.get("product_type") == "configurable"]
    found = {row["sku"].lower(): _fine(row["additional_attributes"]) for row in pants if CATEGORY in row["categories"]}
    if not found:
        raise LumaDataError(f"{file} lists no trousers (categories with {CATEGORY})")
    return found


def _fine(attributes: str) -> frozenset[str]:
    said = STYLES.search(attributes)
    styles = frozenset(said[1].split("|")) if said else frozenset()
    if styles & CAPRIS:
        return frozenset({"capris"})
    if styles & TRACK_PANTS and not styles & TIGHT:
        return frozenset({"track pants"})
    return frozenset({"track pants", "trousers"})
