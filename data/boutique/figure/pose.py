"""Poses: limb directions and foot places of a standing, walking or leaning person, solved to bone orientations.

Feet are placed by two-bone inverse kinematics, so both stand on the floor whatever the hips do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.boutique.figure.rig import Rig, part_rotation, rotation, rotation_between
from data.boutique.figure.wavefront import Floats

SIDES = (("l", "L", 1.0), ("r", "R", -1.0))
"""Joint prefix, bone suffix, sign of x; the figure's own left and right."""


@dataclass(frozen=True)
class Arm:
    """One arm, in degrees.

    Attributes:
        out: the upper arm's angle from straight down, sideways.
        forward: its angle to the front.
        elbow: bend of the elbow.
        inward: 0 bends the forearm to the front, 90 across the body.
        twist: turns the palm to the thigh.
    """

    out: float = 12.0
    forward: float = 2.0
    elbow: float = 14.0
    inward: float = 15.0
    twist: float = 15.0


@dataclass(frozen=True)
class Leg:
    """One foot's place in decimetres from where it stands at rest.

    Attributes:
        side: outwards.
        forward: to the front.
        lift: degrees by which the heel is lifted off the floor.
        turn: degrees the toes point outwards.
    """

    side: float = -0.35
    forward: float = 0.0
    lift: float = 0.0
    turn: float = 6.0


@dataclass(frozen=True)
class Pose:
    """A whole pose.

    Attributes:
        arms: left, right.
        legs: left, right.
        head_turn: degrees to the figure's left.
        head_nod: degrees down.
        sway: decimetres the hips are shifted to the figure's left.
        tilt: degrees the pelvis drops on the right side; the spine leans back against it.
        torso_turn: degrees the chest is turned to the left.
    """

    arms: tuple[Arm, Arm] = (Arm(), Arm())
    legs: tuple[Leg, Leg] = (Leg(), Leg())
    head_turn: float = 0.0
    head_nod: float = 0.0
    sway: float = 0.0
    tilt: float = 0.0
    torso_turn: float = 0.0


CATALOGUE = Pose(arms=(Arm(22, 2, 8, 15, 10), Arm(22, 2, 8, 15, 10)), legs=(Leg(-0.25, 0, 0, 4), Leg(-0.25, 0, 0, 4)))
"""How garments are shown alone: arms a little out, legs apart."""


def solve(rig: Rig, points: Floats, pose: Pose) -> Floats:
    """(B, 4, 4) bone matrices of a pose on a morphed body."""
    world = _trunk(pose)
    for number, (prefix, suffix, sign) in enumerate(SIDES):
        world |= _arm(rig, points, pose.arms[number], prefix, suffix, sign, world["spine01"])
    shift = np.array([pose.sway, 0.0, 0.0])
    targets = [_ankle(rig, points, leg, side) for leg, side in zip(pose.legs, SIDES, strict=True)]
    shift[1] = -max(_drop(rig, points, world, shift, goal, side[0]) for goal, side in zip(targets, SIDES, strict=True))
    for goal, leg, side in zip(targets, pose.legs, SIDES, strict=True):
        world |= _leg(rig, points, world, shift, goal, leg, side)
    return rig.matrices(points, world, shift)


def _trunk(pose: Pose) -> dict[str, Floats]:
    pelvis = rotation((0, 0, 1), pose.tilt)
    chest = rotation((0, 1, 0), pose.torso_turn) @ rotation((0, 0, 1), -0.4 * pose.tilt)
    half = rotation((0, 1, 0), pose.torso_turn * 0.5) @ rotation((0, 0, 1), 0.3 * pose.tilt)
    look = rotation((0, 1, 0), pose.torso_turn + pose.head_turn) @ rotation((1, 0, 0), pose.head_nod)
    neck = rotation((0, 1, 0), pose.torso_turn + 0.45 * pose.head_turn) @ rotation((1, 0, 0), 0.4 * pose.head_nod)
    return {"root": pelvis, "spine03": half, "spine01": chest, "neck01": neck, "head": look}


def _arm(rig: Rig, points: Floats, arm: Arm, prefix: str, suffix: str, sign: float, chest: Floats) -> dict[str, Floats]:
    shoulder, elbow, wrist = (rig.joint(points, f"{prefix}-{name}") for name in ("shoulder", "elbow", "hand"))
    out, forward = np.radians(arm.out), np.radians(arm.forward)
    down = np.array([sign * np.sin(out), -np.cos(out) * np.cos(forward), np.cos(out) * np.sin(forward)])
    upper = rotation_between(elbow - shoulder, down)
    bend, inward = np.radians(arm.elbow), np.radians(arm.inward)
    hinge = np.array([-sign * np.sin(bend) * np.sin(inward), -np.cos(bend), np.sin(bend) * np.cos(inward)])
    fore = rotation_between(np.array([0.0, -1, 0]), down) @ hinge
    lower = rotation_between(upper @ (wrist - elbow), fore) @ upper
    world = {
        f"clavicle.{suffix}": chest @ part_rotation(upper, 0.08),
        f"shoulder01.{suffix}": chest @ part_rotation(upper, 0.25),
        f"upperarm01.{suffix}": chest @ upper,
    }
    for bone, share in (("lowerarm01", 0.3), ("lowerarm02", 0.7), ("wrist", 1.0)):
        world[f"{bone}.{suffix}"] = chest @ rotation(fore, sign * arm.twist * share) @ lower
    return world | _fingers(rig, points, prefix, suffix, sign, world[f"wrist.{suffix}"])


