"""Trimmings: buttons down a front."""

from __future__ import annotations

import numpy as np

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints
from data.boutique.tailor.cloth import ACCENT, Cloth

SIDES = 12


def buttons(cloth: Cloth, heights: list[float], radius: float = 0.12) -> Cloth:
    """Round buttons on the middle of the front, with the bone weights of the cloth below them.

    Args:
        cloth: the garment.
        heights: y of each button, decimetres; where the garment has no front there, there is no button.
        radius: of a button, decimetres.
    """
    shape, faces = _button(radius)
    places, weights = [], []
    for height in heights:
        near = np.abs(cloth.points[:, :2] - np.array([0, height])).max(1) < 0.25
        front = np.where(near & (cloth.points[:, 2] > 0.25))[0]
        if len(front):
            at = front[np.argmax(cloth.points[front, 2])]
            places.append(shape + np.array([0, height, cloth.points[at, 2]]))
            weights.append(np.tile(cloth.weights[at], (len(shape), 1)))
    if not places:
        return cloth.kept(np.zeros(len(cloth.faces), bool))
    copies = [np.where(faces == NO_CORNER, faces, faces + number * len(shape)) for number in range(len(places))]
    joint = np.concatenate(copies)
    return Cloth(np.concatenate(places), joint, np.concatenate(weights), np.full(len(joint), ACCENT))


def _button(radius: float) -> tuple[Floats, Ints]:
    """One button facing +z: a low cylinder with a slightly domed lid."""
    turn = np.arange(SIDES) * 2 * np.pi / SIDES
    flat = np.stack([np.cos(turn) * radius, np.sin(turn) * radius], 1)
    rings = [np.c_[flat, np.full(SIDES, depth)] for depth in (-0.04, 0.05)]
    ring = np.arange(SIDES)
    following = (ring + 1) % SIDES
    side = np.stack([ring, following, following + SIDES, ring + SIDES], 1)
    lid = np.stack([ring + SIDES, following + SIDES, np.full(SIDES, 2 * SIDES), np.full(SIDES, NO_CORNER)], 1)
    return np.concatenate([*rings, [[0, 0, 0.07]]]), np.concatenate([side, lid])
