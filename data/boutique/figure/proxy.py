"""Clothes, eyes and brows of the MakeHuman library (.mhclo): each point hangs on a triangle of the base mesh."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data.boutique.figure.rig import Weights, the_rig
from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints, ObjFile, read_obj


@dataclass(frozen=True)
class Proxy:
    """A fitted asset.

    Attributes:
        mesh: its own mesh (the points there are of no use: `fit` makes them).
        anchors: (N, 3) base mesh points each point hangs on.
        shares: (N, 3) their weights.
        offsets: (N, 3) offsets, to be scaled by the body's size.
        scales: per axis two base points and their distance on the body the asset was made for.
        hidden: base mesh points that the asset covers.
    """

    mesh: ObjFile
    anchors: Ints
    shares: Floats
    offsets: Floats
    scales: tuple[tuple[int, int, int, float], ...]
    hidden: Ints

    def fit(self, body: Floats) -> Floats:
        """(N, 3) points on a morphed body."""
        factor = np.ones(3)
        for axis, one, other, distance in self.scales:
            factor[axis] = abs(body[one, axis] - body[other, axis]) / distance
        fitted: Floats = np.einsum("nk,nkc->nc", self.shares, body[self.anchors]) + self.offsets * factor
        return fitted

    def weights(self) -> Weights:
        """(N, B) bone weights, mixed from the anchors'."""
        shares = np.clip(self.shares, 0, None) + 1e-6
        shares /= shares.sum(1, keepdims=True)
        return np.asarray(np.einsum("nk,nkb->nb", shares, the_rig().weights[self.anchors]), np.float32)

    def pieces(self) -> Ints:
        """(N,) the number of the connected piece each point belongs to."""
        return pieces(len(self.mesh.points), self.mesh.faces)


def pieces(count: int, faces: Ints) -> Ints:
    """(N,) connected components of a mesh."""
    rows = np.repeat(faces[:, 0], 3)
    columns = faces[:, 1:].ravel()
    known = columns != NO_CORNER
    graph = coo_matrix((np.ones(known.sum()), (rows[known], columns[known])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def read_proxy(path: Path) -> Proxy:
    """Reads a .mhclo file and the mesh it names."""
    scales: list[tuple[int, int, int, float]] = []
    hidden: list[int] = []
    rows: list[list[float]] = []
    mesh: ObjFile | None = None
    section = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split()
        if not parts or line.startswith("#"):
            continue
        if parts[0] in ("x_scale", "y_scale", "z_scale"):
            scales.append(("xyz".index(parts[0][0]), int(parts[1]), int(parts[2]), float(parts[3])))
        elif parts[0] == "obj_file":
            mesh = read_obj(path.parent / parts[1])
        elif parts[0] in ("verts", "delete_verts", "weights"):
            section = parts[0]
        elif section == "verts" and parts[0].lstrip("-").isdigit():
            rows.append(_anchor(parts))
        elif section == "delete_verts":
            hidden.extend(_ranges(parts))
    if mesh is None:
        raise ValueError(f"{path} names no obj_file")
    table = np.array(rows)
    return Proxy(mesh, table[:, :3].astype(int), table[:, 3:6], table[:, 6:], tuple(scales), np.array(hidden, int))


def _anchor(parts: list[str]) -> list[float]:
    """Nine numbers: three anchors, three shares, three offsets; a single number anchors to one point exactly."""
    numbers = [float(part) for part in parts[:9]]
    return [numbers[0]] * 3 + [1.0, 0, 0, 0, 0, 0] if len(numbers) == 1 else numbers


def _ranges(parts: list[str]) -> list[int]:
    """`3 5 - 8` -> [3, 5, 6, 7, 8]."""
    parts = " ".join(parts).replace("-", " - ").split()
    found: list[int] = []
    for number, part in enumerate(parts):
        if part == "-":
            found.extend(range(found[-1] + 1, int(parts[number + 1])))
        else:
            found.append(int(part))
    return found
