"""The skeleton: joints, bone weights, forward kinematics and linear blend skinning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.boutique.assets import mesh_data
from data.boutique.figure.body import base_mesh
from data.boutique.figure.wavefront import Floats, Ints

Weights = NDArray[np.float32]
"""(N, B) bone weights of points, each row summing to 1."""


def rotation(axis: Floats | tuple[float, float, float], degrees: float) -> Floats:
    """3x3 rotation about an axis, right-handed (Rodrigues)."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    turned: Floats = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return turned


def rotation_between(source: Floats, goal: Floats) -> Floats:
    """The smallest rotation that turns one direction into another (not exactly opposite)."""
    a, b = source / np.linalg.norm(source), goal / np.linalg.norm(goal)
    axis, cosine = np.cross(a, b), float(a @ b)
    sine = float(np.linalg.norm(axis))
    return np.eye(3) if sine < 1e-9 else rotation(axis, float(np.degrees(np.arctan2(sine, cosine))))


def part_rotation(matrix: Floats, share: float) -> Floats:
    """A share of a rotation, about the same axis."""
    angle = np.degrees(np.arccos(np.clip((np.trace(matrix) - 1) / 2, -1, 1)))
    axis = np.array([matrix[2, 1] - matrix[1, 2], matrix[0, 2] - matrix[2, 0], matrix[1, 0] - matrix[0, 1]])
    return np.eye(3) if np.linalg.norm(axis) < 1e-9 else rotation(axis, float(angle) * share)


class Rig:
    """MakeHuman's default rig (163 bones), bones in an order in which parents come first."""

    def __init__(self) -> None:
        folder = mesh_data()
        self._bones: dict[str, Any] = json.loads((folder / "rigs/standard/rig.default.json").read_text("utf-8"))
        self._groups = json.loads((folder / "mesh_metadata/basemesh_vertex_groups.json").read_text("utf-8"))
        self.names: list[str] = []
        for name in self._bones:
            self._place(name)
        self.index = {name: number for number, name in enumerate(self.names)}
        self.parents = [self.index.get(self._bones[name].get("parent") or "", -1) for name in self.names]
        stored = json.loads((folder / "rigs/standard/weights.default.json").read_text("utf-8"))["weights"]
        self.weights = self._matrix(stored)

    def _place(self, name: str) -> None:
        if name not in self.names:
            parent = self._bones[name].get("parent")
            if parent:
                self._place(parent)
            self.names.append(name)

    def _matrix(self, stored: Mapping[str, list[tuple[int, float]]]) -> Weights:
        weights = np.zeros((len(base_mesh().points), len(self.names)), np.float32)
        for bone, pairs in stored.items():
            if bone in self.index:
                for point, weight in pairs:
                    weights[point, self.index[bone]] = weight
        total = weights.sum(1, keepdims=True)
        weights[total[:, 0] == 0, self.index["root"]] = 1
        shares: Weights = weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)
        return shares

    @lru_cache(maxsize=256)  # noqa: B019 (there is one rig)
    def _group(self, name: str) -> Ints:
        members: list[int] = []
        for item in self._groups[name]:
            members.extend(range(item[0], item[1] + 1) if isinstance(item, list) else [item])
        return np.array(members)

    def joint(self, points: Floats, name: str) -> Floats:
        """(3,) the centre of a joint cube, such as `l-knee` or `spine-1`."""
        centre: Floats = points[self._group(f"joint-{name}")].mean(0)
        return centre

    def bone_end(self, points: Floats, bone: str, end: str = "head") -> Floats:
        """(3,) the head or tail of a bone in the rest pose."""
        how = self._bones[bone][end]
        if how["strategy"] == "CUBE":
            return np.asarray(points[self._group(how["cube_name"])].mean(0))
        indices = [how["vertex_index"]] if how["strategy"] == "VERTEX" else how["vertex_indices"]
        return np.asarray(points[indices].mean(0))

    def weight_of(self, weights: Weights, prefixes: tuple[str, ...], side: str = "") -> Floats:
        """(N,) summed weights of the bones whose names start so; side `L`, `R` or both."""
        columns = [k for k, name in enumerate(self.names) if name.startswith(prefixes) and name.endswith(side)]
        return np.asarray(weights[:, columns].sum(1), float)

    def matrices(self, points: Floats, world: Mapping[str, Floats], shift: Floats) -> Floats:
        """(B, 4, 4) forward kinematics.

        Args:
            points: the morphed rest points.
            world: the orientation of a bone in world axes; other bones keep their parent's.
            shift: (3,) translation of the root.
        """
        out = np.zeros((len(self.names), 4, 4))
        for number, name in enumerate(self.names):
            parent = self.parents[number]
            base = out[parent] if parent >= 0 else np.eye(4)
            head = self.bone_end(points, name)
            turn = world.get(name, base[:3, :3])
            place = base[:3, :3] @ head + base[:3, 3] + (shift if parent < 0 else 0)
            out[number, :3, :3], out[number, :3, 3], out[number, 3, 3] = turn, place - turn @ head, 1
        return out


def skin(points: Floats, weights: Weights, matrices: Floats) -> Floats:
    """(N, 3) points moved by linear blend skinning."""
    blended = np.einsum("nb,bij->nij", weights, matrices[:, :3].astype(np.float32), optimize=True)
    moved: Floats = np.einsum("nij,nj->ni", blended[:, :, :3], points) + blended[:, :, 3]
    return moved


@lru_cache(maxsize=1)
def the_rig() -> Rig:
    """The rig, read once."""
    return Rig()
