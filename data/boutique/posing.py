"""Posing: everyday poses drawn at random: standing, weight on one leg, walking; arms hanging, away, hand on hip."""

from __future__ import annotations

import random

from data.boutique.figure.pose import Arm, Leg, Pose

BAG_IN_HAND = Arm(26, 0, 6, 0, 10)
"""A hand that carries a bag hangs down, well away from the leg."""
BAG_ON_SHOULDER = Arm(20, 20, 16, 0, 15)
"""An arm beside a bag that hangs from its shoulder."""


def strike(dice: random.Random, bag_side: str = "") -> Pose:
    """A random everyday pose; a hand that carries a bag hangs down, well away from the leg."""
    arms = [_arm(dice), _arm(dice)]
    if bag_side:
        arms["lr".index(bag_side)] = BAG_IN_HAND
    legs, sway, tilt = dice.choice((_stand, _stand, _weight_on_one, _walk))(dice)
    return Pose(
        (arms[0], arms[1]), legs, dice.gauss(0, 18), dice.gauss(2, 6), sway, tilt, dice.gauss(0, 7),
    )  # fmt: skip


def model_pose(dice: random.Random, bag: tuple[str, bool] | None = None, room: float = 0.0) -> Pose:
    """A pose that shows clothes: nothing is held before them and the face stays towards the camera.

    Args:
        dice: the chance.
        bag: side that carries a bag and whether it hangs from the shoulder.
        room: degrees by which the arms are held further out, for wide skirts and thick jackets.
    """
    arms = [_model_arm(dice, room), _model_arm(dice, room)]
    if bag:
        arms["lr".index(bag[0])] = BAG_ON_SHOULDER if bag[1] else BAG_IN_HAND
    legs, sway, tilt = dice.choice((_stand, _weight_on_one, _weight_on_one, _walk))(dice)
    return Pose((arms[0], arms[1]), legs, dice.uniform(-24, 24), dice.uniform(-3, 7), sway, tilt, dice.uniform(-7, 7))


def _model_arm(dice: random.Random, room: float) -> Arm:
    gesture = dice.random()
    if gesture < 0.6:
        return Arm(dice.uniform(11, 20) + room, dice.uniform(-3, 9), dice.uniform(6, 30), dice.uniform(0, 20), 15)
    if gesture < 0.85:  # hand on the hip
        return Arm(dice.uniform(38, 46), dice.uniform(-16, -8), dice.uniform(88, 102), dice.uniform(62, 74), 0)
    return Arm(dice.uniform(28, 50), dice.uniform(0, 15), dice.uniform(5, 35), dice.uniform(0, 20), 10)  # away


def _arm(dice: random.Random) -> Arm:
    gesture = dice.random()
    if gesture < 0.55:
        return Arm(dice.uniform(9, 22), dice.gauss(2, 8), dice.uniform(5, 35), dice.uniform(0, 30), 15)
    if gesture < 0.7:  # hand on the hip
        return Arm(dice.uniform(36, 46), dice.uniform(-16, -6), dice.uniform(85, 105), dice.uniform(60, 75), 0)
    if gesture < 0.85:  # something held in front
        return Arm(dice.uniform(8, 18), dice.uniform(5, 30), dice.uniform(70, 120), dice.uniform(5, 45), 20)
    return Arm(dice.uniform(60, 130), dice.uniform(0, 40), dice.uniform(20, 110), dice.uniform(-30, 40), 0)


def _stand(dice: random.Random) -> tuple[tuple[Leg, Leg], float, float]:
    legs = tuple(Leg(dice.uniform(-0.6, 0.4), dice.gauss(0, 0.4), 0, dice.uniform(0, 20)) for _ in range(2))
    return (legs[0], legs[1]), 0.0, 0.0


def _weight_on_one(dice: random.Random) -> tuple[tuple[Leg, Leg], float, float]:
    """Contrapposto: the hips move over one leg, the other knee is loose."""
    side = dice.choice((1, -1))
    stands, rests = Leg(-0.5, 0, 0, 6), Leg(dice.uniform(-0.3, 0.4), dice.uniform(0.3, 1.0), dice.uniform(0, 12), 16)
    legs = (stands, rests) if side > 0 else (rests, stands)
    return legs, side * dice.uniform(0.3, 0.6), side * dice.uniform(-5, -2)


def _walk(dice: random.Random) -> tuple[tuple[Leg, Leg], float, float]:
    """Mid-stride: one foot ahead, the other behind on its ball."""
    stride = dice.uniform(0.8, 2.0)
    ahead, behind = Leg(-0.65, stride, 0, 4), Leg(-0.65, -stride, dice.uniform(18, 38), 6)
    return ((ahead, behind) if dice.random() < 0.5 else (behind, ahead)), 0.0, 0.0
