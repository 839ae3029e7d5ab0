"""Folds that depend on the pose: cloth bunches on the inside of a bent elbow or knee, and stacks above a long hem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.rig import Rig
from data.boutique.figure.wavefront import Floats
from data.boutique.tailor.cloth import Cloth, normals

LIMBS = {
    "arm": (("shoulder", "upperarm01"), ("elbow", "lowerarm01"), ("hand", "wrist"), ("upperarm", "lowerarm")),
    "leg": (("upper-leg", "upperleg01"), ("knee", "lowerleg01"), ("ankle", "foot"), ("upperleg", "lowerleg")),
}  # fmt: skip
"""Joint cube and bone of a limb's start, hinge and end, and the bones that move its sleeve or trouser leg."""
STRAIGHT = 0.5
"""Share of the folds' depth that is left on a straight limb: cloth remembers."""
FULL_BEND = 70.0
"""Degrees of bend at which folds have their full depth."""


@dataclass(frozen=True)
class FoldStyle:
    """How deep and how wide folds are, in decimetres.

    Attributes:
        depth: of folds at the hinge.
        length: from fold to fold.
        reach: how far from the hinge they run.
        stack: depth of the folds above the hem.
    """

    depth: float = 0.075
    length: float = 0.75
    reach: float = 1.1
    stack: float = 0.045


SLEEVE = FoldStyle(0.075, 0.62, 1.0, 0.045)
TROUSER = FoldStyle(0.085, 0.9, 1.5, 0.065)


@dataclass(frozen=True)
class Hinge:
    """An elbow or knee: its place at rest and posed, the directions of the two halves of the limb, posed."""

    rest: Floats
    axis: Floats
    posed: Floats
    upper: Floats
    lower: Floats
    length: float

    @property
    def bend(self) -> float:
        """Degrees between the halves: 0 = straight."""
        return float(np.degrees(np.arccos(np.clip(self.upper @ self.lower, -1, 1))))


def hinge(rig: Rig, body: Floats, matrices: Floats, limb: str, side: str) -> Hinge:
    """The hinge of a limb (`arm`, `leg`) of a side (`l`, `r`) in a pose."""
    names = [(f"{side}-{cube}", f"{bone}.{side.upper()}") for cube, bone in LIMBS[limb][:3]]
    rest = [rig.joint(body, cube) for cube, _ in names]
    posed = []
    for place, (_, bone) in zip(rest, names, strict=True):
        matrix = matrices[rig.index[bone]]
        posed.append(matrix[:3, :3] @ place + matrix[:3, 3])
    axis = rest[2] - rest[0]
    return Hinge(rest[1], _unit(axis), posed[1], _unit(posed[1] - posed[0]), _unit(posed[2] - posed[1]),
                 float(np.linalg.norm(rest[2] - rest[1])))  # fmt: skip


def folded(rest: Floats, posed: Floats, unit: Floats, share: Floats, joint: Hinge, style: FoldStyle) -> Floats:
    """(N, 3) posed points with folds at a hinge and above the hem.

    Args:
        rest: (N, 3) points at rest.
        posed: (N, 3) the same, posed.
        unit: (N, 3) unit normals, posed.
        share: (N,) how far each point belongs to the limb, 0..1.
        joint: its hinge.
        style: the folds.
    """
    if not (share > 0.05).any():
        return posed
    along = (rest - joint.rest) @ joint.axis
    radial = rest - joint.rest - along[:, None] * joint.axis
    turn = np.arctan2(radial[:, 0], radial[:, 2])
    wave = np.sin(2 * np.pi * along / style.length + 2.6 * np.sin(turn) + 0.8 * np.sin(2 * turn + along))
    strength = style.depth * (STRAIGHT + (1 - STRAIGHT) * min(joint.bend / FULL_BEND, 1.0))
    depth = strength * np.exp(-((along / style.reach) ** 2)) * _inside(posed, joint)
    hem = float(along[share > 0.5].max(initial=-9.0))
    if hem > 0.6 * joint.length:  # only what reaches far down has cloth to spare
        ripple = np.sin(2 * np.pi * along / (0.7 * style.length) + 1.8 * np.sin(turn + 0.7))
        rise = np.clip((hem - along) / 0.25, 0, 1) * np.exp(-np.maximum(hem - along, 0) / 1.1)
        return np.asarray(posed + unit * (share * (wave * depth + style.stack * ripple * rise))[:, None])
    return np.asarray(posed + unit * (share * wave * depth)[:, None])


def creased(rig: Rig, body: Floats, matrices: Floats, cloth: Cloth, posed: Floats, limb: str) -> Floats:
    """(N, 3) a garment's posed points with the folds of both its sleeves or trouser legs.

    Args:
        rig: the skeleton.
        body: the morphed base mesh at rest.
        matrices: the pose.
        cloth: the garment at rest.
        posed: its points, posed.
        limb: `arm` or `leg`.
    """
    unit = normals(posed, cloth.faces)
    for side in ("l", "r"):
        share = rig.weight_of(cloth.weights.astype(np.float32), LIMBS[limb][3], f".{side.upper()}")
        joint = hinge(rig, body, matrices, limb, side)
        posed = folded(cloth.points, posed, unit, share, joint, SLEEVE if limb == "arm" else TROUSER)
    return posed


def _inside(posed: Floats, joint: Hinge) -> Floats:
    """(N,) .2 on the outside of the bend, 1 on the inside."""
    inner = joint.lower - joint.upper
    size = float(np.linalg.norm(inner))
    if size < 1e-6:
        return np.full(len(posed), 0.6)
    away = posed - joint.posed
    middle = _unit(joint.upper + joint.lower)
    away = away - (away @ middle)[:, None] * middle
    cosine = (away @ (inner / size)) / np.maximum(np.linalg.norm(away, axis=1), 1e-6)
    return np.asarray(0.6 + 0.4 * np.clip(cosine, -1, 1))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))
