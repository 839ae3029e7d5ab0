"""Fabric coordinates: metres round the trunk, an arm or a leg, and metres upwards: patterns have their true size."""

from __future__ import annotations

import numpy as np

from data.boutique.figure.wavefront import NO_CORNER, Floats
from data.boutique.tailor.cloth import Cloth
from data.boutique.tailor.dummy import TRUNK_AXIS, Dummy, Surface

_PARAMETER = np.linspace(-np.pi, np.pi, 361)


def _ellipse_arc(wide: float, deep: float) -> Floats:
    """Arc length along an ellipse from its front, by parameter angle."""
    step = np.hypot(wide * np.cos(_PARAMETER), deep * np.sin(_PARAMETER)) * (_PARAMETER[1] - _PARAMETER[0])
    length = np.cumsum(step)
    return np.asarray(length - length[180])


def trunk_uv(cloth: Cloth, surface: Surface, dummy: Dummy) -> Floats:
    """(F, 4, 2) for tops, dresses and skirts: round an ellipse for the trunk, round their own axis for sleeves."""
    wide, deep = 1.6, 1.15
    around = np.arctan2(surface.points[:, 0] / wide, (surface.points[:, 2] - TRUNK_AXIS) / deep)
    arc = np.interp(around, _PARAMETER, _ellipse_arc(wide, deep))
    trunk = _corners(cloth, arc, surface.points[:, 1], float(np.ptp(_ellipse_arc(wide, deep))))
    turn, along = _round_arm(surface, dummy)
    sleeves = _corners(cloth, turn * 0.55, -along, 2 * np.pi * 0.55)
    in_sleeve = cloth.mean_of(surface.arm) > 0.6
    return np.where(in_sleeve[:, None, None], sleeves, trunk) * 0.1


def leg_uv(cloth: Cloth, dummy: Dummy) -> Floats:
    """(F, 4, 2) for trousers: each half round its own leg's axis, so that the seams run where a tailor puts them."""
    points = cloth.points
    hip, ankle = dummy.joint("l-upper-leg"), dummy.joint("l-ankle")
    share = np.clip((hip[1] - points[:, 1]) / (hip[1] - ankle[1]), 0, 1)[:, None]
    axis = hip + (ankle - hip) * share
    side = np.where(cloth.centres()[:, 0] >= 0, 1.0, -1.0)
    corners = np.where(cloth.faces == NO_CORNER, cloth.faces[:, :1], cloth.faces)
    across = (points[corners, 0] * side[:, None] - axis[corners, 0]) * side[:, None]
    turn = _unwrapped(np.arctan2(across, points[corners, 2] - axis[corners, 2]), 2 * np.pi)
    return np.stack([turn * 0.85, points[corners, 1]], -1) * 0.1


ELBOW_BLEND = 0.2
"""Share of the arm over which the axis turns from the upper arm's direction to the forearm's."""


def _round_arm(surface: Surface, dummy: Dummy) -> tuple[Floats, Floats]:
    """Angle round the arm's axis, which bends at the elbow, and decimetres down the arm."""
    left = surface.points * np.where(surface.points[:, :1] < 0, [-1.0, 1, 1], [1.0, 1, 1])
    shoulder, elbow, wrist = (dummy.joint(f"l-{name}") for name in ("shoulder", "elbow", "hand"))
    upper, lower = elbow - shoulder, wrist - elbow
    first, second = float(np.linalg.norm(upper)), float(np.linalg.norm(lower))
    bend, along = first / (first + second), surface.along[:, None]
    share = np.clip((along - bend) / ELBOW_BLEND + 0.5, 0, 1)
    axis = (1 - share) * upper / first + share * lower / second
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    centre = np.where(along < bend, shoulder + upper * along / bend, elbow + lower * (along - bend) / (1 - bend))
    across = np.cross(axis, [0, 0, 1.0])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    front = np.cross(across, axis)
    turn = np.arctan2(((left - centre) * across).sum(1), ((left - centre) * front).sum(1))
    return turn, surface.along * (first + second)


def _corners(cloth: Cloth, u: Floats, v: Floats, period: float) -> Floats:
    corners = np.where(cloth.faces == NO_CORNER, cloth.faces[:, :1], cloth.faces)
    return np.stack([_unwrapped(u[corners], period), v[corners]], -1)


def _unwrapped(values: Floats, period: float) -> Floats:
    """Corner values of a face that straddles the seam are brought to one side of it."""
    wide = np.ptp(values, axis=1, keepdims=True) > period / 2
    return np.asarray(np.where(wide & (values < 0), values + period, values))
