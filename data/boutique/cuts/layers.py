"""Knitwear, sweatshirts, jackets, blazers, cardigans and Nehru jackets: what is worn over a top, or instead of one."""

from __future__ import annotations

from data.boutique.cuts.cut import Cut, Library
from data.boutique.tailor import pattern
from data.boutique.tailor.loft import Fall
from data.boutique.tailor.tops import TopCut

_COAT = Fall(-0.42, 0.25, 5, 0.05)
_FIVE = (0.88, 0.74, 0.6, 0.46, 0.32)
_POCKETS = ("flap pockets",)

LAYERS: dict[str, Cut] = {
    # sweaters
    "crew knit": Cut("Sweater", "sweaters", "outer", "unisex",
                     TopCut(sleeve=0.97, hem=0.06, ease=0.17, sleeve_ease=0.16, taper=0.12, tension=1, rib=0.55,
                            wrinkles=0.025, thickness=0.006), 59),
    "roll knit": Cut("Roll-neck sweater", "sweaters", "outer", "unisex",
                     TopCut(pattern.ROLL, sleeve=0.97, hem=0.1, ease=0.15, sleeve_ease=0.14, taper=0.18, tension=1,
                            rib=0.55, thickness=0.005), 65),
    "mock knit": Cut("Mock-neck sweater", "sweaters", "outer", "unisex",
                     TopCut(pattern.MOCK, sleeve=0.97, hem=0.07, ease=0.13, sleeve_ease=0.13, taper=0.22, tension=1,
                            rib=0.4, thickness=0.004), 55, "office"),
    "v knit": Cut("V-neck sweater", "sweaters", "outer", "unisex",
                  TopCut(pattern.V_NECK, sleeve=0.97, hem=0.1, ease=0.15, sleeve_ease=0.14, taper=0.15, tension=1,
                         rib=0.5, thickness=0.005), 55, "office"),
    "boat knit": Cut("Boat-neck sweater", "sweaters", "outer", "women",
                     TopCut(pattern.BOAT, sleeve=0.9, hem=0.14, ease=0.18, sleeve_ease=0.2, taper=0.05, tension=1,
                            rib=0.4, thickness=0.005), 57),
    "knit vest": Cut("Knitted vest", "sweaters", "outer", "unisex",
                     TopCut(pattern.V_NECK, sleeve=0, hem=0.1, ease=0.16, taper=0.15, tension=1, strap=1.5, rib=0.5,
                            thickness=0.005), 45, "office"),
    # sweatshirts
    "sweatshirt": Cut("Sweatshirt", "sweatshirts", "outer", "unisex",
                      TopCut(sleeve=0.98, hem=0.06, ease=0.2, sleeve_ease=0.18, taper=0.06, tension=1, rib=0.6,
                             wrinkles=0.05, thickness=0.006), 45),
    "mock sweatshirt": Cut("High-neck sweatshirt", "sweatshirts", "outer", "unisex",
                           TopCut(pattern.MOCK, sleeve=0.98, hem=0.05, ease=0.22, sleeve_ease=0.2, taper=0.05,
                                  tension=1, rib=0.6, wrinkles=0.05, thickness=0.006), 55, "sport"),
    "zip sweatshirt": Cut("Zip sweatshirt", "sweatshirts", "outer", "unisex",
                          TopCut(pattern.STAND, sleeve=0.98, hem=0.06, ease=0.18, sleeve_ease=0.17, taper=0.08,
                                 tension=1, rib=0.6, fastening="zip", wrinkles=0.05, thickness=0.006), 52, "sport"),
    # jackets and coats
    "bomber": Cut("Bomber jacket", "jackets", "outer", "unisex",
                  TopCut(pattern.STAND, sleeve=0.99, hem=0.05, ease=0.25, sleeve_ease=0.2, taper=0.08, tension=1,
                         rib=0.6, fastening="zip", wrinkles=0.06, thickness=0.008), 89, "everyday", ("slit pockets",)),
    "puffer": Cut("Quilted jacket", "jackets", "outer", "unisex",
                  TopCut(pattern.STAND, sleeve=0.98, hem=0.05, ease=0.24, sleeve_ease=0.14, taper=0.03, tension=1,
                         fastening="zip", quilt=0.2, wrinkles=0.03, thickness=0.01), 119, "outdoor"),
    "gilet": Cut("Quilted gilet", "jackets", "outer", "unisex",
                 TopCut(pattern.STAND, sleeve=0, hem=0.05, ease=0.22, taper=0.03, tension=1, strap=1.55,
                        fastening="zip", quilt=0.18, wrinkles=0.03, thickness=0.01), 79, "outdoor"),
    "biker": Cut("Cropped jacket", "jackets", "outer", "women",
                 TopCut(pattern.STAND, sleeve=0.98, hem=0.24, ease=0.18, sleeve_ease=0.13, taper=0.2, tension=1,
                        fastening="zip", wrinkles=0.03, thickness=0.006), 109, "party", ("slit pockets",)),
    "rain jacket": Cut("Rain jacket", "jackets", "outer", "unisex",
                       TopCut(pattern.STAND, sleeve=0.99, ease=0.27, sleeve_ease=0.22, taper=0.03, tension=1,
                              fastening="zip", fall=Fall(-0.08, 0.06, 5, 0.02), wrinkles=0.05, thickness=0.006),
                       99, "outdoor", _POCKETS),
    "collared jacket": Cut("Jacket", "jackets", "outer", "men", Library("collared jacket"), 95),
    "coat": Cut("Coat", "jackets", "outer", "women",
                TopCut(pattern.STAND, sleeve=0.99, ease=0.3, sleeve_ease=0.26, taper=0.08, tension=1,
                       fastening="placket", buttons=(0.8, 0.62, 0.44, 0.26), fall=_COAT,
                       wrinkles=0.03, thickness=0.008), 149, "office", _POCKETS),
    "car coat": Cut("Short coat", "jackets", "outer", "men",
                    TopCut(pattern.STAND, sleeve=0.99, ease=0.28, sleeve_ease=0.22, taper=0.06, tension=1,
                           fastening="placket", buttons=(0.84, 0.66, 0.48, 0.3), fall=Fall(-0.16, 0.08, 5, 0.02),
                           wrinkles=0.025, thickness=0.008), 139, "office", _POCKETS),
    # blazers
    "ladies blazer": Cut("Blazer", "blazers", "outer", "women", Library("ladies blazer"), 99, "office"),
    "shawl blazer": Cut("Shawl-collar blazer", "blazers", "outer", "men",
                        TopCut(pattern.LAPEL, sleeve=0.98, hem=0.02, ease=0.24, sleeve_ease=0.18, taper=0.2,
                               tension=1, collar_band=1.8, buttons=(0.32, 0.22), wrinkles=0.015, thickness=0.006),
                        139, "party", _POCKETS),
    "long blazer": Cut("Long blazer", "blazers", "outer", "women",
                       TopCut(pattern.LAPEL, sleeve=0.98, ease=0.2, sleeve_ease=0.16, taper=0.25, tension=1,
                              collar_band=1.6, buttons=(0.32, 0.2), fall=Fall(-0.1, 0.1, 5, 0.02), wrinkles=0.015,
                              thickness=0.006), 119, "office", _POCKETS),
    # cardigans and shrugs
    "cardigan": Cut("Open cardigan", "shrugs", "outer", "women",
                    TopCut(pattern.DEEP_V, sleeve=0.97, ease=0.2, sleeve_ease=0.18, taper=0.05, tension=1, rib=0.45,
                           open_front=(0.55, 0.95), hem=0.12, thickness=0.005), 55),
    "button cardigan": Cut("Buttoned cardigan", "shrugs", "outer", "women",
                           TopCut(pattern.V_NECK, sleeve=0.97, hem=0.08, ease=0.15, sleeve_ease=0.14, taper=0.15,
                                  tension=1, rib=0.45, fastening="placket", buttons=(0.66, 0.54, 0.42, 0.3, 0.18),
                                  thickness=0.005), 59, "office"),
    "shrug": Cut("Cropped shrug", "shrugs", "outer", "women",
                 TopCut(pattern.DEEP_V, sleeve=0.7, hem=0.5, ease=0.15, sleeve_ease=0.16, taper=0.2, tension=1,
                        rib=0.3, open_front=(0.6, 1.2), thickness=0.004), 39, "party"),
    "bolero": Cut("Short-sleeved bolero", "shrugs", "outer", "women",
                  TopCut(pattern.DEEP_V, sleeve=0.34, hem=0.46, ease=0.15, sleeve_ease=0.18, taper=0.2, tension=1,
                         rib=0.25, open_front=(0.6, 1.1), thickness=0.004), 35, "party"),
    # Nehru jackets
    "nehru jacket": Cut("Nehru jacket", "nehru jackets", "outer", "men",
                        TopCut(pattern.STAND, sleeve=0.98, hem=0.02, ease=0.24, sleeve_ease=0.18, taper=0.15,
                               tension=1, fastening="placket", buttons=_FIVE, wrinkles=0.02, thickness=0.006), 109,
                        "party"),
    "nehru vest": Cut("Nehru waistcoat", "nehru jackets", "outer", "men",
                      TopCut(pattern.STAND, sleeve=0, hem=0.06, ease=0.24, taper=0.2, tension=1, strap=1.55,
                             fastening="placket", buttons=_FIVE, wrinkles=0.015, thickness=0.006), 79, "party",
                      ("chest pocket",)),
    "long nehru": Cut("Long Nehru jacket", "nehru jackets", "outer", "men",
                      TopCut(pattern.STAND, sleeve=0.98, ease=0.22, sleeve_ease=0.16, taper=0.15, tension=1,
                             fastening="placket", buttons=(*_FIVE, 0.18), fall=Fall(-0.36, 0.2, 5, 0.03),
                             wrinkles=0.015, thickness=0.006), 149, "party"),
}  # fmt: skip
