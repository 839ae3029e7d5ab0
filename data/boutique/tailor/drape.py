"""Draping: how cloth stands off the body. It bridges hollows, falls from the widest place, and wrinkles a little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates, maximum_filter

from data.boutique.figure.wavefront import Floats, Mask
from data.boutique.tailor.cloth import Cloth, normals
from data.boutique.tailor.dummy import TRUNK_AXIS, Surface

ANGLES = 48
SLICE = 0.2
"""Height of a slice of the trunk in decimetres."""


def draped(cloth: Cloth, surface: Surface, tension: float, taper: float, top: float, bottom: float) -> Cloth:
    """Lets the trunk part of a garment hang.

    Args:
        cloth: a garment or shell in rest pose.
        surface: its points as a surface (arms are left alone).
        tension: 0 follows the body, 1 bridges every hollow (the convex outline of each slice).
        taper: how much narrower the cloth may get per decimetre below its widest place: 0 falls straight down,
            1 follows the body.
        top: height from which it may hang (below the armpits, say).
        bottom: height down to which the trunk is taken into account.
    """
    flat = cloth.points[:, [0, 2]] - [0, TRUNK_AXIS]
    trunk = (surface.arm < 0.5) & (cloth.points[:, 1] > bottom - 1)
    share = np.clip(1 - 2 * surface.arm, 0, 1)
    points = cloth.points.copy()
    points[:, [0, 2]] += _hanging(flat, cloth.points[:, 1], trunk, Hang(tension, taper, top)) * share[:, None]
    return cloth.moved(points)


def draped_legs(cloth: Cloth, axis: Floats, tension: float, taper: float, top: float) -> Cloth:
    """Lets trouser legs hang; both legs, mirrored onto one, are measured together.

    Args:
        cloth: trousers in rest pose.
        axis: (N, 2) x (taken positive) and z of the leg's axis at each point's height.
        tension: as for `draped`.
        taper: as for `draped`.
        top: height from which the legs hang.
    """
    side = np.where(cloth.points[:, 0] < 0, -1.0, 1.0)
    flat = np.stack([cloth.points[:, 0] * side, cloth.points[:, 2]], 1) - axis
    shift = _hanging(flat, cloth.points[:, 1], np.ones(len(flat), bool), Hang(tension, taper, top))
    points = cloth.points.copy()
    points[:, 0] = side * np.maximum(points[:, 0] * side + shift[:, 0], np.minimum(points[:, 0] * side, 0.03))
    points[:, 2] += shift[:, 1]
    return cloth.moved(points)


@dataclass(frozen=True)
class Hang:
    """How cloth hangs about an axis: see `draped`."""

    tension: float
    taper: float
    top: float


def _hanging(flat: Floats, height: Floats, counted: Mask, hang: Hang) -> Floats:
    """(N, 2) how far points move outwards from an axis; `flat` are their places about it, across and ahead."""
    angle, now = np.arctan2(flat[:, 0], flat[:, 1]), np.maximum(np.linalg.norm(flat, axis=1), 1e-6)
    heights = np.arange(height[counted].min(), height[counted].max() + SLICE, SLICE)
    radius = _outline(angle[counted], now[counted], height[counted], heights)
    goal = radius + hang.tension * (_convex(radius) - radius)
    goal = gaussian_filter(_fallen(goal, heights, hang.taper, hang.top), (1.0, 0.8), mode=("nearest", "wrap"))
    wanted = _lookup(goal, heights, angle, height)
    return np.asarray(flat * (_fade(height, hang.top) * np.maximum(wanted / now - 1, 0))[:, None])


def _fade(height: Floats, top: float) -> Floats:
    """1 below `top`, 0 from 6 cm above it."""
    return np.asarray(np.clip((top + 0.6 - height) / 0.6, 0, 1))


def _outline(angle: Floats, distance: Floats, height: Floats, heights: Floats) -> Floats:
    """(H, ANGLES) the outline's radius by height and angle; holes are filled from their neighbours."""
    row = np.clip(np.round((height - heights[0]) / SLICE).astype(int), 0, len(heights) - 1)
    column = np.floor((angle + np.pi) / (2 * np.pi) * ANGLES).astype(int) % ANGLES
    radius: Floats = np.zeros((len(heights), ANGLES))
    np.maximum.at(radius, (row, column), distance)
    while (radius == 0).any():
        radius = np.where(radius == 0, maximum_filter(radius, 3, mode=("nearest", "wrap")), radius)
    return radius


def _convex(radius: Floats) -> Floats:
    """The convex outline of each slice, from its support function."""
    angle = np.arange(ANGLES) * 2 * np.pi / ANGLES
    cosine = np.cos(angle[:, None] - angle[None])
    support = (radius[:, :, None] * cosine[None]).max(1)
    ratio = np.where(cosine > 0.15, 1 / np.maximum(cosine, 0.15), np.inf)
    outline: Floats = (support[:, :, None] * ratio[None]).min(1)
    return outline


def _fallen(radius: Floats, heights: Floats, taper: float, top: float) -> Floats:
    """From the top down, a slice is at least as wide as the one above it less the taper."""
    out = radius.copy()
    for row in range(len(heights) - 2, -1, -1):
        if heights[row] < top:
            out[row] = np.maximum(radius[row], out[row + 1] - taper * SLICE)
    return out


def _lookup(table: Floats, heights: Floats, angle: Floats, height: Floats) -> Floats:
    rows = (height - heights[0]) / SLICE
    columns = (angle + np.pi) / (2 * np.pi) * ANGLES - 0.5
    padded = np.concatenate([table[:, -2:], table, table[:, :2]], 1)
    return np.asarray(map_coordinates(padded, [rows, columns + 2], order=1, mode="nearest"))


def wrinkled(cloth: Cloth, amount: float, seed: int) -> Cloth:
    """Shallow random folds along the normals, longer up and down than across.

    Args:
        cloth: what is creased.
        amount: typical depth in decimetres.
        seed: which folds.
    """
    random = np.random.default_rng(seed)
    depth = np.zeros(len(cloth.points))
    for _ in range(14):
        direction = random.standard_normal(3) * [2.1, 1.0, 2.1]
        depth += np.sin(cloth.points @ direction + random.uniform(0, 2 * np.pi))
    unit = normals(cloth.points, cloth.faces)
    return cloth.moved(cloth.points + unit * (amount * depth / np.sqrt(7))[:, None])


def eased(cloth: Cloth, ease: Floats | float) -> Cloth:
    """Moved outwards by `ease` decimetres."""
    share = np.broadcast_to(np.asarray(ease, float), (len(cloth.points),))
    return cloth.moved(cloth.points + normals(cloth.points, cloth.faces) * share[:, None])
