"""Jeans, trousers, shorts and skirts."""

from __future__ import annotations

from data.boutique.cuts.cut import Cut, Library
from data.boutique.tailor.bottoms import SkirtCut, TrouserCut
from data.boutique.tailor.loft import Fall

_JEANS = ("fly", "scoop pockets", "patch pockets")
_CHINOS = ("fly", "slant pockets", "welt pockets")
_SPORTS = ("slant pockets", "drawstring")

BOTTOMS: dict[str, Cut] = {
    "slim jeans": Cut("Slim jeans", "jeans", "bottom", "unisex", Library("slim jeans"), 59),
    "straight jeans": Cut("Straight jeans", "jeans", "bottom", "men", Library("straight jeans"), 62),
    "wide jeans": Cut("Wide-leg jeans", "jeans", "bottom", "unisex", TrouserCut(wide=0.3, flare=0.12, waist=0.42), 69,
                      details=_JEANS),
    "flared jeans": Cut("Flared jeans", "jeans", "bottom", "women", TrouserCut(wide=0.0, flare=0.5, waist=0.4), 65,
                        details=_JEANS),
    "cropped jeans": Cut("Cropped jeans", "jeans", "bottom", "women", TrouserCut(hem=-0.86, wide=0.14, waist=0.42), 59,
                         details=_JEANS),
    "chinos": Cut("Chinos", "trousers", "bottom", "unisex", TrouserCut(wide=0.12), 49, "office", _CHINOS),
    "wide trousers": Cut("Wide trousers", "trousers", "bottom", "unisex",
                         TrouserCut(wide=0.34, flare=0.12, waist=0.44), 65, "office", _CHINOS),
    "suit trousers": Cut("Suit trousers", "trousers", "bottom", "men", Library("suit trousers"), 75, "office"),
    "straight trousers": Cut("Straight trousers", "trousers", "bottom", "unisex",
                             TrouserCut(wide=0.2, flare=0.06, waist=0.4), 55, "office", _CHINOS),
    "cigarette trousers": Cut("Cigarette trousers", "trousers", "bottom", "women",
                              TrouserCut(hem=-0.9, wide=0.03, waist=0.44), 55, "office", _CHINOS),
    "flared trousers": Cut("Flared trousers", "trousers", "bottom", "women",
                           TrouserCut(wide=0.04, flare=0.6, waist=0.44), 59, "party", ("fly",)),
    "chino shorts": Cut("Shorts", "shorts", "bottom", "unisex", TrouserCut(hem=-0.36, wide=0.14, waist=0.37), 29,
                        details=_CHINOS),
    "bermudas": Cut("Bermuda shorts", "shorts", "bottom", "men", TrouserCut(hem=-0.47, wide=0.16, waist=0.37), 35,
                    details=_CHINOS),
    "running shorts": Cut("Running shorts", "shorts", "bottom", "unisex",
                          TrouserCut(hem=-0.22, wide=0.2, waist=0.36, stripe=0.14, wrinkles=0.05), 29, "sport",
                          ("drawstring",)),
    "denim shorts": Cut("Denim shorts", "shorts", "bottom", "women", Library("denim shorts"), 35, "beach"),
    "track pants": Cut("Track pants", "track pants", "bottom", "unisex",
                       TrouserCut(hem=-0.97, wide=0.18, cuff=0.5, stripe=0.17, wrinkles=0.05), 39, "sport", _SPORTS),
    "joggers": Cut("Joggers", "track pants", "bottom", "unisex",
                   TrouserCut(hem=-0.95, wide=0.22, cuff=0.55, wrinkles=0.06), 42, "sport", _SPORTS),
    "wide track pants": Cut("Wide track pants", "track pants", "bottom", "unisex",
                            TrouserCut(wide=0.3, flare=0.1, stripe=0.15, wrinkles=0.05), 45, "sport", _SPORTS),
    "palazzos": Cut("Palazzos", "palazzos", "bottom", "women", TrouserCut(wide=0.45, flare=0.95, waist=0.47), 45),
    "cropped palazzos": Cut("Cropped palazzos", "palazzos", "bottom", "women",
                            TrouserCut(hem=-0.74, wide=0.45, flare=0.9, waist=0.47), 42),
    "capris": Cut("Capri trousers", "capris", "bottom", "women", TrouserCut(hem=-0.7, wide=0.03, ease=0.09), 35,
                  "beach", ("fly", "slant pockets")),
    "straight capris": Cut("Straight capri trousers", "capris", "bottom", "women",
                           TrouserCut(hem=-0.64, wide=0.16, waist=0.4), 37, "beach", _CHINOS),
    # skirts
    "pencil skirt": Cut("Pencil skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.44, -0.12, 6, 0.015)), 45,
                        "office"),
    "a-line skirt": Cut("A-line skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.38, 0.75, 9, 0.1)), 45),
    "mini skirt": Cut("Mini skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.2, 0.2, 7, 0.02)), 35, "party",
                      ("fly", "scoop pockets")),
    "pleated skirt": Cut("Pleated skirt", "skirts", "bottom", "women",
                         SkirtCut(Fall(-0.66, 0.7, 34, 0.13, 1.0)), 55, "office"),
    "pleated mini": Cut("Pleated mini skirt", "skirts", "bottom", "women",
                        SkirtCut(Fall(-0.2, 0.5, 28, 0.1, 1.0)), 39, "sport"),
    "circle skirt": Cut("Circle skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.46, 1.5, 13, 0.2)), 49, "party"),
    "midi skirt": Cut("Midi skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.66, 0.35, 7, 0.05)), 52, "office"),
    "maxi skirt": Cut("Maxi skirt", "skirts", "bottom", "women", SkirtCut(Fall(-0.92, 1.15, 12, 0.2)), 59),
}  # fmt: skip
