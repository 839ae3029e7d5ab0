"""The tailor's dummy: a morphed body with its landmarks, and the close-fitting shell that garments are cut from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.boutique.figure.body import BODY_POINTS, Shape, base_mesh, morph
from data.boutique.figure.rig import Weights, the_rig
from data.boutique.figure.wavefront import Floats
from data.boutique.tailor.cloth import Cloth, refined

ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
LEG_BONES = ("upperleg", "lowerleg", "foot", "toe")
TRUNK_AXIS = 0.25
"""z of the vertical line (dm) that angles round the trunk are measured about."""


@dataclass(frozen=True)
class Surface:
    """Points on or round a body, with what a pattern maker asks of them.

    Attributes:
        points: (N, 3) rest positions.
        arm: (N,) share of arm bones, 0..1.
        leg: (N,) share of leg bones, 0..1.
        along: (N,) how far down the arm, 0 = shoulder joint, 1 = wrist.
    """

    points: Floats
    arm: Floats
    leg: Floats
    along: Floats

    @property
    def angle(self) -> Floats:
        """(N,) angle round the trunk in radians: 0 = front, positive to the figure's left."""
        return np.asarray(np.arctan2(self.points[:, 0], self.points[:, 2] - TRUNK_AXIS))


class Dummy:
    """A body to dress.

    Attributes:
        shape: its shape.
        points: (19158, 3) morphed base mesh.
    """

    def __init__(self, shape: Shape, detail: int = 2) -> None:
        """`detail`: how often the shell's quads are split in four (2 for products, 1 for small pictures)."""
        self.shape, self.detail = shape, detail
        self.points = morph(shape)
        self.rig = the_rig()

    def joint(self, name: str) -> Floats:
        """(3,) a joint's centre, such as `neck` or `l-knee`."""
        return self.rig.joint(self.points, name)

    @cached_property
    def shell(self) -> Cloth:
        """The tights helper: a close-fitting suit from neck to wrists and feet, refined."""
        faces = base_mesh().faces_of("helper-tights")
        used, packed = np.unique(faces, return_inverse=True)
        cloth = Cloth(self.points[used], packed.reshape(-1, 4), self.rig.weights[used].astype(float),
                      np.zeros(len(faces), int))  # fmt: skip
        return refined(cloth, self.detail)

    @cached_property
    def body(self) -> Surface:
        """The body's own points as a surface."""
        return self.surface(self.points[:BODY_POINTS], self.rig.weights[:BODY_POINTS])

    @cached_property
    def crotch(self) -> float:
        """Height of the crotch."""
        middle = self.points[:BODY_POINTS]
        near = (np.abs(middle[:, 0]) < 0.12) & (np.abs(middle[:, 2] - 0.2) < 0.5)
        below = near & (middle[:, 1] < self.joint("spine-4")[1])
        return float(middle[below, 1].min())

    def height(self, level: float) -> float:
        """Height (y) of a level: 1 = base of the neck, 0 = crotch, -0.5 = knee, -1 = ankle (linear between)."""
        marks = [self.joint("l-ankle")[1], self.joint("l-knee")[1], self.crotch, self.joint("neck")[1]]
        if level > 1 or level < -1:
            end = 1 if level > 0 else -1
            return float(self.height(end) + (level - end) * (marks[3] - marks[2]))
        return float(np.interp(level, [-1, -0.5, 0, 1], marks))

    def surface(self, points: Floats, weights: Floats | Weights) -> Surface:
        """Any skinned points as a surface."""
        arm = self.rig.weight_of(np.asarray(weights, np.float32), ARM_BONES)
        leg = self.rig.weight_of(np.asarray(weights, np.float32), LEG_BONES)
        return Surface(points, arm, leg, self._along_arm(points))

    def _along_arm(self, points: Floats) -> Floats:
        """Distance down shoulder, elbow, wrist as a share of the arm; x is mirrored to the left arm."""
        left = points * np.where(points[:, :1] < 0, [-1.0, 1, 1], [1.0, 1, 1])
        shoulder, elbow, wrist = (self.joint(f"l-{name}") for name in ("shoulder", "elbow", "hand"))
        upper, lower = elbow - shoulder, wrist - elbow
        first, second = float(np.linalg.norm(upper)), float(np.linalg.norm(lower))
        on_upper = (left - shoulder) @ upper / first
        on_lower = (left - elbow) @ lower / second
        share = 1 / (1 + np.exp(-3 * (on_upper - first) / first))
        return np.asarray(((1 - share) * on_upper + share * (first + on_lower)) / (first + second))
