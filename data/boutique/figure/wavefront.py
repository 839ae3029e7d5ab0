"""Reads the Wavefront OBJ files of the base mesh and of clothes: points, texture points, faces, groups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NO_CORNER = -1
"""Fills the fourth corner of a triangle in an (F, 4) face array."""


@dataclass(frozen=True)
class ObjFile:
    """A mesh of triangles and quads.

    Attributes:
        points: (N, 3) in decimetres, x to the figure's left, y up, z to the front.
        uv: (T, 2) texture points.
        faces: (F, 4) point indices, `NO_CORNER` fourth for a triangle.
        face_uv: (F, 4) texture point indices.
        groups: the group name of each face.
    """

    points: Floats
    uv: Floats
    faces: Ints
    face_uv: Ints
    groups: tuple[str, ...]

    def faces_of(self, group: str) -> Ints:
        """(K, 4) faces of one group."""
        chosen: Ints = self.faces[np.array([name == group for name in self.groups])]
        return chosen


def read_obj(path: Path) -> ObjFile:
    """Reads an OBJ file.

    Raises:
        ValueError: a face has fewer than 3 or more than 4 corners.
    """
    points: list[list[float]] = []
    uv: list[list[float]] = []
    faces: list[list[int]] = []
    face_uv: list[list[int]] = []
    groups: list[str] = []
    group = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            points.append([float(part) for part in rest.split()[:3]])
        elif kind == "vt":
            uv.append([float(part) for part in rest.split()[:2]])
        elif kind == "g":
            group = rest.split()[0] if rest.split() else ""
        elif kind == "f":
            corners, texture = _corners(rest)
            faces.append(corners)
            face_uv.append(texture)
            groups.append(group)
    return ObjFile(np.array(points), np.array(uv).reshape(-1, 2), np.array(faces), np.array(face_uv), tuple(groups))


def _corners(text: str) -> tuple[list[int], list[int]]:
    parts = [part.split("/") for part in text.split()]
    if len(parts) not in (3, 4):
        raise ValueError(f"only triangles and quads are known, got a face of {len(parts)} corners")
    padding = [NO_CORNER] * (4 - len(parts))
    texture = [int(part[1]) - 1 if len(part) > 1 and part[1] else NO_CORNER for part in parts]
    return [int(part[0]) - 1 for part in parts] + padding, texture + padding
