"""Bags: bodies of rounded cross-sections, flaps, straps; they hang from a grip point at the origin (decimetres)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints
from data.boutique.tailor.cloth import ACCENT, PLAIN, TRIM, Cloth, joined


@dataclass(frozen=True)
class BagCut:
    """The cut of a bag, in decimetres.

    Attributes:
        width: at the bottom.
        height: of the body.
        depth: at the bottom.
        top: width at the top, as a share of the bottom's.
        pinch: depth at the top, as a share of the bottom's.
        square: 2 = oval cross-section, 8 = box.
        drop: from the grip down to the body's upper edge.
        handles: 1 or 2 straps.
        flap: share of the height a flap covers; 0 = none.
        slouch: how far the body sags in the middle of its upper edge.
    """

    width: float = 3.4
    height: float = 3.3
    depth: float = 1.2
    top: float = 1.0
    pinch: float = 0.6
    square: float = 6.0
    drop: float = 1.9
    handles: int = 2
    flap: float = 0.0
    slouch: float = 0.0


AROUND, UP = 64, 24


def bag(cut: BagCut) -> Cloth:
    """The whole bag: x along its width, z its depth, y up; the body is PLAIN, straps TRIM, hardware ACCENT."""
    whole = _body(cut)
    if cut.flap:
        whole = joined(whole, _flap(cut))
        whole = joined(whole, _clasp(cut))
    offset = cut.depth * cut.pinch * 0.42 if cut.handles == 2 else 0.0
    for side in (1, -1)[: cut.handles]:
        whole = joined(whole, _handle(cut, side * offset))
    return whole


def _section(cut: BagCut, share: float, angle: Floats) -> tuple[Floats, Floats]:
    """A superellipse between the bottom's and the top's size."""
    wide = 0.5 * cut.width * (1 + (cut.top - 1) * share)
    bulge = 1 + 0.12 * np.sin(np.pi * share)
    deep = 0.5 * cut.depth * (1 + (cut.pinch - 1) * share**1.3) * bulge
    c, s = np.cos(angle), np.sin(angle)
    return (wide * np.sign(c) * np.abs(c) ** (2 / cut.square), deep * np.sign(s) * np.abs(s) ** (2 / cut.square))


def _body(cut: BagCut) -> Cloth:
    angle: Floats = np.linspace(0, 2 * np.pi, AROUND, endpoint=False, dtype=float)
    rows = []
    for share in np.linspace(0, 1, UP):
        x, z = _section(cut, share, angle)
        round_off = 1 - 0.1 * max(0.0, 1 - share * 9) ** 2
        sag = cut.slouch * share**3 * np.cos(np.pi * x / cut.width / 1.05) ** 2
        rows.append(np.stack([x * round_off, -cut.drop - cut.height * (1 - share) - sag, z * round_off], 1))
    closed_top = cut.flap > 0
    points = np.concatenate([*rows, [rows[0].mean(0)], [rows[-1].mean(0)]])
    faces = [*_tube_faces(UP, AROUND, False)]
    bottom, top = len(points) - 2, len(points) - 1
    last = (UP - 1) * AROUND
    for k in range(AROUND):
        n = (k + 1) % AROUND
        faces.append([bottom, k, n, NO_CORNER])
        if closed_top:
            faces.append([top, last + n, last + k, NO_CORNER])
    return _solid(points, faces, PLAIN)


def _flap(cut: BagCut) -> Cloth:
    """A sheet over the top edge and down the front, with rounded corners."""
    columns, rows = 25, 18
    x = np.linspace(-0.51, 0.51, columns) * cut.width * cut.top
    path = np.linspace(0, 1, rows)
    back = cut.depth * cut.pinch * 0.5
    down = cut.height * cut.flap
    total = 2 * back + down
    points = []
    for t in path * total:
        z = -back + min(t, 2 * back)
        y = -cut.drop + 0.05 - max(0.0, t - 2 * back)
        share = 1 - max(0.0, t - 2 * back) / cut.height
        front = 0.5 * cut.depth * (1 + (cut.pinch - 1) * share**1.3) * (1 + 0.12 * np.sin(np.pi * share))
        z = front + 0.06 if t > 2 * back else z
        corner = max(0.0, (t - total + 0.7) / 0.7)
        narrow = 1 - 0.16 * corner**3
        points.extend([[v * narrow, y, z] for v in x])
    grid = [[r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c]
            for r in range(rows - 1) for c in range(columns - 1)]  # fmt: skip
    return _solid(np.array(points), [face[::-1] for face in grid], PLAIN)


def _clasp(cut: BagCut) -> Cloth:
    """A little metal plate at the flap's edge."""
    y = -cut.drop - cut.height * cut.flap + 0.22
    share = 1 - cut.flap
    front = 0.5 * cut.depth * (1 + (cut.pinch - 1) * share**1.3) * (1 + 0.12 * np.sin(np.pi * share)) + 0.09
    corners = np.array([[sx * 0.22, y + sy * 0.16, front + dz] for dz in (0.0, 0.08)
                        for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))])  # fmt: skip
    faces = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
    return _solid(corners, faces, ACCENT)


def _handle(cut: BagCut, z: float) -> Cloth:
    """A round strap from the upper edge through the grip point and back."""
    half = 0.5 * cut.width * cut.top * (0.52 if cut.handles == 2 else 0.9)
    t = np.linspace(-1, 1, 41)
    x = half * np.sign(t) * np.abs(t) ** 0.75
    y = -(cut.drop + 0.45) * np.abs(t) ** 2.1
    path = np.stack([x, y, z * (0.25 + 0.75 * np.abs(t))], 1)
    return tube(path, 0.085, TRIM)


def tube(path: Floats, radius: float, material: int, sides: int = 10) -> Cloth:
    """A round strap along an (N, 3) path."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, [0, 0, 1.0])
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    third = np.cross(along, across)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = across[:, None] * np.cos(turn)[None, :, None] + third[:, None] * np.sin(turn)[None, :, None] * 1.4
    points = (path[:, None] + radius * ring).reshape(-1, 3)
    return _solid(points, _tube_faces(len(path), sides, True), material)


def _tube_faces(rows: int, columns: int, flipped: bool) -> list[list[int]]:
    faces = []
    for r in range(rows - 1):
        for c in range(columns):
            n = (c + 1) % columns
            face = [r * columns + c, (r + 1) * columns + c, (r + 1) * columns + n, r * columns + n]
            faces.append(face[::-1] if flipped else face)
    return faces


def _solid(points: Floats, faces: list[list[int]], material: int) -> Cloth:
    return Cloth(np.asarray(points, float), np.array(faces), np.ones((len(points), 1)), np.full(len(faces), material))


def bag_uv(cloth: Cloth) -> Floats:
    """(F, 4, 2) metres: across and up, seen from the front."""
    corners: Ints = np.where(cloth.faces == NO_CORNER, cloth.faces[:, :1], cloth.faces)
    return np.asarray(cloth.points[corners][:, :, :2] * 0.1)
