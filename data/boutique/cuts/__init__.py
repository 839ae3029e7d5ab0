"""Every cut the boutique sells, by name."""

from __future__ import annotations

from data.boutique.cuts.accessories import ACCESSORIES
from data.boutique.cuts.bottoms import BOTTOMS
from data.boutique.cuts.cut import OCCASIONS, Cut, Library, Making, ShoeCut
from data.boutique.cuts.dresses import DRESSES
from data.boutique.cuts.layers import LAYERS
from data.boutique.cuts.tops import TOPS

CUTS: dict[str, Cut] = {**TOPS, **LAYERS, **BOTTOMS, **DRESSES, **ACCESSORIES}

__all__ = ["CUTS", "OCCASIONS", "Cut", "Library", "Making", "ShoeCut"]
