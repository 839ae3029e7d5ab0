"""A shop for tests whose pages are scenes of coarse colours."""

from __future__ import annotations

from pathlib import Path

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from tests.data.boutique.tiny import one, page, worn_picture, write_shop

SHIRT, TROUSERS, DRESS = one("shirts", "train"), one("trousers", "validation"), one("dresses", "test")


def boutique_shop(folder: Path) -> Shop:
    """A shop of three pages of five shots, one page a split, and a look."""
    look = worn_picture("looks/1.webp", "look", "1", DRESS, {"lead": (DRESS, (20, 20, 60, 60))})
    goods = [SHIRT, TROUSERS, DRESS]
    return read_shop(write_shop(folder, goods, [*(shot for each in goods for shot in page(each)), look]))
