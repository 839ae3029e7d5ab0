"""Frames: rectangles before the cloth in its rest pose, from which logos and drawings are thrown onto it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.wavefront import Floats

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Frame:
    """A rectangle before the cloth in its rest pose, from which it is thrown onto it.

    Attributes:
        origin: its middle, decimetres; how far it is before the cloth is of no account.
        right: unit vector to its right as it is read.
        up: unit vector to its top.
        width: decimetres.
        height: decimetres.
        depth: how far behind the origin the cloth may lie, decimetres.
    """

    origin: Vector
    right: Vector
    up: Vector
    width: float
    height: float
    depth: float = 0.0

    @property
    def out(self) -> Floats:
        """(3,) from the cloth to the reader."""
        return np.asarray(np.cross(np.array(self.right), np.array(self.up)), float)

    def flat(self, points: Floats) -> Floats:
        """(..., 3): -0.5..0.5 across and up within the frame, and decimetres before the origin."""
        away = points - np.array(self.origin)
        return np.stack(
            [away @ np.array(self.right) / self.width, away @ np.array(self.up) / self.height, away @ self.out], -1
        )


FRONT: tuple[Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
"""Right and up of what is read from the front."""
BACK: tuple[Vector, Vector] = ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
LEFT: tuple[Vector, Vector] = ((0.0, 0.0, -1.0), (0.0, 1.0, 0.0))
"""Read from the wearer's left side."""
RIGHT: tuple[Vector, Vector] = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0))
ABOVE: tuple[Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
"""Read from above, the toes towards the reader."""


@dataclass(frozen=True)
class Print:
    """A drawing that the shader projects onto a garment: seams, pockets, laces.

    Attributes:
        drawing: name in `stitching.DRAWINGS`.
        frame: where it is thrown from.
    """

    drawing: str
    frame: Frame
