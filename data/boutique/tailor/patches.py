"""Patches: a rectangle thrown onto a cloth and sewn on as faces of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints
from data.boutique.tailor.cloth import LOGO, Cloth, joined
from data.boutique.tailor.frame import Frame
from data.boutique.tailor.garment import Garment

LIFT = 0.022
"""Decimetres a patch lies above the cloth."""
GRID = 0.13
"""Distance of a patch's points in decimetres, about."""


@dataclass(frozen=True)
class Landed:
    """Where a frame's grid meets the cloth.

    Attributes:
        corners: (R, C, 3) point indices of the triangle each grid point lies in.
        shares: (R, C, 3) its barycentric coordinates.
    """

    corners: Ints
    shares: Floats

    def of(self, values: Floats) -> Floats:
        """(R, C, ...) per-point values at the grid points."""
        return np.asarray(np.einsum("rck,rck...->rc...", self.shares, values[self.corners]))


def landed(cloth: Cloth, frame: Frame, rows: int, columns: int) -> Landed | None:
    """Throws a grid onto the outermost surface that faces the frame; None where a part of it misses the cloth."""
    triangles = _triangles(cloth, frame)
    flat = frame.flat(cloth.points)[triangles]
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, columns), np.linspace(0.5, -0.5, rows))
    spots = np.stack([u.ravel(), v.ravel()], 1)
    shares = _barycentric(spots[:, None], flat[None, :, :, :2])
    inside = shares.min(-1) >= -1e-9
    height = np.where(inside, (shares * flat[None, :, :, 2]).sum(-1), -np.inf)
    if len(triangles) == 0 or not inside.any(1).all():
        return None
    best = height.argmax(1)
    chosen = shares[np.arange(len(spots)), best]
    return Landed(triangles[best].reshape(rows, columns, 3), chosen.reshape(rows, columns, 3))


def _triangles(cloth: Cloth, frame: Frame) -> Ints:
    """(T, 3) of the faces near the frame that face it."""
    quads = cloth.faces[:, 3] != NO_CORNER
    both = np.concatenate([cloth.faces[:, :3], cloth.faces[quads][:, [0, 2, 3]]])
    corners = cloth.points[both]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat = frame.flat(corners)
    near = (flat[..., :2].min(1) < 0.5).all(1) & (flat[..., :2].max(1) > -0.5).all(1)
    facing = across @ frame.out > 0.15 * np.linalg.norm(across, axis=1)
    return np.asarray(both[near & facing & (flat[..., 2].max(1) > -frame.depth)])


def _barycentric(spots: Floats, triangles: Floats) -> Floats:
    """(S, T, 3) of (S, 1, 2) places in (1, T, 3, 2) triangles."""
    a, b, c = (triangles[:, :, k] for k in range(3))
    ab, ac, way = b - a, c - a, spots - a
    area = ab[..., 0] * ac[..., 1] - ab[..., 1] * ac[..., 0]
    area = np.where(np.abs(area) < 1e-12, 1e-12, area)
    second = (way[..., 0] * ac[..., 1] - way[..., 1] * ac[..., 0]) / area
    third = (ab[..., 0] * way[..., 1] - ab[..., 1] * way[..., 0]) / area
    return np.stack([1 - second - third, second, third], -1)


def sewn(garment: Garment, frame: Frame) -> Garment | None:
    """The garment with a patch of its own faces, material `LOGO`, fabric coordinates 0..1; None where it won't fit."""
    columns, rows = (max(4, int(np.ceil(side / GRID)) + 1) for side in (frame.width, frame.height))
    found = landed(garment.cloth, frame, rows, columns)
    if found is None:
        return None
    points = found.of(garment.cloth.points)
    points = points + frame.out * LIFT
    faces = _grid_faces(rows, columns)
    patch = Cloth(points.reshape(-1, 3), faces, found.of(garment.cloth.weights).reshape(rows * columns, -1),
                  np.full(len(faces), LOGO))  # fmt: skip
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(1, 0, rows))
    uv = np.stack([u.ravel(), v.ravel()], 1)[faces]
    map_uv = None if garment.map_uv is None else np.concatenate([garment.map_uv, np.zeros_like(uv)])
    return replace(garment, cloth=joined(garment.cloth, patch), uv=np.concatenate([garment.uv, uv]), map_uv=map_uv)


def _grid_faces(rows: int, columns: int) -> Ints:
    """(F, 4) quads facing the reader of a grid whose first row is the top one."""
    at = np.arange(rows * columns).reshape(rows, columns)
    return np.asarray(np.stack([at[1:, :-1], at[1:, 1:], at[:-1, 1:], at[:-1, :-1]], -1).reshape(-1, 4))


def patches(cloth: Cloth) -> list[Ints]:
    """Point indices of each patch on a cloth."""
    faces = cloth.faces[cloth.material == LOGO]
    if not len(faces):
        return []
    used = np.unique(faces)
    return [group for group in np.split(used, np.where(np.diff(used) > 1)[0] + 1) if len(group)]
