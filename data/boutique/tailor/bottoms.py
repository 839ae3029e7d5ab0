"""Trousers, shorts and skirts: cut from the shell's legs or lofted from the hips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.wavefront import Floats
from data.boutique.tailor import pattern
from data.boutique.tailor.cloth import ACCENT, TRIM, Cloth, smoothed
from data.boutique.tailor.cut import band, clip
from data.boutique.tailor.drape import draped, draped_legs, eased, wrinkled
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.fabric_map import leg_uv, trunk_uv
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.loft import Fall, hung


@dataclass(frozen=True)
class TrouserCut:
    """The cut of trousers.

    Attributes:
        hem: level of the hem (-1 = ankle, -0.5 = knee).
        waist: level of the waistband's upper edge.
        ease: decimetres off the body.
        taper: how fast the legs may narrow downwards, see `draped`.
        wide: decimetres added all round the leg.
        flare: decimetres added from the knee to the hem.
        band: width of the waistband.
        cuff: width of the cuff band at the hem; 0 = none.
        stripe: half-width of a stripe down the outer side; 0 = none.
        wrinkles: depth of folds.
    """

    hem: float = -0.97
    waist: float = 0.38
    ease: float = 0.1
    taper: float = 0.14
    wide: float = 0.05
    flare: float = 0.0
    band: float = 0.35
    cuff: float = 0.0
    stripe: float = 0.0
    wrinkles: float = 0.025


@dataclass(frozen=True)
class SkirtCut:
    """The cut of a skirt: from the waist to the hips on the body, below lofted."""

    fall: Fall
    waist: float = 0.44
    ease: float = 0.07
    band: float = 0.35
    wrinkles: float = 0.012


SKIRT_START = 0.13
"""Level at which skirts leave the body."""


def trousers(dummy: Dummy, cut: TrouserCut, seed: int = 0) -> Garment:
    """Makes trousers or shorts."""
    waist, low = dummy.height(cut.waist), dummy.height(cut.hem)
    cloth = _legs_of_shell(dummy, waist + 0.4)
    cloth = smoothed(cloth, 4 * dummy.detail, 0.4)
    cloth = draped_legs(cloth, _leg_axis(cloth.points, dummy), 0.85, cut.taper, dummy.crotch - 0.2)
    cloth = smoothed(eased(cloth, cut.ease), 2, 0.4)
    cloth = wrinkled(_widened(cloth, dummy, cut), cut.wrinkles, seed)
    cloth = clip(cloth, pattern.above(dummy.surface(cloth.points, cloth.weights), waist, 0.12))
    cloth = clip(cloth, low - cloth.points[:, 1])
    surface = dummy.surface(cloth.points, cloth.weights)
    cloth = band(cloth, pattern.above(surface, waist - cut.band, 0.12), TRIM)
    if cut.cuff:
        cloth = band(cloth, low + cut.cuff - cloth.points[:, 1], TRIM)
    if cut.stripe:
        cloth = _striped(cloth, dummy, cut.stripe, waist - cut.band)
    inside = (dummy.body.points[:, 1] < waist - 0.3) & (dummy.body.points[:, 1] > low + 0.35)
    hides = np.where(inside & (dummy.body.arm < 0.2))[0]
    return Garment(cloth, leg_uv(cloth, dummy), hides)


def skirt(dummy: Dummy, cut: SkirtCut, seed: int = 0) -> Garment:
    """Makes a skirt."""
    waist, start = dummy.height(cut.waist), dummy.height(SKIRT_START)
    cloth = smoothed(_legs_of_shell(dummy, waist + 0.4, start - 0.6), 4 * dummy.detail, 0.5)
    surface = dummy.surface(cloth.points, cloth.weights)
    cloth = draped(cloth, surface, 0.9, 0.6, dummy.height(0.3), start - 0.5)
    cloth = wrinkled(eased(cloth, cut.ease), cut.wrinkles, seed)
    cloth = clip(cloth, pattern.above(dummy.surface(cloth.points, cloth.weights), waist))
    cloth = clip(cloth, start - cloth.points[:, 1])
    cloth = band(cloth, pattern.above(dummy.surface(cloth.points, cloth.weights), waist - cut.band), TRIM)
    cloth = hung(cloth, dummy, start, cut.fall, seed)
    body = dummy.body.points
    hides = np.where((body[:, 1] < waist - 0.3) & (body[:, 1] > dummy.height(cut.fall.hem) + 0.9)
                     & (dummy.body.arm < 0.2))[0]  # fmt: skip
    return Garment(cloth, trunk_uv(cloth, dummy.surface(cloth.points, cloth.weights), dummy), hides)


def _legs_of_shell(dummy: Dummy, top: float, bottom: float = -99.0) -> Cloth:
    shell = dummy.shell
    surface = dummy.surface(shell.points, shell.weights)
    lower = (shell.mean_of(surface.arm) < 0.3) & (shell.centres()[:, 1] < top) & (shell.centres()[:, 1] > bottom)
    return shell.kept(lower)


def _leg_axis(points: Floats, dummy: Dummy) -> Floats:
    """(N, 2) x and z of the left leg's axis at each point's height; above the hip joint it runs straight up."""
    hip, ankle = dummy.joint("l-upper-leg"), dummy.joint("l-ankle")
    share = np.clip((hip[1] - points[:, 1]) / (hip[1] - ankle[1]), 0, 1)[:, None]
    axis: Floats = (hip + (ankle - hip) * share)[:, [0, 2]]
    return axis


def _widened(cloth: Cloth, dummy: Dummy, cut: TrouserCut) -> Cloth:
    """Legs made wider about their own axes, growing from the hip downwards."""
    hip, knee, ankle = (dummy.joint(f"l-{name}") for name in ("upper-leg", "knee", "ankle"))
    axis = _leg_axis(cloth.points, dummy)
    points = cloth.points.copy()
    side = np.where(points[:, 0] >= 0, 1.0, -1.0)
    share = np.clip((hip[1] - points[:, 1]) / (hip[1] - ankle[1]), 0, 1)
    lower = np.clip((knee[1] + 0.8 - points[:, 1]) / (knee[1] + 0.8 - ankle[1]), 0, 1)
    extra = cut.wide * np.minimum(1, share * 2.5) + cut.flare * lower**1.4  # a soft beginning, no kink at the knee
    across = np.stack([points[:, 0] * side - axis[:, 0], points[:, 2] - axis[:, 1]], 1)
    radius = np.maximum(np.linalg.norm(across, axis=1), 1e-6)
    across *= (1 + extra / radius)[:, None]
    points[:, 0] = np.maximum(across[:, 0] + axis[:, 0], 0.0 if cut.wide else -9) * side
    points[:, 2] = across[:, 1] + axis[:, 1]
    return cloth.moved(points)


def _striped(cloth: Cloth, dummy: Dummy, half: float, below: float) -> Cloth:
    field = _side_stripe(cloth.points, dummy, half)
    return band(cloth, np.where(cloth.points[:, 1] < below, field, -1.0), ACCENT)


def _side_stripe(points: Floats, dummy: Dummy, half: float) -> Floats:
    """Positive on a strip down the outer side of each leg."""
    axis = _leg_axis(points, dummy)
    outer = np.abs(points[:, 0]) > axis[:, 0] + 0.2
    return np.asarray(np.where(outer, half - np.abs(points[:, 2] - axis[:, 1]), -half))
