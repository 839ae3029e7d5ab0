"""The table of products: which cuts come in which fabrics and colours, who makes them and what they cost."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data.boutique.attributes import Traits, traits
from data.boutique.brands import BY_NAME, FIRST_BRANDS, Brand
from data.boutique.cuts import CUTS, Cut
from data.boutique.fabrics import Fabric
from data.boutique.lines import FIRST_LOGOS, LINES, MORE, Line, Way, way
from data.boutique.palette import COLOURS
from data.boutique.ranges import RANGES, Offer
from data.boutique.splits import split_of
from data.boutique.titles import title
from data.taxonomy import Broad, broad_of

COLUMNS = ("id", "title", "brand", "price", "currency", "category", "colour", "pattern", "neckline", "sleeve",
           "occasion", "images")  # fmt: skip
"""Columns of a catalogue to import, as in `data/demo`."""
SHOP_COLUMNS = ("id", "title", "brand", "price", "currency", "category", "model", "colour", "hex", "pattern", "fabric",
                "neckline", "sleeve", "length", "fit", "occasion", "split", "images")  # fmt: skip
"""Columns of the boutique's own table."""
SEED = 20
METAL = "#c9ccd1"


@dataclass(frozen=True)
class Product:
    """A product.

    Attributes:
        id: stable: `<broad>-<number>` in the first collection, with a letter for the colour later.
        title: as the shop shows it.
        brand: an invented brand.
        price: in `currency`.
        currency: ISO 4217.
        cut: key of `CUTS`.
        colour: its name in `COLOURS`.
        fabric: its fabric.
        model: the same for the same cut, pattern and brand in other colours: the id of the first of them.
        logo: place and style of the logo on it, such as `chest mark`; empty = none.
    """

    id: str
    title: str
    brand: str
    price: float
    currency: str
    cut: str
    colour: str
    fabric: Fabric
    model: str = ""
    logo: str = ""

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
    def traits(self) -> Traits:
        """Neckline, sleeves, length and fit."""
        return traits(self.made)

    @property
    def split(self) -> str:
        """`train`, `validation` or `test`; the same for all colours of a model."""
        return split_of(self.model)

    @property
    def image(self) -> str:
        """Its picture, relative to the catalogue."""
        return f"images/{self.id}.webp"


def products(seed: int = SEED) -> list[Product]:
    """The whole table; the same seed gives the same table, and additions leave what was there as it is."""
    first = first_collection(seed)
    return [*first, *_further_colours(first), *(made for name in LINES for made in _line(name, seed))]


def first_collection(seed: int = SEED) -> list[Product]:
    """The products of `data/demo`, drawn from one die in the order of `RANGES`."""
    dice = random.Random(seed)
    numbers: dict[str, int] = {}
    models: dict[tuple[str, ...], str] = {}
    table = []
    for cut_name, offers in RANGES.items():
        for offer in offers:
            broad = str(broad_of(CUTS[cut_name].fine))
            numbers[broad] = numbers.get(broad, 0) + 1
            made = _first(f"{broad}-{numbers[broad]:02d}", cut_name, offer, dice)
            model = models.setdefault((cut_name, made.brand, offer.pattern, offer.weave), made.id)
            table.append(_marked(replace(made, model=model), FIRST_LOGOS.get(model, "")))
    return table


def _first(identifier: str, cut_name: str, offer: Offer, dice: random.Random) -> Product:
    brand = dice.choice(FIRST_BRANDS)
    cut = CUTS[cut_name]
    colours = tuple(COLOURS[name] for name in (offer.colour, *offer.others))
    cloth = Fabric(
        offer.pattern, colours, offer.repeat, offer.weave, COLOURS.get(offer.trim, ""),
        COLOURS.get(offer.accent, METAL), dice.randrange(1000),
    )  # fmt: skip
    name = title(cut, offer.pattern, offer.weave, offer.colour)
    return Product(identifier, name, brand.name, price(cut, brand), "EUR", cut_name, offer.colour, cloth)


