"""Cutting cloth along the zero line of a field: exact, smooth hems and necklines whatever the mesh below."""

from __future__ import annotations

import numpy as np

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints, Mask
from data.boutique.tailor.cloth import Cloth

SNAP = 0.02
"""A crossing nearer than this share of an edge to its end is moved onto the end, so that no slivers arise."""


def split(cloth: Cloth, field: Floats) -> tuple[Cloth, Floats]:
    """Divides the faces that the field's zero line crosses.

    Args:
        cloth: triangles and quads.
        field: (N,) a value at each point.

    Returns:
        The cloth with new points on the line (positions and weights interpolated), and the (M,) field on it; no
        face has points on both sides any more.
    """
    field = _snapped(cloth, field)
    new_points: dict[tuple[int, int], int] = {}
    keep = ~_crossed(field, cloth.faces)
    faces, materials = [], []
    for face, material in zip(cloth.faces[~keep], cloth.material[~keep], strict=True):
        for polygon in _halves(list(face[face != NO_CORNER]), field, new_points, len(cloth.points)):
            pieces = _as_quads(polygon)
            faces.extend(pieces)
            materials.extend([material] * len(pieces))
    ends = np.array(list(new_points), int).reshape(-1, 2)
    first, last = field[ends[:, 0]], field[ends[:, 1]]
    share = (first / np.where(first == last, 1, first - last))[:, None]
    values = np.concatenate([cloth.points, cloth.weights], 1)
    between = values[ends[:, 0]] * (1 - share) + values[ends[:, 1]] * share
    values = np.concatenate([values, between])
    result = Cloth(
        values[:, :3],
        np.concatenate([cloth.faces[keep], np.array(faces, int).reshape(-1, 4)]),
        values[:, 3:],
        np.concatenate([cloth.material[keep], np.array(materials, int)]),
    )
    return result, np.concatenate([field, np.zeros(len(ends))])


def clip(cloth: Cloth, field: Floats) -> Cloth:
    """Keeps the part of the cloth where the field is negative."""
    whole, values = split(cloth, field)
    return whole.kept(whole.mean_of(values) < 0)


def band(cloth: Cloth, field: Floats, material: int) -> Cloth:
    """Gives the part where the field is positive another material, with a clean edge."""
    whole, values = split(cloth, field)
    return whole.painted(whole.mean_of(values) > 0, material)


def _crossed(field: Floats, faces: Ints) -> Mask:
    """(F,) whether a face has corners on both sides of the line."""
    values = field[np.where(faces == NO_CORNER, faces[:, :1], faces)]
    return np.asarray((values.min(1) < 0) & (values.max(1) > 0))


def _snapped(cloth: Cloth, field: Floats) -> Floats:
    """Sets tiny values to zero: the line then runs through those points."""
    spread = np.zeros(len(field))
    corners = np.where(cloth.faces == NO_CORNER, cloth.faces[:, :1], cloth.faces)
    ranges = np.ptp(field[corners], axis=1)
    for column in range(4):
        np.maximum.at(spread, corners[:, column], ranges)
    return np.where(np.abs(field) < SNAP * spread, 0.0, field)


def _halves(
    face: list[int], field: Floats, new_points: dict[tuple[int, int], int], count: int
) -> tuple[list[int], list[int]]:
    """The two polygons of a crossed face (Sutherland and Hodgman 1974, both sides at once)."""
    inside: list[int] = []
    outside: list[int] = []
    for a, b in zip(face, face[1:] + face[:1], strict=True):
        if field[a] <= 0:
            inside.append(a)
        if field[a] >= 0:
            outside.append(a)
        if field[a] * field[b] < 0:
            key = (min(a, b), max(a, b))
            new = new_points.setdefault(key, count + len(new_points))
            inside.append(new)
            outside.append(new)
    return inside, outside


def _as_quads(polygon: list[int]) -> list[list[int]]:
    """A convex polygon as quads and triangles."""
    if len(polygon) < 3:
        return []
    pieces = []
    while len(polygon) > 4:
        pieces.append(polygon[:4])
        polygon = [polygon[0], *polygon[3:]]
    return [*pieces, polygon + [NO_CORNER] * (4 - len(polygon))]
