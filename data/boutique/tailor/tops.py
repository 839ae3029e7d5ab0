"""Tops, knitwear, jackets and dresses: cut from the shell, draped, lengthened by lofting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.wavefront import Floats, Ints
from data.boutique.tailor import pattern
from data.boutique.tailor.cloth import ACCENT, TRIM, Cloth, joined, smoothed
from data.boutique.tailor.cut import band, clip
from data.boutique.tailor.drape import draped, eased, wrinkled
from data.boutique.tailor.dummy import Dummy, Surface
from data.boutique.tailor.fabric_map import trunk_uv
from data.boutique.tailor.garment import Garment, pushed_out
from data.boutique.tailor.loft import Fall, hung
from data.boutique.tailor.trimmings import buttons


@dataclass(frozen=True)
class TopCut:
    """The cut of a top.

    Attributes:
        neckline: its neckline or collar.
        sleeve: share of the arm covered; 0 = sleeveless.
        hem: level of the hem; below 0.1 it is lofted.
        ease: decimetres the cloth stands off the body.
        sleeve_ease: the same for the sleeves.
        tension: see `draped`.
        taper: see `draped`.
        wrinkles: depth of folds in decimetres.
        rib: width of the bands at neck, cuffs and hem, decimetres; 0 = none.
        fall: how the cloth falls below the hips; None = straight to the hem.
        open_front: half-widths of the open front at neck and hips, None = closed.
        fastening: `zip`, `placket` or none down the front.
        buttons: levels of buttons down the front.
        collar_band: width of a shawl collar along the neckline, decimetres; 0 = none.
        quilt: depth of quilted chambers, decimetres.
        strap: where a sleeveless shoulder ends, decimetres from the middle.
        thickness: of the cloth in metres.
    """

    neckline: pattern.Neckline = pattern.CREW
    sleeve: float = 0.32
    hem: float = 0.16
    ease: float = 0.12
    sleeve_ease: float = 0.12
    tension: float = 0.8
    taper: float = 0.22
    wrinkles: float = 0.03
    rib: float = 0.0
    fall: Fall | None = None
    open_front: tuple[float, float] | None = None
    fastening: str = ""
    buttons: tuple[float, ...] = ()
    collar_band: float = 0.0
    quilt: float = 0.0
    strap: float = 1.25
    thickness: float = 0.003


LOFT_LEVEL = 0.16
"""Longer tops are cut here, above the legs, and lofted from there on."""


def edges(cut: TopCut, dummy: Dummy, surface: Surface) -> dict[str, Floats]:
    """The fields of all edges of a cut on a surface; the garment is where all are negative."""
    lowest = dummy.height(LOFT_LEVEL if cut.fall else cut.hem)
    cuff = pattern.sleeve(surface, cut.sleeve) if cut.sleeve else pattern.sleeveless(dummy, surface, cut.strap)
    found = {"neck": pattern.neck(dummy, surface, cut.neckline), "cuff": cuff, "hem": pattern.hem(surface, lowest)}
    if cut.open_front:
        found["front"] = pattern.opening(dummy, surface, *cut.open_front)
    return found


def top(dummy: Dummy, cut: TopCut, seed: int = 0, inner: tuple[Garment, ...] = ()) -> Garment:
    """Makes a top for a dummy, over the garments worn below it."""
    cloth = _shaped(dummy, cut, seed)
    for name in edges(cut, dummy, dummy.surface(cloth.points, cloth.weights)):
        surface = dummy.surface(cloth.points, cloth.weights)
        cloth = clip(cloth, edges(cut, dummy, surface)[name])
    cloth = _banded(cloth, dummy, cut)
    if cut.fall:
        cloth = hung(cloth, dummy, dummy.height(LOFT_LEVEL), cut.fall, seed)
    cloth = _fastened(cloth, dummy, cut)
    cloth = pushed_out(cloth, [garment.cloth for garment in inner])
    if inner:
        cloth = smoothed(cloth, 2, 0.5)
        cloth = pushed_out(cloth, [garment.cloth for garment in inner], 0.04)
    if cut.buttons:
        cloth = joined(cloth, buttons(cloth, [dummy.height(level) for level in cut.buttons]))
    uv = trunk_uv(cloth, dummy.surface(cloth.points, cloth.weights), dummy)
    return Garment(cloth, uv, hidden(dummy, cut), cut.thickness)


def hidden(dummy: Dummy, cut: TopCut) -> Ints:
    """Body points well below the cloth; a strip along every edge stays drawn."""
    fields = edges(cut, dummy, dummy.body)
    inside = np.max(np.stack(list(fields.values())), 0) < -0.3
    if cut.fall:
        covered = (dummy.body.points[:, 1] > dummy.height(cut.fall.hem) + 1.0) & (dummy.body.arm < 0.2)
        inside |= covered & (dummy.body.points[:, 1] < dummy.height(LOFT_LEVEL) + 0.3)
    return np.where(inside)[0]


def _shaped(dummy: Dummy, cut: TopCut, seed: int) -> Cloth:
    shell = dummy.shell
    surface = dummy.surface(shell.points, shell.weights)
    reach = clip(shell, pattern.hem(surface, dummy.height(-0.12)))
    surface = dummy.surface(reach.points, reach.weights)
    cloth = smoothed(reach, 5 * dummy.detail, np.where(surface.arm < 0.5, 0.5, 0.25))
    armpit = float(dummy.joint("l-shoulder")[1]) - 0.7
    surface = dummy.surface(cloth.points, cloth.weights)
    cloth = draped(cloth, surface, cut.tension, cut.taper, armpit, dummy.height(0.05))
    cloth = eased(cloth, cut.ease + (cut.sleeve_ease - cut.ease) * np.clip(surface.arm * 1.5, 0, 1))
    cloth = smoothed(cloth, 2, 0.4)
    if cut.quilt:
        chamber = np.abs(np.sin(np.where(surface.arm > 0.5, surface.along * 22, cloth.points[:, 1] * 3.4)))
        cloth = eased(cloth, cut.quilt * np.sqrt(chamber))
    return wrinkled(cloth, cut.wrinkles, seed)


def _banded(cloth: Cloth, dummy: Dummy, cut: TopCut) -> Cloth:
    if cut.collar_band:
        surface = dummy.surface(cloth.points, cloth.weights)
        lapel = np.minimum(
            edges(cut, dummy, surface)["neck"] + cut.collar_band, cloth.points[:, 1] - dummy.height(0.46)
        )
        cloth = band(cloth, lapel, TRIM)
    if not cut.rib:
        return cloth
    for name, width in (("neck", cut.rib * 0.55), ("cuff", cut.rib * 0.9), ("hem", cut.rib), ("front", cut.rib * 0.6)):
        fields = edges(cut, dummy, dummy.surface(cloth.points, cloth.weights))
        if name not in fields or (name == "neck" and cut.neckline.collar > 0.5) or (name == "hem" and cut.fall):
            continue
        cloth = band(cloth, fields[name] + width, TRIM)
    return cloth


def _fastened(cloth: Cloth, dummy: Dummy, cut: TopCut) -> Cloth:
    """A zip is a metal strip down the middle of the front; a button placket gets its own edge."""
    if not cut.fastening:
        return cloth
    half = {"zip": 0.04, "placket": 0.2}[cut.fastening]
    field = np.where(cloth.points[:, 2] > 0.3, half - np.abs(cloth.points[:, 0]), -1.0)
    return band(cloth, field, ACCENT if cut.fastening == "zip" else TRIM)
