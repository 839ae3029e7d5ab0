"""The data sets as items: the boutique, Luma, the clothing-dataset, Clothing Co-Parsing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from data.boutique.read import Goods, Picture, Shop, Worn, read_shop
from data.clothing import ClothingPhoto, read_clothing
from data.street import StreetPhoto, read_street
from data.street.read import LabelledArticle
from data.taxonomy import VIEWS, broad_of
from models.similarity.items import Cut, Domain, Item, Split, checked
from models.similarity.luma import luma_items

MIN_SHARE = 0.002
"""Goods of which less of the picture is seen are left out: nobody could say what they are."""

BOUTIQUE_DOMAINS: dict[str, Domain] = {"packshot": "white", "page": "worn", "look": "street"}
LABEL_SLEEVES = {"T-Shirt": "short", "Undershirt": "sleeveless", "Longsleeve": "long", "Hoodie": "long"}
"""What a label of the clothing-dataset says of sleeves."""
ATTRIBUTES = ("colour", "pattern", "fabric", "neckline", "sleeve", "length", "fit", "occasion", "brand")
"""What the boutique's table says of a product."""


def read_items(
    boutique: Path | None = None,
    luma: Path | None = None,
    clothing: Path | None = None,
    street: Path | None = None,
    fold: int = 0,
) -> list[Item]:
    """The items of all folders that are given, checked.

    Args:
        boutique: a rendered shop: products.csv, truth.json, pages.csv.
        luma: Luma: images/.
        clothing: the clothing-dataset: images.csv, images/.
        street: Clothing Co-Parsing: photos/, annotations/, label_list.mat.
        fold: which part of Luma is the test.
    """
    items: list[Item] = []
    items += boutique_items(read_shop(boutique)) if boutique else []
    items += luma_items(luma, fold) if luma else []
    items += clothing_items(clothing) if clothing else []
    items += street_items(street) if street else []
    return checked(items)


def boutique_items(shop: Shop) -> list[Item]:
    """Shots on white, and every product that enough can be seen of in pages and looks.

    A shot's split is that of the product cut out, whoever wears it: a test product is not learned in passing.
    """
    return [item for picture in shop.pictures for item in _boutique_picture(shop, picture)]


def _boutique_picture(shop: Shop, picture: Picture) -> Iterator[Item]:
    if picture.kind == "packshot":
        yield _boutique_item(shop, picture, shop.goods[picture.lead], None)
        return
    for worn in picture.goods:
        if worn.area >= MIN_SHARE * picture.width * picture.height:
            yield _boutique_item(shop, picture, shop.goods[worn.product], worn)


def _boutique_item(shop: Shop, picture: Picture, goods: Goods, worn: Worn | None) -> Item:
    known = {name: str(getattr(goods, name)) for name in ATTRIBUTES}
    split: Split = goods.split  # type: ignore[assignment]
    return Item(
        picture=shop.path(picture),
        product=goods.id,
        model=goods.model,
        broad=goods.broad,
        domain=BOUTIQUE_DOMAINS[picture.kind],
        view=str(picture.view) if picture.view in VIEWS else "",
        attributes={name: value for name, value in known.items() if value},
        split=split,
        source="boutique",
        fine=frozenset({goods.category}),
        cut=None if worn is None else _worn_cut(worn),
    )


def _worn_cut(worn: Worn) -> Cut:
    x, y, width, height = worn.box
    return Cut((x, y, x + width, y + height), worn.mask)


def clothing_items(folder: Path) -> list[Item]:
    """Photos of single garments, each its own product; those whose label leaves the broad category open are left out.

    Nothing is known of which photos show the same thing: they serve as negatives, and as positives of themselves.
    """
    return [_clothing_item(photo) for photo in read_clothing(folder) if len(set(map(broad_of, photo.fine))) == 1]


def _clothing_item(photo: ClothingPhoto) -> Item:
    (broad,) = set(map(broad_of, photo.fine))
    return Item(
        picture=photo.image,
        product=f"clothing-{photo.id}",
        model=f"clothing-{photo.id}",
        broad=broad,
        domain="street",
        view="",
        attributes={"sleeve": LABEL_SLEEVES[photo.label]} if photo.label in LABEL_SLEEVES else {},
        split=photo.split,
        source="clothing",
        fine=photo.fine,
    )


def street_items(folder: Path, split: Literal["train", "validation"] | None = None, every: int = 1) -> list[Item]:
    """Labelled articles of every n-th street photo, of one split or of all, each its own product."""
    return [
        _street_item(photo, number, article)
        for photo in read_street(folder, split)[::every]
        for number, article in enumerate(photo.articles())
    ]


def _street_item(photo: StreetPhoto, number: int, article: LabelledArticle) -> Item:
    name = f"street-{photo.id}-{article.label}"
    # A photo keeps its label map once it was read: the item's copy starts without it.
    bare = replace(photo)
    return Item(
        picture=photo.image,
        product=name,
        model=name,
        broad=article.broad,
        domain="street",
        view="",
        attributes={},
        split=photo.split,
        source="street",
        fine=frozenset({article.fine}),
        cut=Cut(article.box, lambda: replace(bare).articles()[number].mask),
    )
