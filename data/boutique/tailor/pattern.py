"""Pattern pieces as fields: negative inside the garment, zero on its edge, in decimetres or so.

The same field cuts the shell (the garment's edge) and tells which points of the body lie below the garment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.wavefront import Floats
from data.boutique.tailor.dummy import Dummy, Surface


@dataclass(frozen=True)
class Neckline:
    """A neckline, in decimetres on a woman with shoulders 32 cm apart; it grows with the shoulders.

    Attributes:
        width: half its width.
        front: how deep it is at the front.
        back: how deep it is at the back.
        power: 1 = a V, 2 = round, 4 = nearly square.
        collar: height of a standing collar or roll neck; width, front and back are then of no account.
    """

    width: float = 0.8
    front: float = 0.52
    back: float = 0.12
    power: float = 2.0
    collar: float = 0.0


CREW = Neckline()
V_NECK = Neckline(0.8, 1.3, 0.12, 1.0)
SCOOP = Neckline(0.95, 1.25, 0.3, 2.6)
BOAT = Neckline(1.12, 0.42, 0.25, 2.2)
SQUARE = Neckline(0.95, 1.15, 0.45, 7.0)
ROLL = Neckline(collar=0.75)
MOCK = Neckline(collar=0.42)
STAND = Neckline(collar=0.3)
LAPEL = Neckline(0.82, 3.0, 0.1, 0.9)
DEEP_V = Neckline(0.8, 2.3, 0.12, 1.0)


def neck(dummy: Dummy, surface: Surface, line: Neckline) -> Floats:
    """Positive in the hole for the head."""
    points = surface.points
    base = dummy.joint("neck")
    if line.collar:
        slope = 0.45 * (points[:, 2] - base[2])
        high = points[:, 1] + slope - (base[1] + line.collar)
        return np.asarray(np.where(surface.arm > 0.4, -1.0, high))
    scale = float(dummy.joint("l-shoulder")[0]) / 1.6
    width = line.width * scale
    top = _ridge(dummy, width)
    across = np.minimum(np.abs(points[:, 0]) / width, 1.6) ** line.power
    middle = base[2] - 0.25
    ahead = np.clip((points[:, 2] - middle) / 0.5 + 0.5, 0, 1)
    depth = (ahead * line.front + (1 - ahead) * line.back) * scale
    curve = top - depth + depth * across
    beyond = np.maximum(np.abs(points[:, 0]) - width, 0) * 2.0
    low = points[:, 1] < dummy.height(0.45)
    return np.asarray(np.where(low, -1.0, points[:, 1] - curve - beyond))


def _ridge(dummy: Dummy, width: float) -> float:
    """Height of the shoulder line at a distance from the middle."""
    shell = dummy.shell.points
    near = (np.abs(np.abs(shell[:, 0]) - width - 0.12) < 0.08) & (shell[:, 1] > dummy.height(0.7))
    return float(shell[near, 1].max()) + 0.06


def sleeve(surface: Surface, length: float) -> Floats:
    """Positive below the cuff; `length` is the share of the arm that is covered (1 = to the wrist)."""
    return np.asarray(np.where(surface.arm > 0.35, (surface.along - length) * 5.5, -1.0))


def sleeveless(dummy: Dummy, surface: Surface, strap: float) -> Floats:
    """Positive beyond the armhole; `strap` is where the shoulder ends, in decimetres from the middle."""
    shoulder = dummy.joint("l-shoulder")
    pit = shoulder[1] - 1.0
    t = np.clip((shoulder[1] + 0.5 - surface.points[:, 1]) / (shoulder[1] + 0.5 - pit), 0, 1.3)
    edge = strap + (shoulder[0] + 0.02 - strap) * t**2.2
    over = np.abs(surface.points[:, 0]) - edge
    return np.asarray(np.where(surface.points[:, 1] > pit - 0.25, over, np.where(surface.arm > 0.5, 1.0, -1.0)))


def hem(surface: Surface, height: float) -> Floats:
    """Positive below a height; sleeves, which may hang lower, don't count."""
    return np.asarray(np.where(surface.arm > 0.5, -1.0, height - surface.points[:, 1]))


def above(surface: Surface, height: float, rise: float = 0.0) -> Floats:
    """Positive above a waist line; `rise`: how much higher it runs at the back, per decimetre."""
    return np.asarray(surface.points[:, 1] - height + rise * (surface.points[:, 2] - 0.25))


def opening(dummy: Dummy, surface: Surface, top: float, bottom: float) -> Floats:
    """Positive where an open front gapes: half-widths at the neck and at the hips, in decimetres."""
    points = surface.points
    share = np.clip((dummy.height(0.95) - points[:, 1]) / (dummy.height(0.95) - dummy.height(0.1)), 0, 1)
    half = top + (bottom - top) * share
    return np.asarray(np.where((points[:, 2] > 0.25) & (surface.arm < 0.5), half - np.abs(points[:, 0]), -1.0))
