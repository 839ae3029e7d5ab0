"""Hair as strands: rooted on the scalp, combed, bent by gravity and kept out of head and shoulders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from data.boutique.figure.body import BODY_POINTS, base_mesh
from data.boutique.figure.rig import the_rig
from data.boutique.figure.wavefront import Floats
from data.boutique.tailor.cloth import normals

KNOTS = 9
"""Points of a strand, root included."""


@dataclass(frozen=True)
class HairCut:
    """A hair style.

    Attributes:
        length: decimetres.
        strands: how many.
        lift: how far roots stand up from the scalp, 0..1.
        gravity: how soon strands fall, per decimetre.
        curl: radius of curls in decimetres.
        turns: curls along a strand.
        tied: strands are gathered at the back of the head first.
        covers_ears: True where ears can't be seen.
        radius: of a strand in metres.
    """

    length: float
    strands: int = 9000
    lift: float = 0.5
    gravity: float = 1.0
    curl: float = 0.0
    turns: float = 0.0
    tied: bool = False
    covers_ears: bool = False
    radius: float = 0.00035


CUTS: dict[str, HairCut] = {
    "buzz": HairCut(0.07, 12000, 1.0, 0.0),
    "crop": HairCut(0.32, 12000, 0.5, 0.4),
    "short": HairCut(0.6, 12000, 0.3, 0.8, 0.03, 1),
    "afro": HairCut(0.75, 14000, 1.0, 0.0, 0.07, 5),
    "bob": HairCut(2.5, 12000, 0.06, 2.2, 0.0, 0, False, True),
    "long": HairCut(4.1, 12000, 0.06, 2.6, 0.03, 2, False, True),
    "curly": HairCut(3.0, 11000, 0.25, 1.8, 0.13, 5, False, True),
    "ponytail": HairCut(2.4, 9000, 0.05, 2.5, 0.04, 2, True),
}


def scalp(body: Floats, inset: float = 0.0) -> tuple[Floats, Floats]:
    """Faces of the scalp as (K, 4, 3) corners and (K, 3) outward normals, on any morphed or posed body.

    The hairline is drawn on the unmorphed base mesh: a curve from the forehead over the ears to the nape, `inset`
    decimetres further up if wanted.
    """
    faces = base_mesh().faces_of("body")
    rest = base_mesh().points[faces].mean(1)
    front = np.clip((rest[:, 2] - 0.1) / 1.0, -1, 1)
    line = np.where(front > 0, 6.75 + 0.95 * np.abs(front) ** 0.75, 6.75 + 0.65 * front)
    ear = (np.abs(rest[:, 0]) > 0.7) & (rest[:, 1] < 7.15) & (rest[:, 2] > -0.15)
    chosen = faces[(rest[:, 1] > line + inset) & ~ear & (rest[:, 1] > 5.8)]
    unit = normals(body[:BODY_POINTS], faces)
    return body[chosen], unit[chosen].mean(1)


def grown(rest: Floats, cut: HairCut, seed: int) -> Floats:
    """(S, KNOTS, 3) strands on a body in rest pose, in decimetres.

    Strands are denser on the crown, because those further down are covered by them.
    """
    random = np.random.default_rng(seed)
    roots, outwards = _roots(rest, cut.strands, random)
    body = rest[:BODY_POINTS]
    near = body[body[:, 1] > roots[:, 1].min() - 5.5]
    faces = base_mesh().faces_of("body")
    unit = normals(body, faces)[body[:, 1] > roots[:, 1].min() - 5.5]
    tree = cKDTree(near)
    centre = roots.mean(0)
    tie = centre + np.array([0, -0.1, -1.0])
    length = cut.length * random.uniform(0.8, 1.0, len(roots))
    heading = _combed(roots, outwards, cut, random, centre)
    spread = random.random(len(roots))
    tail = random.normal(0, 0.16, (len(roots), 3))
    eye = the_rig().joint(rest, "l-eye")
    strand = [roots]
    for step in range(1, KNOTS):
        pull = min(cut.gravity * step / KNOTS, 0.96)
        goal = (1 - pull) * heading + pull * np.array([0, -1.0, 0])
        if cut.tied:
            goal = (tie - strand[-1]) * 4 if step <= 3 else np.array([0, -1.0, -0.25]) + tail
        heading = goal / np.linalg.norm(goal, axis=1, keepdims=True)
        reach = length[:, None] / (KNOTS - 1)
        if cut.tied and step <= 3:
            reach = np.linalg.norm(tie - strand[-1], axis=1, keepdims=True) / (4 - step)
        moved = _outside(strand[-1] + heading * reach, tree, near, unit, 0.05 + spread[:, None] * (0.1 + 0.02 * step))
        strand.append(_off_face(moved, eye) if cut.length > 1 else moved)
    return _curled(np.stack(strand, 1), cut, random)


def cap(rest: Floats) -> Floats:
    """(K, 4, 3) faces just above the scalp, coloured like the hair so that no skin shines through it."""
    corners, unit = scalp(rest, 0.16)
    return np.asarray(corners + 0.012 * unit[:, None])


def _roots(rest: Floats, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    corners, unit = scalp(rest)
    area = np.linalg.norm(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]), axis=1)
    height = corners[:, :, 1].mean(1)
    area *= 1 + 2.5 * np.clip((height - height.mean()) / np.ptp(height) + 0.1, 0, 1)
    chosen = random.choice(len(corners), count, p=area / area.sum())
    u, v = random.random((2, count, 1))
    a, b, c, d = (corners[chosen, k] for k in range(4))
    return a * (1 - u) * (1 - v) + b * u * (1 - v) + c * u * v + d * (1 - u) * v, unit[chosen]


def _combed(
    roots: Floats, outwards: Floats, cut: HairCut, random: np.random.Generator, centre: Floats
) -> Floats:  # fmt: skip
    """First directions: along the scalp away from a parting a little off the middle, lifted as the cut asks."""
    side = np.sign(roots[:, 0] - 0.12)
    back = np.clip((centre[2] + 0.6 - roots[:, 2]) / 1.2, 0.25, 1)
    comb = np.stack([0.75 * side, np.full(len(roots), -0.35), -0.9 * back], 1)
    comb -= outwards * (comb * outwards).sum(1, keepdims=True)
    loose = random.normal(0, 0.12 if cut.length > 1 else 0.3, comb.shape)
    heading = comb * (1 - 0.7 * cut.lift) + outwards * cut.lift + loose
    return np.asarray(heading / np.linalg.norm(heading, axis=1, keepdims=True))


def _outside(points: Floats, tree: cKDTree, body: Floats, unit: Floats, gap: Floats) -> Floats:
    """Pushes points that fell into the body out again, so that layers of hair lie on each other."""
    _, near = tree.query(points)
    height = ((points - body[near]) * unit[near]).sum(1, keepdims=True)
    return np.asarray(points + unit[near] * np.maximum(gap - height, 0))


def _off_face(points: Floats, eye: Floats) -> Floats:
    """Moves hair that fell over the face to its sides."""
    front, side = eye[2] - 0.5, 0.72
    over = (points[:, 2] > front) & (points[:, 1] < eye[1] + 0.45)
    moved = points.copy()
    moved[over, 2] = front
    sign = np.where(points[over, 0] < 0.12, -1.0, 1.0)
    moved[over, 0] = sign * np.maximum(np.abs(points[over, 0]), side)
    return moved


def _curled(strands: Floats, cut: HairCut, random: np.random.Generator) -> Floats:
    if not cut.curl:
        return strands
    share = np.linspace(0, 1, KNOTS)
    phase = random.uniform(0, 2 * np.pi, (len(strands), 1)) + share * cut.turns * 2 * np.pi
    swing = cut.curl * np.sqrt(share)
    return np.asarray(
        strands + np.stack([np.cos(phase) * swing, 0.3 * np.cos(phase) * swing, np.sin(phase) * swing], -1)
    )
