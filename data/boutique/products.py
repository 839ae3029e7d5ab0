"""The table of products: which cuts come in which fabrics and colours, who makes them and what they cost."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.boutique.brands import BRANDS, Brand
from data.boutique.cuts import CUTS, Cut
from data.boutique.fabrics import Fabric
from data.boutique.palette import COLOURS
from data.boutique.ranges import RANGES, Offer
from data.taxonomy import Broad, broad_of

COLUMNS = ("id", "title", "brand", "price", "currency", "category", "images")
SEED = 20
PATTERN_WORDS = {
    "striped": "Striped", "breton": "Breton-striped", "pinstripe": "Pinstriped", "gingham": "Gingham",
    "tartan": "Tartan", "checked": "Checked", "dotted": "Dotted", "floral": "Floral", "leaves": "Leaf-print",
    "camouflage": "Camouflage",
}  # fmt: skip
"""How patterns are called in titles; plain, mottled and denim cloth isn't named."""
WEAVE_WORDS = {"corduroy": "Corduroy", "satin": "Satin", "cable": "Cable-knit", "rib": "Ribbed", "leather": "Leather",
               "suede": "Suede", "denim": "Denim"}  # fmt: skip
QUIET_WEAVES = {"jeans", "casual shoes", "sports shoes"}
"""Fine types whose material goes without saying."""


@dataclass(frozen=True)
class Product:
    """A product.

    Attributes:
        id: stable, `<broad>-<number>`.
        title: as the shop shows it.
        brand: an invented brand.
        price: in `currency`.
        currency: ISO 4217.
        cut: key of `CUTS`.
        colour: its name in `COLOURS`.
        fabric: its fabric.
    """

    id: str
    title: str
    brand: str
    price: float
    currency: str
    cut: str
    colour: str
    fabric: Fabric

    @property
    def made(self) -> Cut:
        """Its cut."""
        return CUTS[self.cut]

    @property
    def category(self) -> str:
        """Its fine type."""
        return self.made.fine

    @property
    def broad(self) -> Broad:
        """Its broad category."""
        return broad_of(self.category)

    @property
    def image(self) -> str:
        """Its picture, relative to the catalogue."""
        return f"images/{self.id}.webp"


def products(seed: int = SEED) -> list[Product]:
    """The whole table; the same seed gives the same table."""
    dice = random.Random(seed)
    numbers: dict[str, int] = {}
    table = []
    for cut_name, offers in RANGES.items():
        for offer in offers:
            broad = str(broad_of(CUTS[cut_name].fine))
            numbers[broad] = numbers.get(broad, 0) + 1
            table.append(_product(f"{broad}-{numbers[broad]:02d}", cut_name, offer, dice))
    return table


def _product(identifier: str, cut_name: str, offer: Offer, dice: random.Random) -> Product:
    brand = dice.choice(BRANDS)
    cut = CUTS[cut_name]
    colours = tuple(COLOURS[name] for name in (offer.colour, *offer.others))
    cloth = Fabric(
        offer.pattern, colours, offer.repeat, offer.weave, COLOURS.get(offer.trim, ""),
        COLOURS.get(offer.accent, "#c9ccd1"), dice.randrange(1000),
    )  # fmt: skip
    return Product(identifier, title(cut, offer), brand.name, price(cut, brand), "EUR", cut_name, offer.colour, cloth)


def title(cut: Cut, offer: Offer) -> str:
    """Such as `Gingham shirt, navy` or `Cable-knit sweater, ecru`."""
    words = [PATTERN_WORDS.get(offer.pattern, "")]
    if not words[0] and cut.fine not in QUIET_WEAVES:
        words.append(WEAVE_WORDS.get(offer.weave, ""))
    named = [word for word in words if word and word.lower() not in cut.noun.lower()]
    keeps_capital = cut.noun.startswith(("T-shirt", "A-line", "Nehru"))
    noun = cut.noun if not named or keeps_capital else cut.noun[0].lower() + cut.noun[1:]
    return f"{' '.join([*named, noun])}, {offer.colour}"


def price(cut: Cut, brand: Brand) -> float:
    """A shop's price: the usual one times the brand's dearness, ending in .95."""
    return round(cut.price * brand.dearness) - 0.05


def write_catalogue(table: Iterable[Product], path: Path, images: Path | None = None) -> int:
    """Writes `products.csv`; with `images`, only products whose picture is there. Returns how many rows."""
    rows = [row(product) for product in table if images is None or (images / Path(product.image).name).is_file()]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


def row(product: Product) -> Sequence[str]:
    """One line of `products.csv`, in the order of `COLUMNS`."""
    return (product.id, product.title, product.brand, f"{product.price:.2f}", product.currency, product.category,
            product.image)  # fmt: skip
