"""Shoes and bags."""

from __future__ import annotations

from data.boutique.cuts.cut import Cut, ShoeCut
from data.boutique.tailor.bags import BagCut

_LACES = ("laces",)

ACCESSORIES: dict[str, Cut] = {
    "trainers": Cut("Trainers", "sports shoes", "shoes", "unisex", ShoeCut("shoes02", 0.33), 79, details=_LACES),
    "runners": Cut("Running shoes", "sports shoes", "shoes", "unisex", ShoeCut("shoes05", 0.42), 89, "sport", _LACES),
    "court shoes": Cut("Court trainers", "sports shoes", "shoes", "unisex", ShoeCut("shoes06", 0.3), 75, "sport",
                       _LACES),
    "high tops": Cut("High-top trainers", "sports shoes", "shoes", "unisex", ShoeCut("shoes02", 0.33, -0.9, 0.02), 85,
                     details=_LACES),
    "loafers": Cut("Loafers", "casual shoes", "shoes", "unisex", ShoeCut("shoes04", 0.2), 85, "office"),
    "derbies": Cut("Derby shoes", "casual shoes", "shoes", "unisex", ShoeCut("shoes01", 0.24), 95, "office"),
    "buckled shoes": Cut("Buckled shoes", "casual shoes", "shoes", "unisex", ShoeCut("shoes03", 0.35), 99),
    "ankle boots": Cut("Ankle boots", "casual shoes", "shoes", "unisex", ShoeCut("shoes01", 0.28, -0.84, 0.03), 119),
    "chelsea boots": Cut("Chelsea boots", "casual shoes", "shoes", "unisex", ShoeCut("shoes04", 0.24, -0.86, 0.01),
                         125, "office"),
    "tall boots": Cut("Tall boots", "casual shoes", "shoes", "women", ShoeCut("shoes04", 0.26, -0.58, 0.03), 149),
    # bags
    "tote": Cut("Tote bag", "hand bags", "bag", "unisex", BagCut(), 49),
    "shopper": Cut("Canvas shopper", "hand bags", "bag", "unisex",
                   BagCut(3.6, 3.8, 1.0, 1.06, 0.25, 5, 2.2, 2, 0, 0.25), 29),
    "work bag": Cut("Work bag", "hand bags", "bag", "unisex", BagCut(3.9, 2.8, 1.2, 1.02, 0.7, 8, 1.5, 2), 99,
                    "office"),
    "satchel": Cut("Satchel", "hand bags", "bag", "unisex", BagCut(3.0, 2.3, 0.95, 1.0, 0.85, 9, 0.9, 1, 0.62), 89,
                   "office"),
    "handbag": Cut("Handbag", "hand bags", "bag", "women", BagCut(2.8, 2.1, 1.3, 0.78, 0.5, 5, 1.1, 2), 79, "office"),
    "bucket bag": Cut("Bucket bag", "hand bags", "bag", "women", BagCut(2.2, 2.6, 2.0, 1.12, 1.1, 2.2, 1.6, 1), 69),
    "mini bag": Cut("Mini bag", "hand bags", "bag", "women", BagCut(2.1, 1.6, 0.75, 1.0, 0.8, 7, 1.6, 1, 0.75), 59,
                    "party"),
    "box bag": Cut("Box bag", "hand bags", "bag", "women", BagCut(2.2, 1.9, 1.2, 1.0, 1.0, 10, 0.9, 1, 0.4), 75,
                   "party"),
    "crossbody": Cut("Crossbody bag", "hand bags", "bag", "unisex", BagCut(2.4, 1.8, 0.7, 1.0, 0.85, 7, 4.6, 1, 0.55),
                     65),
    "weekender": Cut("Weekend bag", "hand bags", "bag", "unisex", BagCut(4.6, 2.5, 2.2, 0.96, 0.7, 3.5, 1.3, 2), 109,
                     "outdoor"),
    "hobo": Cut("Hobo bag", "hand bags", "bag", "women", BagCut(3.4, 2.4, 1.2, 0.94, 0.3, 3, 1.9, 1, 0, 0.45), 72),
}  # fmt: skip
