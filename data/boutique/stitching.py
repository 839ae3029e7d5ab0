"""Seams, flies, pockets and laces as line drawings, and where they lie on a garment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from data.boutique.drawing import Pen
from data.boutique.fabrics import Fabric
from data.boutique.logos import contrast
from data.boutique.tailor.cloth import Cloth
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.frame import ABOVE, BACK, FRONT, Frame, Print

THIN, SEAM = 0.008, 0.013


def _fly(pen: Pen) -> None:
    """The seam of the front, the J of the fly, belt loops and a button."""
    pen.line((0.5, 0.15), (0.5, 0.98), width=SEAM)
    pen.line(*[(0.5 + 0.075 * min(1.0, 2.2 * (1 - t) ** 0.6), 0.15 + 0.42 * t) for t in np.linspace(0, 1, 20)],
             width=THIN)  # fmt: skip
    pen.line((0.0, 0.145), (1.0, 0.145), width=THIN)
    for x in (0.27, 0.73):
        pen.shape((x - 0.012, 0.0), (x + 0.012, 0.0), (x + 0.012, 0.16), (x - 0.012, 0.16))
    pen.disc(0.525, 0.075, 0.022)


def _slant(pen: Pen) -> None:
    for sign in (-1, 1):
        pen.line((0.5 + sign * 0.26, 0.15), (0.5 + sign * 0.4, 0.55), width=SEAM)
        pen.line((0.5 + sign * 0.245, 0.15), (0.5 + sign * 0.385, 0.55), width=THIN)


def _scoop(pen: Pen) -> None:
    for sign in (-1, 1):
        for shift in (0.0, 0.018):
            bend = [(0.5 + sign * (0.24 + shift + 0.2 * t), 0.15 + 0.24 * (t + shift) ** 0.55)
                    for t in np.linspace(0, 1, 20)]  # fmt: skip
            pen.line(*bend, width=THIN if shift else SEAM)


def _welt(pen: Pen) -> None:
    pen.line((0.5, 0.0), (0.5, 1.0), width=SEAM)
    for sign in (-1, 1):
        pen.line((0.5 + sign * 0.14, 0.45), (0.5 + sign * 0.34, 0.43), width=SEAM * 1.6)
        pen.disc(0.5 + sign * 0.24, 0.49, 0.016)


def _patch(pen: Pen) -> None:
    pen.line((0.5, 0.2), (0.5, 1.0), width=SEAM)
    pen.line((0.05, 0.2), (0.5, 0.3), (0.95, 0.2), width=THIN)
    for sign in (-1, 1):
        corners = [(0.1, 0.42), (0.36, 0.4), (0.36, 0.74), (0.23, 0.84), (0.1, 0.74), (0.1, 0.42)]
        pen.line(*[(0.5 + sign * x, y) for x, y in corners], width=SEAM)


def _flaps(pen: Pen) -> None:
    for sign in (-1, 1):
        box = [(0.16, 0.42), (0.44, 0.42), (0.44, 0.6), (0.16, 0.6), (0.16, 0.42)]
        pen.line(*[(0.5 + sign * x, y) for x, y in box], width=THIN)
        pen.line(*[(0.5 + sign * x, 0.42) for x in (0.16, 0.44)], width=SEAM)
        pen.line(*[(0.5 + sign * x, 0.605) for x in (0.17, 0.43)], width=SEAM * 1.4)


def _slits(pen: Pen) -> None:
    for sign in (-1, 1):
        pen.line((0.5 + sign * 0.26, 0.3), (0.5 + sign * 0.36, 0.72), width=SEAM * 2)


def _chest_pocket(pen: Pen) -> None:
    pen.line((0.1, 0.1), (0.9, 0.1), (0.9, 0.75), (0.5, 0.92), (0.1, 0.75), (0.1, 0.1), width=0.035)
    pen.line((0.1, 0.24), (0.9, 0.24), width=0.03)


def _drawstring(pen: Pen) -> None:
    for sign in (-1, 1):
        fall = [(0.5 + sign * (0.012 + 0.03 * t), 0.06 + 0.42 * t) for t in np.linspace(0, 1, 12)]
        pen.line(*fall, width=0.02)
        pen.disc(*fall[-1], 0.017)


def _laces(pen: Pen) -> None:
    for y in (0.1, 0.3, 0.5, 0.7, 0.9):
        pen.line((0.12, y + 0.03), (0.5, y), (0.88, y + 0.03), width=0.075)
        for x in (0.06, 0.94):
            pen.disc(x, y + 0.03, 0.045)


Place = Callable[[Dummy, Cloth], list[Frame]]


def _trousers(direction: tuple[tuple[float, float, float], tuple[float, float, float]]) -> Place:
    """Before the hips, from the waistband down."""

    def place(dummy: Dummy, cloth: Cloth) -> list[Frame]:
        top, wide = float(cloth.points[:, 1].max()), 2.3 * float(dummy.joint("l-upper-leg")[0]) * 1.55
        return [Frame((0.0, top - 1.25, 0.25), *direction, wide, 2.5)]

    return place


def _coat(dummy: Dummy, cloth: Cloth) -> list[Frame]:
    return [Frame((0.0, dummy.height(0.12), 0.25), *FRONT, 4.0, 2.6)]


def _chest(dummy: Dummy, cloth: Cloth) -> list[Frame]:
    across = float(dummy.joint("l-shoulder")[0])
    return [Frame((across * 0.47, dummy.height(0.68), 0.25), *FRONT, 0.85, 0.95)]


def _insteps(dummy: Dummy, cloth: Cloth) -> list[Frame]:
    frames = []
    for sign in (1, -1):
        shoe = cloth.points[cloth.points[:, 0] * sign > 0]
        low, high = shoe.min(0), shoe.max(0)
        long = high[2] - low[2]
        near = shoe[np.abs(shoe[:, 2] - low[2] - 0.6 * long) < 0.15 * long]
        middle = float((near[:, 0].min() + near[:, 0].max()) / 2)
        frames.append(
            Frame((middle, float(high[1]), float(low[2] + 0.6 * long)), *ABOVE, 0.52, float(0.26 * long), 0.8)
        )
    return frames


DETAILS: dict[str, tuple[Callable[[Pen], None], Place]] = {
    "fly": (_fly, _trousers(FRONT)), "slant pockets": (_slant, _trousers(FRONT)),
    "scoop pockets": (_scoop, _trousers(FRONT)), "welt pockets": (_welt, _trousers(BACK)),
    "patch pockets": (_patch, _trousers(BACK)), "flap pockets": (_flaps, _coat), "slit pockets": (_slits, _coat),
    "chest pocket": (_chest_pocket, _chest), "drawstring": (_drawstring, _trousers(FRONT)), "laces": (_laces, _insteps),
}  # fmt: skip
"""Each detail's drawing, and the frames it is thrown from."""
CORDS = {"drawstring", "laces"}
"""Details that are things of their own, not seams in the cloth."""


def prints(names: tuple[str, ...], dummy: Dummy, cloth: Cloth) -> tuple[Print, ...]:
    """The details of a cut on a garment of that cut."""
    return tuple(Print(name, frame) for name in names for frame in DETAILS[name][1](dummy, cloth))


def thread(name: str, fabric: Fabric) -> tuple[str, float]:
    """Colour and strength of a detail on a fabric: seams are shades of the cloth, denim is sewn in ochre."""
    ground = fabric.colours[0]
    if name in CORDS:
        return ("#f4f2ec", 1.0) if contrast(ground, "#f4f2ec") > 1.6 else ("#8f9398", 1.0)
    if fabric.weave == "denim":
        return "#b9803c", 0.75
    return ("#ffffff", 0.22) if contrast(ground, "#000000") < 2.2 else ("#000000", 0.36)


def detail_file(name: str, ink: str, folder: Path) -> Path:
    """The drawing of a detail in one ink as a PNG in `folder`."""
    path = folder / f"detail_{name.replace(' ', '_')}_{ink.lstrip('#')}.png"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        pen = Pen(ink)
        DETAILS[name][0](pen)
        pen.picture.save(path)
    return path
