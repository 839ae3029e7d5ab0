"""Hair as strands: rooted on the scalp, combed, bent by gravity and kept out of head and shoulders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from data.boutique.figure.body import BODY_POINTS, base_mesh
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
    "crop": HairCut(0.32, 12000, 0.6, 1.2),
    "short": HairCut(0.6, 12000, 0.5, 1.8, 0.03, 1),
    "afro": HairCut(0.75, 14000, 1.0, 0.0, 0.07, 5),
    "bob": HairCut(2.3, 12000, 0.35, 3.2, 0.0, 0, False, True),
    "long": HairCut(3.9, 12000, 0.35, 3.0, 0.05, 2, False, True),
    "curly": HairCut(2.6, 11000, 0.6, 2.2, 0.12, 5, False, True),
    "ponytail": HairCut(2.6, 9000, 0.1, 2.5, 0.04, 2, True),
}


def scalp(body: Floats) -> tuple[Floats, Floats]:
    """Faces of the scalp as (K, 4, 3) corners and (K, 3) outward normals, on any morphed or posed body.

    The hairline is drawn on the unmorphed base mesh: an ellipse from the forehead over the ears to the nape.
    """
    faces = base_mesh().faces_of("body")
    rest = base_mesh().points[faces].mean(1)
    front = np.clip((rest[:, 2] - 0.1) / 1.0, -1, 1)
    line = np.where(front > 0, 6.75 + 0.95 * np.abs(front) ** 0.75, 6.75 + 0.65 * front)
    ear = (np.abs(rest[:, 0]) > 0.7) & (rest[:, 1] < 7.15) & (rest[:, 2] > -0.15)
    chosen = faces[(rest[:, 1] > line) & ~ear & (rest[:, 1] > 5.8)]
    unit = normals(body[:BODY_POINTS], faces)
    return body[chosen], unit[chosen].mean(1)


def grown(rest: Floats, cut: HairCut, seed: int) -> Floats:
    """(S, KNOTS, 3) strands on a body in rest pose, in decimetres."""
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
    strand = [roots]
    for step in range(1, KNOTS):
        pull = cut.gravity * step / KNOTS
        goal = heading + pull * np.array([0, -1.0, 0])
        if cut.tied and step <= 3:
            goal = (tie - strand[-1]) * 4
        heading = goal / np.linalg.norm(goal, axis=1, keepdims=True)
        reach = length[:, None] / (KNOTS - 1)
        if cut.tied and step <= 3:
            reach = np.linalg.norm(tie - strand[-1], axis=1, keepdims=True) / (4 - step)
        strand.append(_outside(strand[-1] + heading * reach, tree, near, unit, 0.03 + 0.02 * cut.lift * step))
    return _curled(np.stack(strand, 1), cut, random)


def _roots(rest: Floats, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    corners, unit = scalp(rest)
    area = np.linalg.norm(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]), axis=1)
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
    loose = random.normal(0, 0.12, comb.shape)
    heading = comb * (1 - 0.7 * cut.lift) + outwards * cut.lift + loose
    return np.asarray(heading / np.linalg.norm(heading, axis=1, keepdims=True))


def _outside(points: Floats, tree: cKDTree, body: Floats, unit: Floats, gap: float) -> Floats:
    """Pushes points that fell into the body out again."""
    _, near = tree.query(points)
    height = ((points - body[near]) * unit[near]).sum(1)
    return np.asarray(points + unit[near] * np.maximum(gap - height, 0)[:, None])


def _curled(strands: Floats, cut: HairCut, random: np.random.Generator) -> Floats:
    if not cut.curl:
        return strands
    share = np.linspace(0, 1, KNOTS)
    phase = random.uniform(0, 2 * np.pi, (len(strands), 1)) + share * cut.turns * 2 * np.pi
    swing = cut.curl * np.sqrt(share)
    return np.asarray(strands + np.stack([np.cos(phase) * swing, 0.3 * np.cos(phase) * swing, np.sin(phase) * swing], -1))
