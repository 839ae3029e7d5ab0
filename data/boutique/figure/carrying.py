"""Where bags hang: from the fingers of a hand, or from a shoulder with the body of the bag at the hip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.wavefront import Floats

HAND_TURN = 12.0
"""Degrees a bag in the hand is turned outwards at its front."""
HIP_REACH = 1.05
"""Decimetres that a clothed hip stands out from its joint at most."""
BEHIND = 0.8
"""Decimetres by which a bag on the shoulder hangs behind it, out of the arm's way."""
CLEAR = np.array([0.1, 0.1, 0.0])
"""Decimetres from the finger joint to the strap: outwards, up (the strap lies in the bent fingers), ahead."""


@dataclass(frozen=True)
class Shoulder:
    """What a strap lies on, posed decimetres.

    Attributes:
        top: (3,) the highest cloth of the shoulder where the strap lies.
        side: how far the hip stands out there, from the middle.
        hip: height of the hip.
        back: z of the back of the shoulder, at the strap.
        front: z of its front.
    """

    top: Floats
    side: float
    hip: float
    back: float
    front: float


def in_hand(points: Floats, grip: Floats, sign: float) -> Floats:
    """(N, 3) posed points of a bag that hangs from a hand; `sign` is 1 for the left hand."""
    across = _facing_out(points, sign)
    turn = np.radians(sign * HAND_TURN)
    c, s = np.cos(turn), np.sin(turn)
    turned = across @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
    return np.asarray(turned + grip + CLEAR * [sign, 1, 1])


def shoulder(cloth: Floats, joint: Floats, hip: Floats, sign: float) -> Shoulder:
    """Reads the shoulder and the hip off the posed points of what is worn.

    Args:
        cloth: (N, 3) posed points of garments and body.
        joint: (3,) the shoulder joint, posed.
        hip: (3,) the hip joint, posed.
        sign: 1 for the left side.
    """
    lane = np.abs(cloth[:, 0] - (joint[0] - sign * 0.35)) < 0.14
    over = cloth[lane & (cloth[:, 1] > joint[1] - 0.3) & (np.abs(cloth[:, 2] - joint[2]) < 1.0)]
    top = over[np.argmax(over[:, 1])]
    widest = abs(float(hip[0])) + HIP_REACH  # beyond are arms
    level = (np.abs(cloth[:, 1] - hip[1]) < 0.8) & (cloth[:, 0] * sign > 0) & (np.abs(cloth[:, 0]) < widest)
    side = float(np.quantile(cloth[level, 0] * sign, 0.98))
    return Shoulder(top, side, float(hip[1]), float(over[:, 2].min()), float(over[:, 2].max()))


def from_shoulder(points: Floats, place: Shoulder, sign: float, thick: float) -> Floats:
    """(N, 3) posed points of a bag that hangs from a shoulder, its body against the hip, a little behind the arm.

    Args:
        points: the bag at rest: x along its width, z its depth, the strap's top at the origin.
        place: where it hangs.
        sign: 1 for the left side.
        thick: depth of the bag, decimetres.
    """
    across = _facing_out(points, sign)
    out = place.side + 0.5 * thick + 0.06 - sign * float(place.top[0])
    fall = np.clip(-points[:, 1] / max(place.top[1] - place.hip, 0.5), 0, 1)
    posed = across + place.top
    posed[:, 0] += sign * out * fall**0.8
    posed[:, 2] -= BEHIND * fall
    posed[:, 1] += 0.05
    return np.asarray(posed)


def _facing_out(points: Floats, sign: float) -> Floats:
    """A bag at rest turned a quarter so that its front, with the logo, faces away from the leg."""
    return np.asarray(points[:, [2, 1, 0]] * [sign, 1, -sign])
