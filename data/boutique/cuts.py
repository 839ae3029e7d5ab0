"""Every cut the boutique sells: how it is made, what it is called, who wears it and where it is worn."""

from __future__ import annotations

from dataclasses import dataclass

from data.boutique.tailor import pattern
from data.boutique.tailor.bags import BagCut
from data.boutique.tailor.bottoms import SkirtCut, TrouserCut
from data.boutique.tailor.loft import Fall
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
    """

    noun: str
    fine: str
    slot: str
    sex: str
    making: Making
    price: float


_TEE = TopCut(rib=0.22)
_KNIT = TopCut(sleeve=0.97, hem=0.06, ease=0.17, sleeve_ease=0.16, taper=0.12, tension=1, rib=0.55, wrinkles=0.025,
               thickness=0.006)  # fmt: skip
_SWEAT = TopCut(sleeve=0.98, hem=0.06, ease=0.2, sleeve_ease=0.18, taper=0.06, tension=1, rib=0.6, wrinkles=0.05,
                thickness=0.006)  # fmt: skip
_COAT = Fall(-0.42, 0.25, 5, 0.05)

CUTS: dict[str, Cut] = {
    # tops
    "crew tee": Cut("T-shirt", "t-shirts", "top", "unisex", _TEE, 19),
    "boxy tee": Cut("Boxy T-shirt", "t-shirts", "top", "unisex",
                    TopCut(sleeve=0.4, hem=0.13, ease=0.2, sleeve_ease=0.3, taper=0.0, tension=1, rib=0.22), 24),
    "v tee": Cut("V-neck T-shirt", "t-shirts", "top", "unisex", TopCut(pattern.V_NECK, rib=0.2, taper=0.3), 21),
    "henley": Cut("Long-sleeved T-shirt", "t-shirts", "top", "men", Library("henley"), 29),
    "fitted tee": Cut("Fitted T-shirt", "t-shirts", "top", "women", Library("fitted tee"), 22),
    "shirt": Cut("Shirt", "shirts", "top", "unisex", Library("shirt"), 45),
    "tank": Cut("Tank top", "women tops", "top", "women",
                TopCut(pattern.SCOOP, sleeve=0, ease=0.07, taper=0.45, strap=1.22, rib=0.14), 17),
    "boat top": Cut("Boat-neck top", "women tops", "top", "women",
                    TopCut(pattern.BOAT, sleeve=0.66, ease=0.09, taper=0.4), 29),
    "square top": Cut("Square-neck top", "women tops", "top", "women",
                      TopCut(pattern.SQUARE, sleeve=0.24, ease=0.08, taper=0.5, hem=0.22, sleeve_ease=0.2), 27),
    "peplum top": Cut("Peplum top", "women tops", "top", "women",
                      TopCut(pattern.SCOOP, sleeve=0.3, ease=0.07, taper=0.8,
                             fall=Fall(0.02, 0.35, 9, 0.12)), 35),
    "tunic": Cut("Tunic", "women tops", "top", "women",
                 TopCut(pattern.V_NECK, sleeve=0.62, ease=0.12, sleeve_ease=0.28, taper=0.15,
                        fall=Fall(-0.16, 0.3, 8, 0.08)), 39),
    # knitwear and jackets
    "crew knit": Cut("Sweater", "sweaters", "outer", "unisex", _KNIT, 59),
    "roll knit": Cut("Roll-neck sweater", "sweaters", "outer", "unisex",
                     TopCut(pattern.ROLL, sleeve=0.97, hem=0.1, ease=0.15, sleeve_ease=0.14, taper=0.18, tension=1,
                            rib=0.55, thickness=0.005), 65),
    "v knit": Cut("V-neck sweater", "sweaters", "outer", "unisex",
                  TopCut(pattern.V_NECK, sleeve=0.97, hem=0.1, ease=0.15, sleeve_ease=0.14, taper=0.15, tension=1,
                         rib=0.5, thickness=0.005), 55),
    "sweatshirt": Cut("Sweatshirt", "sweatshirts", "outer", "unisex", _SWEAT, 45),
    "bomber": Cut("Bomber jacket", "jackets", "outer", "unisex",
                  TopCut(pattern.STAND, sleeve=0.99, hem=0.05, ease=0.25, sleeve_ease=0.2, taper=0.08, tension=1,
                         rib=0.6, fastening="zip", wrinkles=0.06, thickness=0.008), 89),
    "puffer": Cut("Quilted jacket", "jackets", "outer", "unisex",
                  TopCut(pattern.STAND, sleeve=0.98, hem=0.05, ease=0.24, sleeve_ease=0.14, taper=0.03, tension=1,
                         fastening="zip", quilt=0.2, wrinkles=0.03, thickness=0.01), 119),
    "collared jacket": Cut("Jacket", "jackets", "outer", "men", Library("collared jacket"), 95),
    "coat": Cut("Coat", "jackets", "outer", "women",
                TopCut(pattern.STAND, sleeve=0.99, ease=0.3, sleeve_ease=0.26, taper=0.08, tension=1,
                       fastening="placket", buttons=(0.8, 0.62, 0.44, 0.26), fall=_COAT,
                       wrinkles=0.03, thickness=0.008), 149),
    "ladies blazer": Cut("Blazer", "blazers", "outer", "women", Library("ladies blazer"), 99),
    "shawl blazer": Cut("Shawl-collar blazer", "blazers", "outer", "men",
                        TopCut(pattern.LAPEL, sleeve=0.98, hem=0.02, ease=0.24, sleeve_ease=0.18, taper=0.2,
                               tension=1, collar_band=1.8, buttons=(0.32, 0.22), wrinkles=0.015, thickness=0.006),
                        139),
    "cardigan": Cut("Open cardigan", "shrugs", "outer", "women",
                    TopCut(pattern.DEEP_V, sleeve=0.97, ease=0.2, sleeve_ease=0.18, taper=0.05, tension=1, rib=0.45,
                           open_front=(0.55, 0.95), hem=0.12, thickness=0.005), 55),
    "shrug": Cut("Cropped shrug", "shrugs", "outer", "women",
                 TopCut(pattern.DEEP_V, sleeve=0.7, hem=0.5, ease=0.15, sleeve_ease=0.16, taper=0.2, tension=1,
                        rib=0.3, open_front=(0.6, 1.2), thickness=0.004), 39),
    "nehru jacket": Cut("Nehru jacket", "nehru jackets", "outer", "men",
                        TopCut(pattern.STAND, sleeve=0.98, hem=0.02, ease=0.24, sleeve_ease=0.18, taper=0.15,
                               tension=1, fastening="placket", buttons=(0.88, 0.74, 0.6, 0.46, 0.32),
                               wrinkles=0.02, thickness=0.006), 109),
    "nehru vest": Cut("Nehru waistcoat", "nehru jackets", "outer", "men",
                      TopCut(pattern.STAND, sleeve=0, hem=0.06, ease=0.24, taper=0.2, tension=1, strap=1.55,
                             fastening="placket", buttons=(0.88, 0.74, 0.6, 0.46, 0.32), wrinkles=0.015,
                             thickness=0.006), 79),
    # bottoms
    "slim jeans": Cut("Slim jeans", "jeans", "bottom", "unisex", Library("slim jeans"), 59),
    "wide jeans": Cut("Wide-leg jeans", "jeans", "bottom", "unisex", TrouserCut(wide=0.3, flare=0.12, waist=0.42), 69),
    "flared jeans": Cut("Flared jeans", "jeans", "bottom", "women", TrouserCut(wide=0.0, flare=0.5, waist=0.4), 65),
    "chinos": Cut("Chinos", "trousers", "bottom", "unisex", TrouserCut(wide=0.12), 49),
    "wide trousers": Cut("Wide trousers", "trousers", "bottom", "unisex",
                         TrouserCut(wide=0.34, flare=0.12, waist=0.44), 65),
    "suit trousers": Cut("Suit trousers", "trousers", "bottom", "men", Library("suit trousers"), 75),
    "chino shorts": Cut("Shorts", "shorts", "bottom", "unisex", TrouserCut(hem=-0.36, wide=0.25, waist=0.37), 29),
    "denim shorts": Cut("Denim shorts", "shorts", "bottom", "women", Library("denim shorts"), 35),
    "track pants": Cut("Track pants", "track pants", "bottom", "unisex",
                       TrouserCut(hem=-0.97, wide=0.18, cuff=0.5, stripe=0.17, wrinkles=0.05), 39),
    "palazzos": Cut("Palazzos", "palazzos", "bottom", "women", TrouserCut(wide=0.45, flare=0.95, waist=0.47), 45),
    "capris": Cut("Capri trousers", "capris", "bottom", "women", TrouserCut(hem=-0.7, wide=0.03, ease=0.09), 35),
    # skirts and dresses
    "pencil skirt": Cut("Pencil skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.44, -0.12, 6, 0.015)), 45),
    "a-line skirt": Cut("A-line skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.38, 0.75, 9, 0.1)), 45),
    "mini skirt": Cut("Mini skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.2, 0.2, 7, 0.02)), 35),
    "pleated skirt": Cut("Pleated skirt", "skirts", "bottom", "women",
                         SkirtCut(Fall(-0.66, 0.7, 34, 0.13, 1.0)), 55),
    "maxi skirt": Cut("Maxi skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.92, 1.15, 12, 0.2)), 59),
    "a-line dress": Cut("A-line dress", "dresses", "dress", "women",
                        TopCut(pattern.SCOOP, sleeve=0.26, ease=0.07, taper=0.9,
                               fall=Fall(-0.46, 0.95, 11, 0.16)), 69),
    "shift dress": Cut("Shift dress", "dresses", "dress", "women",
                       TopCut(pattern.BOAT, sleeve=0, ease=0.1, taper=0.2, strap=1.4,
                              fall=Fall(-0.34, 0.15, 7, 0.04)), 59),
    "maxi dress": Cut("Maxi dress", "dresses", "dress", "women",
                      TopCut(pattern.V_NECK, sleeve=0, ease=0.07, taper=0.8, strap=1.2,
                             fall=Fall(-0.92, 1.25, 12, 0.2)), 89),
    "knit dress": Cut("Knitted dress", "dresses", "dress", "women",
                      TopCut(pattern.ROLL, sleeve=0.97, ease=0.1, taper=0.5, tension=0.9,
                             fall=Fall(-0.44, 0.05, 6, 0.02), thickness=0.005), 75),
    # shoes and bags
    "trainers": Cut("Trainers", "sports shoes", "shoes", "unisex", ShoeCut("shoes02", 0.33), 79),
    "runners": Cut("Running shoes", "sports shoes", "shoes", "unisex", ShoeCut("shoes05", 0.42), 89),
    "court shoes": Cut("Court trainers", "sports shoes", "shoes", "unisex", ShoeCut("shoes06", 0.3), 75),
    "loafers": Cut("Loafers", "casual shoes", "shoes", "unisex", ShoeCut("shoes04", 0.2), 85),
    "derbies": Cut("Derby shoes", "casual shoes", "shoes", "unisex", ShoeCut("shoes01", 0.24), 95),
    "buckled shoes": Cut("Buckled shoes", "casual shoes", "shoes", "unisex", ShoeCut("shoes03", 0.35), 99),
    "ankle boots": Cut("Ankle boots", "casual shoes", "shoes", "unisex", ShoeCut("shoes01", 0.28, -0.84, 0.03), 119),
    "tall boots": Cut("Tall boots", "casual shoes", "shoes", "women", ShoeCut("shoes04", 0.26, -0.58, 0.03), 149),
    "tote": Cut("Tote bag", "hand bags", "bag", "unisex", BagCut(), 49),
    "shopper": Cut("Canvas shopper", "hand bags", "bag", "unisex",
                   BagCut(3.6, 3.8, 1.0, 1.06, 0.25, 5, 2.2, 2, 0, 0.25), 29),
    "satchel": Cut("Satchel", "hand bags", "bag", "unisex", BagCut(3.0, 2.3, 0.95, 1.0, 0.85, 9, 0.9, 1, 0.62), 89),
    "handbag": Cut("Handbag", "hand bags", "bag", "women", BagCut(2.8, 2.1, 1.3, 0.78, 0.5, 5, 1.1, 2), 79),
    "bucket bag": Cut("Bucket bag", "hand bags", "bag", "women", BagCut(2.2, 2.6, 2.0, 1.12, 1.1, 2.2, 1.6, 1), 69),
    "mini bag": Cut("Mini bag", "hand bags", "bag", "women", BagCut(2.1, 1.6, 0.75, 1.0, 0.8, 7, 1.6, 1, 0.75), 59),
}  # fmt: skip
