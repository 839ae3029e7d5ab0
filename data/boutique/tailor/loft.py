"""Lofting: skirts, dresses and coats continued from a garment's hem as rings that flare and fold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from data.boutique.figure.wavefront import Floats, Ints
from data.boutique.tailor.cloth import Cloth, border_edges, joined
from data.boutique.tailor.dummy import TRUNK_AXIS, Dummy

RING = 0.22
"""Distance of two rings in decimetres."""
SLICE, MIN_HULL = 0.35, 8
"""Decimetres above and below a ring within which the legs count, and the fewest points that tell where they are."""
ROOM = 0.07
"""Decimetres between the legs and cloth that lies taut round them."""


@dataclass(frozen=True)
class Fall:
    """How cloth falls below the hips.

    Attributes:
        hem: level of the hem (see `Dummy.height`).
        flare: decimetres the hem is wider than the start, all round.
        folds: number of folds round the hem.
        depth: depth of the folds at the hem, decimetres.
        sharp: 0 = soft waves, 1 = pleats.
        opening: half-angle in radians left open at the front (coats), 0 = closed.
    """

    hem: float
    flare: float = 0.3
    folds: int = 11
    depth: float = 0.12
    sharp: float = 0.0
    opening: float = 0.0


def loop_below(cloth: Cloth, height: float) -> Ints:
    """Indices of the points of the lowest border, in order, for a cloth clipped at `height`.

    Raises:
        ValueError: the border there is not one loop (or, for open coats, one line).
    """
    edges = border_edges(cloth.faces)
    low = (np.abs(cloth.points[edges][:, :, 1] - height) < 0.03).all(1)
    following = dict(edges[low].tolist())
    starts = set(following) - set(following.values())
    if len(starts) > 1 or not following:
        raise ValueError(f"the hem at {height:.2f} dm is not one line ({len(starts)} ends)")
    first = starts.pop() if starts else next(iter(following))
    order = [first]
    while order[-1] in following and following[order[-1]] != first:
        order.append(following[order[-1]])
    return np.array(order)


def hung(cloth: Cloth, dummy: Dummy, height: float, fall: Fall, seed: int) -> Cloth:
    """The cloth with rings added from its border at `height` down to the hem."""
    loop = loop_below(cloth, height)
    closed = loop[0] in dict(border_edges(cloth.faces).tolist()).values() and fall.opening == 0
    length = height - dummy.height(fall.hem)
    rings = max(2, int(np.ceil(length / RING)))
    start = cloth.points[loop]
    depth = np.arange(1, rings + 1) / rings
    body = dummy.body
    legs = body.points[(body.leg > 0.5) & (body.arm < 0.2)]
    points = np.concatenate([taut(_ring(start, share, length, fall, seed), legs) for share in depth])
    faces = _strips(loop, len(cloth.points), rings, closed)
    weights = _leg_weights(dummy, points, np.repeat(depth, len(loop)), np.tile(cloth.weights[loop], (rings, 1)))
    added = Cloth(np.zeros((0, 3)), faces, np.zeros((0, cloth.weights.shape[1])), np.zeros(len(faces), int))
    whole = joined(cloth, Cloth(points, np.zeros((0, 4), int), weights, np.zeros(0, int)))
    return Cloth(whole.points, np.concatenate([whole.faces, added.faces]), whole.weights,
                 np.concatenate([whole.material, added.material]))  # fmt: skip


def _ring(start: Floats, share: float, length: float, fall: Fall, seed: int) -> Floats:
    flat = start[:, [0, 2]] - [0, TRUNK_AXIS]
    angle, radius = np.arctan2(flat[:, 0], flat[:, 1]), np.linalg.norm(flat, axis=1)
    wave = np.sin(fall.folds * angle + 1.1 * np.sin(2 * angle + seed) * (1 - fall.sharp) + seed)
    pleat = 2 / np.pi * np.arcsin(np.clip(wave, -1, 1))
    shape = (1 - fall.sharp) * wave + fall.sharp * pleat
    radius = radius + fall.flare * share**0.9 + fall.depth * shape * min(1.0, 0.15 * fall.sharp + share * 1.2)
    ring = np.stack([np.sin(angle) * radius, start[:, 1] - length * share, np.cos(angle) * radius + TRUNK_AXIS], 1)
    return np.asarray(ring)


def taut(ring: Floats, legs: Floats) -> Floats:
    """A ring of cloth drawn out to where it would lie taut round both legs: their convex hull and a little room.

    Without it a narrow skirt's hem would cut through the thighs, which stand apart at rest.

    Args:
        ring: (N, 3) points at one height.
        legs: (M, 3) points of the body.
    """
    near = legs[np.abs(legs[:, 1] - ring[:, 1].mean()) < SLICE][:, [0, 2]] - [0, TRUNK_AXIS]
    if len(near) < MIN_HULL:
        return ring
    flat = ring[:, [0, 2]] - [0, TRUNK_AXIS]
    radius = np.linalg.norm(flat, axis=1)
    sides = ConvexHull(near).equations  # outward normals and minus their distance from the axis
    away = flat / radius[:, None] @ sides[:, :2].T
    reach = np.where(away > 1e-6, -sides[:, 2] / np.maximum(away, 1e-6), np.inf).min(1)
    moved = ring.copy()
    moved[:, [0, 2]] = flat * (np.maximum(radius, reach + ROOM) / radius)[:, None] + [0, TRUNK_AXIS]
    return moved


def _strips(loop: Ints, count: int, rings: int, closed: bool) -> Ints:
    """(F, 4) quads between the rings, wound as the cloth above is."""
    width = len(loop)
    rows = [loop, *(count + ring * width + np.arange(width) for ring in range(rings))]
    last = width if closed else width - 1
    faces = []
    for above, below in pairwise(rows):
        for k in range(last):
            n = (k + 1) % width
            faces.append([above[n], above[k], below[k], below[n]])
    return np.array(faces)


def _leg_weights(dummy: Dummy, points: Floats, depth: Floats, above: Floats) -> Floats:
    """Bone weights of hanging cloth: both legs pull, the nearer one more; near the top as the cloth above."""
    shell = dummy.shell
    right_way = np.where(shell.points[:, 1] < dummy.height(0.1))[0]
    legs: list[Floats] = []
    for sign in (1.0, -1.0):
        side = right_way[shell.points[right_way, 0] * sign > 0.05]
        mirrored = points * [1, 1, 1]
        mirrored[:, 0] = sign * np.abs(points[:, 0]).clip(0.6)
        legs.append(shell.weights[side][cKDTree(shell.points[side]).query(mirrored)[1]])
    left = (0.5 + 0.33 * np.clip(points[:, 0] / 1.2, -1, 1))[:, None]
    mixed = left * legs[0] + (1 - left) * legs[1]
    blend = np.clip(depth * 3, 0, 1)[:, None]
    return np.asarray(above * (1 - blend) + mixed * blend)