def _fingers(rig: Rig, points: Floats, prefix: str, suffix: str, sign: float, hand: Floats) -> dict[str, Floats]:
    """A relaxed hand: fingers nearly side by side and curled a little more from joint to joint."""
    wrist = rig.joint(points, f"{prefix}-hand")
    normal = sign * np.cross(
        rig.joint(points, f"{prefix}-finger-2-1") - wrist, rig.joint(points, f"{prefix}-finger-5-1") - wrist
    )
    normal /= np.linalg.norm(normal)
    along = {f: _unit(rig.bone_end(points, f"finger{f}-1.{suffix}", "tail")
                      - rig.bone_end(points, f"finger{f}-1.{suffix}")) for f in range(1, 6)}  # fmt: skip
    middle = _unit(sum((along[f] for f in range(2, 6)), np.zeros(3)))
    world: dict[str, Floats] = {}
    for finger in range(2, 6):
        gather = part_rotation(rotation_between(along[finger], middle), 0.65)
        axis = np.cross(middle, normal)
        for joint in (1, 2, 3):
            curl = rotation(axis, -(10 + 2 * finger) * joint)
            world[f"finger{finger}-{joint}.{suffix}"] = hand @ curl @ gather
    world[f"finger1-1.{suffix}"] = hand @ part_rotation(rotation_between(along[1], middle), 0.4)
    return world


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))


def _ankle(rig: Rig, points: Floats, leg: Leg, side: tuple[str, str, float]) -> Floats:
    """(3,) where the ankle must be for the ball of the foot to stay on the floor."""
    prefix, _, sign = side
    ankle, ball = rig.joint(points, f"{prefix}-ankle"), rig.joint(points, f"{prefix}-foot-1")
    foot = ball + _foot(leg, sign) @ (ankle - ball)
    return np.asarray(foot + np.array([sign * leg.side, 0, leg.forward]))


def _foot(leg: Leg, sign: float) -> Floats:
    return np.asarray(rotation((0, 1, 0), sign * leg.turn) @ rotation((1, 0, 0), leg.lift))


def _hip(rig: Rig, points: Floats, world: dict[str, Floats], shift: Floats, prefix: str) -> Floats:
    root = rig.bone_end(points, "root")
    return np.asarray(root + shift + world["root"] @ (rig.joint(points, f"{prefix}-upper-leg") - root))


def _drop(rig: Rig, points: Floats, world: dict[str, Floats], shift: Floats, goal: Floats, prefix: str) -> float:
    """Decimetres the hips must come down for the leg to reach its place, a hair from straight."""
    hip, knee, ankle = (rig.joint(points, f"{prefix}-{name}") for name in ("upper-leg", "knee", "ankle"))
    reach = 0.997 * float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))
    way = _hip(rig, points, world, shift, prefix) - goal
    return float(way[1] - np.sqrt(max(reach**2 - way[0] ** 2 - way[2] ** 2, 0.0)))


def _leg(
    rig: Rig, points: Floats, world: dict[str, Floats], shift: Floats, goal: Floats, leg: Leg,
    side: tuple[str, str, float],
) -> dict[str, Floats]:  # fmt: skip
    """Two-bone inverse kinematics: the knee bends towards where the toes point."""
    prefix, suffix, sign = side
    hip, knee, ankle = (rig.joint(points, f"{prefix}-{name}") for name in ("upper-leg", "knee", "ankle"))
    start = _hip(rig, points, world, shift, prefix)
    thigh, shin = float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
    way = goal - start
    length = min(float(np.linalg.norm(way)), 0.9995 * (thigh + shin))
    pole = rotation((0, 1, 0), sign * leg.turn) @ np.array([0.0, 0, 1])
    ahead = _unit(pole - _unit(way) * (pole @ _unit(way)))
    cosine = (thigh**2 + length**2 - shin**2) / (2 * thigh * length)
    bent = start + _unit(way) * thigh * cosine + ahead * thigh * np.sqrt(max(0.0, 1 - cosine**2))
    front = np.array([0.0, 0, 1])
    return {
        f"upperleg01.{suffix}": _frame(bent - start, pole) @ _frame(knee - hip, front).T,
        f"lowerleg01.{suffix}": _frame(goal - bent, pole) @ _frame(ankle - knee, front).T,
        f"foot.{suffix}": _foot(leg, sign),
        **{f"toe{toe}-1.{suffix}": rotation((0, 1, 0), sign * leg.turn) for toe in range(1, 6)},
    }


def _frame(along: Floats, ahead: Floats) -> Floats:
    """3x3 axes: along the bone, across, and ahead as far as it is at right angles to the bone."""
    first = _unit(along)
    third = _unit(ahead - first * (ahead @ first))
    return np.stack([first, np.cross(third, first), third], 1)
