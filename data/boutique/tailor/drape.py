"""Draping: how cloth stands off the body. It bridges hollows, falls from the widest place, and wrinkles a little."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates, maximum_filter

from data.boutique.figure.wavefront import Floats
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
    trunk = (surface.arm < 0.5) & (surface.points[:, 1] > bottom - 1)
    heights = np.arange(bottom - 0.4, surface.points[trunk, 1].max() + SLICE, SLICE)
    radius = _outline(surface, trunk, heights)
    goal = radius + tension * (_convex(radius) - radius)
    goal = gaussian_filter(_fallen(goal, heights, taper, top), (1.0, 0.8), mode=("nearest", "wrap"))
    wanted = _lookup(goal, heights, surface)
    points = cloth.points.copy()
    flat = points[:, [0, 2]] - [0, TRUNK_AXIS]
    now = np.maximum(np.linalg.norm(flat, axis=1), 1e-6)
    share = np.clip(1 - 2 * surface.arm, 0, 1) * _fade(points[:, 1], top)
    factor = 1 + share * (np.maximum(wanted / now, 1) - 1)
    points[:, [0, 2]] = flat * factor[:, None] + [0, TRUNK_AXIS]
    return cloth.moved(points)


def _fade(height: Floats, top: float) -> Floats:
    """1 below `top`, 0 from 6 cm above it."""
    return np.asarray(np.clip((top + 0.6 - height) / 0.6, 0, 1))


def _outline(surface: Surface, trunk: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], heights: Floats) -> Floats:
    """(H, ANGLES) the trunk's radius by height and angle; holes are filled from their neighbours."""
    points = surface.points[trunk]
    row = np.clip(np.round((points[:, 1] - heights[0]) / SLICE).astype(int), 0, len(heights) - 1)
    column = np.floor((surface.angle[trunk] + np.pi) / (2 * np.pi) * ANGLES).astype(int) % ANGLES
    radius = np.zeros((len(heights), ANGLES))
    np.maximum.at(radius, (row, column), np.hypot(points[:, 0], points[:, 2] - TRUNK_AXIS))
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


def _lookup(table: Floats, heights: Floats, surface: Surface) -> Floats:
    rows = (surface.points[:, 1] - heights[0]) / SLICE
    columns = (surface.angle + np.pi) / (2 * np.pi) * ANGLES - 0.5
    padded = np.concatenate([table[:, -2:], table, table[:, :2]], 1)
    return np.asarray(map_coordinates(padded, [rows, columns + 2], order=1, mode="nearest"))


def wrinkled(cloth: Cloth, amount: float, seed: int) -> Cloth:
    """Shallow random folds along the normals, longer up and down than across.

    Args:
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
