"""Dresses."""

from __future__ import annotations

from data.boutique.cuts.cut import Cut
from data.boutique.tailor import pattern
from data.boutique.tailor.loft import Fall
from data.boutique.tailor.tops import TopCut

DRESSES: dict[str, Cut] = {
    "a-line dress": Cut("A-line dress", "dresses", "dress", "women",
                        TopCut(pattern.SCOOP, sleeve=0.26, ease=0.07, taper=0.9,
                               fall=Fall(-0.46, 0.95, 11, 0.16)), 69),
    "shift dress": Cut("Shift dress", "dresses", "dress", "women",
                       TopCut(pattern.BOAT, sleeve=0, ease=0.1, taper=0.2, strap=1.4,
                              fall=Fall(-0.34, 0.15, 7, 0.04)), 59, "office"),
    "maxi dress": Cut("Maxi dress", "dresses", "dress", "women",
                      TopCut(pattern.V_NECK, sleeve=0, ease=0.07, taper=0.8, strap=1.2,
                             fall=Fall(-0.92, 1.25, 12, 0.2)), 89, "party"),
    "knit dress": Cut("Knitted dress", "dresses", "dress", "women",
                      TopCut(pattern.ROLL, sleeve=0.97, ease=0.1, taper=0.5, tension=0.9,
                             fall=Fall(-0.44, 0.05, 6, 0.02), thickness=0.005), 75, "office"),
    "tee dress": Cut("T-shirt dress", "dresses", "dress", "women",
                     TopCut(sleeve=0.36, ease=0.14, sleeve_ease=0.2, taper=0.1, rib=0.2,
                            fall=Fall(-0.3, 0.12, 6, 0.03)), 45, "beach"),
    "skater dress": Cut("Skater dress", "dresses", "dress", "women",
                        TopCut(pattern.BOAT, sleeve=0, ease=0.07, taper=0.9, strap=1.4,
                               fall=Fall(-0.36, 1.25, 12, 0.2)), 65, "party"),
    "slip dress": Cut("Slip dress", "dresses", "dress", "women",
                      TopCut(pattern.SQUARE, sleeve=0, ease=0.08, taper=0.5, strap=1.16,
                             fall=Fall(-0.66, 0.3, 7, 0.05)), 79, "party"),
    "shirt dress": Cut("Shirt dress", "dresses", "dress", "women",
                       TopCut(pattern.STAND, sleeve=0.64, ease=0.14, sleeve_ease=0.2, taper=0.3, fastening="placket",
                              buttons=(0.9, 0.76, 0.62, 0.48, 0.34), fall=Fall(-0.5, 0.4, 8, 0.07)), 69, "office"),
    "sleeved dress": Cut("Long-sleeved dress", "dresses", "dress", "women",
                         TopCut(pattern.V_NECK, sleeve=0.95, ease=0.08, sleeve_ease=0.14, taper=0.7,
                                fall=Fall(-0.6, 0.8, 10, 0.13)), 79),
}  # fmt: skip
