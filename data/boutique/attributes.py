"""What a shop writes beside a product, read off its cut: neckline, sleeves, length, fit."""

from __future__ import annotations

from dataclasses import dataclass

from data.boutique.cuts.cut import Cut, Library, ShoeCut
from data.boutique.tailor import pattern
from data.boutique.tailor.bags import BagCut
from data.boutique.tailor.bottoms import SkirtCut, TrouserCut
from data.boutique.tailor.tops import TopCut


@dataclass(frozen=True)
class Traits:
    """Attributes that follow from a cut; empty where they make no sense (a bag has no neckline).

    Attributes:
        neckline: such as `v-neck` or `band collar`.
        sleeve: `sleeveless`, `short`, `half`, `three-quarter` or `long`.
        length: of tops `cropped`, `waist`, `hip`, `thigh` or `knee`; of skirts and dresses `mini`, `knee`, `midi` or
            `maxi`; of legs `short`, `knee`, `calf` or `ankle`; of shoes `low`, `ankle` or `calf`; of bags their strap.
        fit: `slim`, `regular`, `relaxed` or `loose`.
    """

    neckline: str = ""
    sleeve: str = ""
    length: str = ""
    fit: str = ""


NECKLINES: dict[pattern.Neckline, str] = {
    pattern.CREW: "crew neck", pattern.V_NECK: "v-neck", pattern.SCOOP: "scoop neck", pattern.BOAT: "boat neck",
    pattern.SQUARE: "square neck", pattern.ROLL: "roll neck", pattern.MOCK: "mock neck", pattern.STAND: "band collar",
    pattern.LAPEL: "shawl collar", pattern.DEEP_V: "deep v-neck",
}  # fmt: skip
LIBRARY: dict[str, Traits] = {
    "henley": Traits("crew neck", "long", "hip", "regular"),
    "fitted tee": Traits("crew neck", "short", "waist", "slim"),
    "straight tee": Traits("crew neck", "short", "hip", "regular"), "shirt": Traits("collar", "long", "hip", "regular"),
    "collared jacket": Traits("collar", "long", "hip", "regular"),
    "ladies blazer": Traits("lapels", "long", "waist", "slim"), "slim jeans": Traits("", "", "ankle", "slim"),
    "straight jeans": Traits("", "", "ankle", "regular"), "suit trousers": Traits("", "", "ankle", "regular"),
    "denim shorts": Traits("", "", "short", "slim"),
}  # fmt: skip
"""Pieces of the asset library, looked at and described."""


def traits(cut: Cut) -> Traits:
    """The attributes of a cut."""
    making = cut.making
    if isinstance(making, Library):
        return LIBRARY[making.piece]
    if isinstance(making, TopCut):
        return _top(making, cut.slot == "dress")
    if isinstance(making, TrouserCut):
        return Traits(length=_legs(making.hem), fit=_step(making.wide + making.flare * 0.5, 0.06, 0.2, 0.3))
    if isinstance(making, SkirtCut):
        return Traits(length=_skirt(making.fall.hem), fit=_step(making.fall.flare, 0.1, 0.5, 1.0))
    if isinstance(making, ShoeCut):
        return Traits(length="low" if not making.shaft else "calf" if making.shaft > -0.7 else "ankle")
    return Traits(length=_carried(making))


def _top(cut: TopCut, is_dress: bool) -> Traits:
    neckline = "open front" if cut.open_front else NECKLINES[cut.neckline]
    if is_dress and cut.fall:
        return Traits(neckline, _sleeve(cut.sleeve), _skirt(cut.fall.hem), _step(cut.fall.flare, 0.1, 0.5, 1.0))
    return Traits(neckline, _sleeve(cut.sleeve), _top_length(cut), _step(cut.ease, 0.085, 0.165, 0.22))


def _top_length(cut: TopCut) -> str:
    if cut.fall:
        return "hip" if cut.fall.hem > -0.05 else "thigh" if cut.fall.hem > -0.3 else "knee"
    return "cropped" if cut.hem > 0.22 else "waist" if cut.hem > 0.15 else "hip"


def _sleeve(share: float) -> str:
    steps = ((0.0, "sleeveless"), (0.45, "short"), (0.6, "half"), (0.8, "three-quarter"))
    return next((name for limit, name in steps if share <= limit), "long")


def _legs(hem: float) -> str:
    return "short" if hem > -0.42 else "knee" if hem > -0.6 else "calf" if hem > -0.8 else "ankle"


def _skirt(hem: float) -> str:
    return "mini" if hem > -0.33 else "knee" if hem > -0.53 else "midi" if hem > -0.8 else "maxi"


def _step(value: float, *limits: float) -> str:
    return ("slim", "regular", "relaxed", "loose")[sum(value > limit for limit in limits)]


def _carried(cut: BagCut) -> str:
    return "shoulder strap" if cut.drop > 4 else "hand strap"
