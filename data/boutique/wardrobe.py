"""From a cut to a garment on a dummy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.boutique.assets import Assets
from data.boutique.cuts import CUTS, Library, ShoeCut
from data.boutique.tailor.bags import BagCut, bag, bag_uv
from data.boutique.tailor.bottoms import SkirtCut, TrouserCut, skirt, trousers
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.library import booted, library_garment, shoes
from data.boutique.tailor.tops import TopCut, top

LIMBS = {"top": "arm", "outer": "arm", "dress": "arm", "bottom": "leg", "shoes": "foot"}
"""Which limb the cloth of a slot folds with."""
SHORT_HANDLE = 1.2
"""Decimetres from the grip to the bag below which a strap is for the hand."""
SHOULDER_DROP = 4.5
"""Decimetres from the shoulder to the upper edge of a bag that is worn there."""


def over_shoulder(cut_name: str) -> bool:
    """Whether a bag is worn on the shoulder: those with one strap are, unless it is a short handle."""
    making = CUTS[cut_name].making
    return isinstance(making, BagCut) and making.handles == 1 and making.drop >= SHORT_HANDLE


def make(
    cut_name: str, dummy: Dummy, assets: Assets, seed: int = 0, inner: tuple[Garment, ...] = (), worn: bool = False
) -> Garment:
    """Makes a garment (or shoes, or a bag hanging from the origin).

    Args:
        cut_name: a key of `CUTS`.
        dummy: the body it is made for.
        assets: the asset library.
        seed: which wrinkles.
        inner: what is worn below it.
        worn: a bag's strap is let out to the length at which it is worn.
    """
    making = CUTS[cut_name].making
    if isinstance(making, TopCut):
        return top(dummy, making, seed, inner)
    if isinstance(making, TrouserCut):
        return trousers(dummy, making, seed)
    if isinstance(making, SkirtCut):
        return skirt(dummy, making, seed)
    if isinstance(making, Library):
        return library_garment(dummy, assets, making.piece, inner)
    if isinstance(making, BagCut):
        long = worn and over_shoulder(cut_name)
        cloth = bag(replace(making, drop=max(making.drop, SHOULDER_DROP)) if long else making)
        return Garment(cloth, bag_uv(cloth), np.zeros(0, int), 0.0)
    return _footwear(making, dummy, assets)


def _footwear(making: ShoeCut, dummy: Dummy, assets: Assets) -> Garment:
    pair = shoes(dummy, assets, making.asset, making.sole)
    return booted(dummy, pair, making.shaft, making.wide) if making.shaft else pair
