"""What the product knows how to find: *Buy Me That Look*, Table 1, as the one table that everything else reads.

Seven broad categories, each with its finer article types. Broad names are identifiers (they stand in the look's JSON,
in the database and in index names); fine names are the paper's, in lower case. Labels are what a shopper reads.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Broad(StrEnum):
    """A broad article category; one similarity index each."""

    TOPWEAR = "topwear"
    OUTERWEAR = "outerwear"
    BOTTOMWEAR = "bottomwear"
    SKIRTS = "skirts"
    DRESSES = "dresses"
    FOOTWEAR = "footwear"
    BAGS = "bags"


class View(StrEnum):
    """From where a shot of a product page shows the wearer (*Buy Me That Look*, 3.1).

    "left" means that the wearer's left side faces the camera; a mirrored photo swaps left and right.
    """

    FRONT = "front"
    BACK = "back"
    LEFT = "left"
    RIGHT = "right"
    DETAIL = "detail"


class FineType(NamedTuple):
    """A fine article type.

    Attributes:
        name: the identifier, as in the look's JSON.
        label: what a shopper reads, singular.
        broad: the broad category it belongs to.
    """

    name: str
    label: str
    broad: Broad


# Order is meaningful: it is the class order of every trained network. Append, never reorder.
FINE_TYPES: tuple[FineType, ...] = (
    FineType("women tops", "Top", Broad.TOPWEAR),
    FineType("shirts", "Shirt", Broad.TOPWEAR),
    FineType("t-shirts", "T-shirt", Broad.TOPWEAR),
    FineType("sweaters", "Sweater", Broad.OUTERWEAR),
    FineType("sweatshirts", "Sweatshirt", Broad.OUTERWEAR),
    FineType("jackets", "Jacket", Broad.OUTERWEAR),
    FineType("blazers", "Blazer", Broad.OUTERWEAR),
    FineType("shrugs", "Cardigan or shrug", Broad.OUTERWEAR),
    FineType("nehru jackets", "Nehru jacket", Broad.OUTERWEAR),
    FineType("jeans", "Jeans", Broad.BOTTOMWEAR),
    FineType("trousers", "Trousers", Broad.BOTTOMWEAR),
    FineType("shorts", "Shorts", Broad.BOTTOMWEAR),
    FineType("track pants", "Track pants", Broad.BOTTOMWEAR),
    FineType("palazzos", "Palazzos", Broad.BOTTOMWEAR),
    FineType("capris", "Capris", Broad.BOTTOMWEAR),
    FineType("skirts", "Skirt", Broad.SKIRTS),
    FineType("dresses", "Dress", Broad.DRESSES),
    FineType("sports shoes", "Sports shoes", Broad.FOOTWEAR),
    FineType("casual shoes", "Shoes", Broad.FOOTWEAR),
    FineType("hand bags", "Bag", Broad.BAGS),
)

BROAD_CATEGORIES: tuple[Broad, ...] = tuple(Broad)

# Likewise the class order of the view network.
VIEWS: tuple[View, ...] = tuple(View)

BROAD_LABELS: dict[Broad, str] = {
    Broad.TOPWEAR: "Tops",
    Broad.OUTERWEAR: "Jackets and knitwear",
    Broad.BOTTOMWEAR: "Trousers and shorts",
    Broad.SKIRTS: "Skirts",
    Broad.DRESSES: "Dresses",
    Broad.FOOTWEAR: "Shoes",
    Broad.BAGS: "Bags",
}

FINE_BY_NAME: dict[str, FineType] = {fine.name: fine for fine in FINE_TYPES}


def fine_types(broad: Broad) -> tuple[FineType, ...]:
    """The fine types of one broad category, in table order."""
    return tuple(fine for fine in FINE_TYPES if fine.broad is broad)


def broad_of(fine: str) -> Broad:
    """The broad category of a fine type.

    Raises:
        ValueError: the name is not in the table; the message lists the names that are.
    """
    try:
        return FINE_BY_NAME[fine].broad
    except KeyError:
        known = ", ".join(FINE_BY_NAME)
        raise ValueError(f"unknown fine type {fine!r}; known are: {known}") from None
