"""What a cut is: how it is made, what it is called, who wears it, where and for what."""

from __future__ import annotations

from dataclasses import dataclass

from data.boutique.tailor.bags import BagCut
from data.boutique.tailor.bottoms import SkirtCut, TrouserCut
from data.boutique.tailor.tops import TopCut


@dataclass(frozen=True)
class Library:
    """A garment of the asset library, see `tailor.library.PIECES`; hooded or buttoned as the asset is."""

    piece: str


@dataclass(frozen=True)
class ShoeCut:
    """A shoe of the library: asset name, height of the sole (dm), and the level a boot's shaft reaches (0 = none)."""

    asset: str
    sole: float = 0.3
    shaft: float = 0.0
    wide: float = 0.0


Making = TopCut | TrouserCut | SkirtCut | Library | ShoeCut | BagCut
OCCASIONS = ("everyday", "office", "sport", "party", "outdoor", "beach")


@dataclass(frozen=True)
class Cut:
    """One cut.

    Attributes:
        noun: what it is called in titles.
        fine: fine type in the taxonomy.
        slot: where it is worn: `top`, `bottom`, `dress`, `outer`, `shoes` or `bag`.
        sex: `women`, `men` or `unisex`.
        making: how it is made.
        price: usual price in euros.
        occasion: what it is bought for, one of `OCCASIONS`.
        details: seams, pockets and laces, names in `stitching.DETAILS`.
    """

    noun: str
    fine: str
    slot: str
    sex: str
    making: Making
    price: float
    occasion: str = "everyday"
    details: tuple[str, ...] = ()
