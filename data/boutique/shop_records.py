"""The boutique as typed records: its products, pages, pictures, and how alike two products are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.boutique.truth_records import Picture
from data.taxonomy import Broad, broad_of

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Goods:
    """A product, as `products.csv` has it; attributes that make no sense for it are empty.

    Attributes:
        id: stable.
        title: what a shopper reads.
        brand: an invented brand.
        price: in `currency`, above 0.
        currency: ISO 4217.
        category: a fine type of the taxonomy.
        model: the same for the same cut, pattern and brand in other colours.
        colour: its name.
        hex: its value, `#rrggbb`.
        pattern: such as `plain` or `tartan`.
        fabric: such as `jersey`.
        neckline: such as `v-neck`.
        sleeve: such as `long`.
        length: such as `midi`.
        fit: such as `relaxed`.
        occasion: such as `office`.
        split: one of `SPLITS`; all colours of a model have the same.
        images: pictures on white, below the folder; empty where none has been rendered yet.
    """

    id: str
    title: str
    brand: str
    price: float
    currency: str
    category: str
    model: str
    colour: str
    hex: str
    pattern: str
    fabric: str
    neckline: str
    sleeve: str
    length: str
    fit: str
    occasion: str
    split: str
    images: tuple[str, ...]

    @property
    def broad(self) -> Broad:
        """Its broad category."""
        return broad_of(self.category)


@dataclass(frozen=True)
class Page:
    """A product page.

    Attributes:
        id: `page-<product>`.
        product: id of the product it sells.
        secondary: ids of the other goods that the model wears.
        split: one of `SPLITS`.
        shots: its pictures, in the order of the views.
    """

    id: str
    product: str
    secondary: tuple[str, ...]
    split: str
    shots: tuple[Picture, ...]


@dataclass(frozen=True)
class Shop:
    """A boutique.

    Attributes:
        root: its folder.
        goods: products by id, in the table's order.
        pictures: every picture with its truth.
        pages: product pages by id.
    """

    root: Path
    goods: Mapping[str, Goods]
    pictures: tuple[Picture, ...]
    pages: Mapping[str, Page]

    def of_kind(self, kind: str, split: str | None = None) -> Iterator[Picture]:
        """Pictures of a kind (`page`, `look` or `packshot`), of one split or of all."""
        return (each for each in self.pictures if each.kind == kind and split in (None, each.split))

    def of_split(self, split: str) -> list[Goods]:
        """Products of a split."""
        return [each for each in self.goods.values() if each.split == split]

    def path(self, picture: Picture | str) -> Path:
        """Where a picture lies."""
        return self.root / (picture if isinstance(picture, str) else picture.file)

    def tier(self, wanted: str, found: str) -> int:
        """How alike two products are: 4 the same, 3 another colour of it, 2 its brand and kind, 1 its kind, 0."""
        one, other = self.goods[wanted], self.goods[found]
        if wanted == found:
            return 4
        if one.model == other.model:
            return 3
        return 0 if one.category != other.category else 2 if one.brand == other.brand else 1
