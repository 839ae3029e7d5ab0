"""The COCO keypoints of a person on the stage, and how far from the camera each line of sight is blocked."""

from __future__ import annotations

from typing import Any

import bpy
import mathutils
import numpy as np

from data.boutique.blender.person import Person
from data.boutique.blender.stage import projected
from data.boutique.figure.body import BODY_POINTS, base_mesh
from data.boutique.figure.rig import skin
from data.boutique.figure.wavefront import Floats
from data.boutique.truth import Sight

_LIMBS = (
    ("shoulder", "shoulder", "upperarm01"), ("elbow", "elbow", "lowerarm01"), ("wrist", "hand", "wrist"),
    ("hip", "upper-leg", "upperleg01"), ("knee", "knee", "lowerleg01"), ("ankle", "ankle", "foot"),
)  # fmt: skip
"""COCO name, joint cube, bone that starts there."""


def joints(person: Person) -> dict[str, Floats]:
    """The 17 points in world metres."""
    found: dict[str, Floats] = {}
    for word, prefix, suffix in (("left", "l", "L"), ("right", "r", "R")):
        for name, cube, bone in _LIMBS:
            found[f"{word}_{name}"] = person.posed_joint(f"{prefix}-{cube}", f"{bone}.{suffix}")
        eye = person.posed_joint(f"{prefix}-eye", "head")
        found[f"{word}_eye"] = eye + person.matrices[person.dummy.rig.index["head"], :3, 2] * 0.1
    body = skin(person.dummy.points[:BODY_POINTS], person.dummy.rig.weights[:BODY_POINTS], person.matrices)
    found["nose"] = body[_nose_tip()]
    found["left_ear"], found["right_ear"] = body[_ear(1.0)], body[_ear(-1.0)]
    return {name: person.in_world(point[None])[0] for name, point in found.items()}


def _nose_tip() -> int:
    """Index of the foremost point near the middle of the unmorphed face."""
    rest = base_mesh().points[:BODY_POINTS]
    near = np.where((np.abs(rest[:, 0]) < 0.1) & (rest[:, 1] > 6.3) & (rest[:, 1] < 7.5))[0]
    return int(near[np.argmax(rest[near, 2])])


def _ear(sign: float) -> int:
    """Index of the outermost point of an ear of the unmorphed head."""
    rest = base_mesh().points[:BODY_POINTS]
    near = np.where((rest[:, 1] > 6.3) & (rest[:, 1] < 7.7) & (rest[:, 0] * sign > 0) & (rest[:, 0] * sign < 1.3))[0]
    return int(near[np.argmax(rest[near, 0] * sign)])


def sights(scene: Any, points: dict[str, Floats]) -> dict[str, Sight]:
    """Projects points and casts a ray at each; hair doesn't block rays."""
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    eye = scene.camera.matrix_world.translation
    found = {}
    for name, point in points.items():
        x, y, _ = projected(scene, point[None])[0]
        way = mathutils.Vector(point) - eye
        hit, place, *_ = scene.ray_cast(graph, eye, way.normalized())
        ahead = float(projected(scene, point[None])[0, 2]) > 0
        found[name] = Sight(float(x), float(y), way.length if ahead else -1.0,
                            (place - eye).length if hit else float("inf"))  # fmt: skip
    return found


def outline(person: Person) -> Floats:
    """(N, 3) world metres of everything that is drawn of the person, hair and clothes included; not the bag."""
    parts = [points for name, points in person.surfaces.items() if not name.startswith("bags")]
    return person.in_world(np.concatenate(parts))
