"""T-shirts, shirts and tops."""

from __future__ import annotations

from data.boutique.cuts.cut import Cut, Library
from data.boutique.tailor import pattern
from data.boutique.tailor.loft import Fall
from data.boutique.tailor.tops import TopCut

_BUTTONS = (0.9, 0.76, 0.62, 0.48, 0.34, 0.2)

TOPS: dict[str, Cut] = {
    # T-shirts
    "crew tee": Cut("T-shirt", "t-shirts", "top", "unisex", TopCut(hem=0.07, rib=0.22), 19),
    "boxy tee": Cut("Boxy T-shirt", "t-shirts", "top", "unisex",
                    TopCut(sleeve=0.4, hem=0.13, ease=0.2, sleeve_ease=0.3, taper=0.0, tension=1, rib=0.22), 24),
    "v tee": Cut("V-neck T-shirt", "t-shirts", "top", "unisex",
                 TopCut(pattern.V_NECK, hem=0.08, rib=0.2, taper=0.3), 21),
    "henley": Cut("Long-sleeved T-shirt", "t-shirts", "top", "men", Library("henley"), 29),
    "fitted tee": Cut("Fitted T-shirt", "t-shirts", "top", "women", Library("fitted tee"), 22),
    "straight tee": Cut("Straight T-shirt", "t-shirts", "top", "men", Library("straight tee"), 22),
    "cropped tee": Cut("Cropped T-shirt", "t-shirts", "top", "women",
                       TopCut(sleeve=0.28, hem=0.32, ease=0.1, taper=0.1, rib=0.2), 18),
    "long tee": Cut("Crew-neck longsleeve", "t-shirts", "top", "unisex",
                    TopCut(sleeve=0.97, hem=0.06, ease=0.13, sleeve_ease=0.12, taper=0.2, rib=0.22), 27),
    "sports tee": Cut("Running T-shirt", "t-shirts", "top", "unisex",
                      TopCut(sleeve=0.34, hem=0.07, ease=0.1, sleeve_ease=0.14, taper=0.35), 29, "sport"),
    # shirts
    "shirt": Cut("Shirt", "shirts", "top", "unisex", Library("shirt"), 45, "office"),
    "band shirt": Cut("Band-collar shirt", "shirts", "top", "unisex",
                      TopCut(pattern.STAND, sleeve=0.97, hem=0.05, ease=0.16, sleeve_ease=0.17, taper=0.12, rib=0.14,
                             fastening="placket", buttons=_BUTTONS), 42, "office"),
    "short shirt": Cut("Short-sleeved shirt", "shirts", "top", "men",
                       TopCut(pattern.STAND, sleeve=0.38, hem=0.06, ease=0.19, sleeve_ease=0.28, taper=0.06,
                              fastening="placket", buttons=_BUTTONS), 39, "beach", ("chest pocket",)),
    "long shirt": Cut("Long shirt", "shirts", "top", "women",
                      TopCut(pattern.STAND, sleeve=0.9, ease=0.17, sleeve_ease=0.2, taper=0.1, fastening="placket",
                             buttons=_BUTTONS, fall=Fall(-0.12, 0.12, 6, 0.05)), 49),
    # tops
    "tank": Cut("Tank top", "women tops", "top", "women",
                TopCut(pattern.SCOOP, sleeve=0, ease=0.07, taper=0.45, strap=1.22, rib=0.14), 17, "beach"),
    "camisole": Cut("Camisole", "women tops", "top", "women",
                    TopCut(pattern.SQUARE, sleeve=0, hem=0.1, ease=0.08, taper=0.3, strap=1.16, rib=0.1), 25, "party"),
    "boat top": Cut("Boat-neck top", "women tops", "top", "women",
                    TopCut(pattern.BOAT, sleeve=0.66, ease=0.09, taper=0.4), 29),
    "scoop top": Cut("Scoop-neck top", "women tops", "top", "women",
                     TopCut(pattern.SCOOP, sleeve=0.97, hem=0.09, ease=0.07, sleeve_ease=0.07, taper=0.45, rib=0.14),
                     27),
    "square top": Cut("Square-neck top", "women tops", "top", "women",
                      TopCut(pattern.SQUARE, sleeve=0.24, ease=0.08, taper=0.5, hem=0.22, sleeve_ease=0.2), 27),
    "peplum top": Cut("Peplum top", "women tops", "top", "women",
                      TopCut(pattern.SCOOP, sleeve=0.3, ease=0.07, taper=0.8,
                             fall=Fall(0.02, 0.35, 9, 0.12)), 35, "party"),
    "swing top": Cut("Swing top", "women tops", "top", "women",
                     TopCut(pattern.BOAT, sleeve=0, ease=0.12, taper=0.05, strap=1.35,
                            fall=Fall(0.0, 0.3, 10, 0.09)), 32),
    "tunic": Cut("Tunic", "women tops", "top", "women",
                 TopCut(pattern.V_NECK, sleeve=0.62, ease=0.12, sleeve_ease=0.28, taper=0.15,
                        fall=Fall(-0.16, 0.3, 8, 0.08)), 39),
}  # fmt: skip