def _further_colours(first: Sequence[Product]) -> Iterator[Product]:
    by_id = {product.id: product for product in first}
    for model, ways in MORE.items():
        pattern = by_id[model]
        for letter, written in zip("bcdefg", ways, strict=False):
            yield _recoloured(pattern, f"{model}{letter}", way(written))


def _recoloured(model: Product, identifier: str, colours: Way) -> Product:
    cloth = replace(
        model.fabric, colours=tuple(COLOURS[name] for name in colours.colours), trim=COLOURS.get(colours.trim, ""),
        logo="",
    )  # fmt: skip
    name = title(model.made, cloth.pattern, cloth.weave, colours.colours[0])
    return _marked(replace(model, id=identifier, title=name, colour=colours.colours[0], fabric=cloth), model.logo)


def _line(model: str, seed: int) -> Iterator[Product]:
    line = LINES[model]
    cut, brand = CUTS[line.cut], BY_NAME[line.brand]
    for letter, written in zip("abcdefg", line.ways, strict=False):
        identifier, colours = f"{model}{letter}", way(written)
        cloth = _cloth(line, colours, _seed(model, seed))
        name = title(cut, line.pattern, line.weave, colours.colours[0])
        made = Product(identifier, name, brand.name, price(cut, brand), "EUR", line.cut, colours.colours[0], cloth,
                       f"{model}a")  # fmt: skip
        yield _marked(made, line.logo)


def _cloth(line: Line, colours: Way, seed: int) -> Fabric:
    palette = tuple(COLOURS[name] for name in colours.colours)
    accent, trim = COLOURS.get(line.accent, METAL), COLOURS.get(colours.trim, "")
    return Fabric(line.pattern, palette, line.repeat, line.weave, trim, accent, seed)


def _marked(product: Product, logo: str) -> Product:
    """The product with its brand's logo, whose style is the last word of `logo`."""
    if not logo:
        return product
    drawn = f"{product.brand}/{logo.rsplit(maxsplit=1)[-1]}"
    return replace(product, logo=logo, fabric=replace(product.fabric, logo=drawn))


def _seed(model: str, seed: int) -> int:
    """A number that hangs on the model alone: no product disturbs another, and colours differ in nothing else."""
    return int(hashlib.sha256(f"{seed}/{model}".encode()).hexdigest()[:8], 16) % 1000


def price(cut: Cut, brand: Brand) -> float:
    """A shop's price: the usual one times the brand's dearness, ending in .95."""
    return round(cut.price * brand.dearness) - 0.05


def write_catalogue(
    table: Iterable[Product], path: Path, images: Path | None = None, columns: Sequence[str] = SHOP_COLUMNS,
    keep_all: bool = False,
) -> int:  # fmt: skip
    """Writes `products.csv`.

    Args:
        table: the products.
        path: file to write.
        images: folder of pictures; products whose picture isn't there are left out, or listed without one.
        columns: see `COLUMNS`, `SHOP_COLUMNS`.
        keep_all: list products without a picture too, their `images` empty.

    Returns:
        How many products are listed with a picture (all, if no folder of pictures is given).
    """
    rows, pictured = [], 0
    for product in table:
        there = images is None or (images / Path(product.image).name).is_file()
        pictured += there
        if there or keep_all:
            cells = row(product, columns)
            rows.append(cells if there else (*cells[:-1], ""))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return pictured


def row(product: Product, columns: Sequence[str] = COLUMNS) -> Sequence[str]:
    """One line of `products.csv`, in the order of `columns`."""
    traits = product.traits
    cells = {
        "id": product.id, "title": product.title, "brand": product.brand, "price": f"{product.price:.2f}",
        "currency": product.currency, "category": product.category, "images": product.image, "model": product.model,
        "colour": product.colour, "hex": product.fabric.colours[0], "pattern": product.fabric.pattern,
        "fabric": product.fabric.weave, "neckline": traits.neckline, "sleeve": traits.sleeve, "length": traits.length,
        "fit": traits.fit, "occasion": product.made.occasion, "split": product.split,
    }  # fmt: skip
    return tuple(cells[column] for column in columns)
