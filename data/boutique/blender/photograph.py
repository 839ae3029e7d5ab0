"""Takes a picture of a casting: builds the person, the place and the camera, renders, and reads the labels off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.boutique.assets import Assets
from data.boutique.blender import stage
from data.boutique.blender.person import Person
from data.boutique.blender.points import joints, outline, sights, visible_boxes
from data.boutique.blender.scenes import SCENES
from data.boutique.casting import Casting
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.hair import CUTS as HAIR_CUTS
from data.boutique.truth import Labelled, box_of, keypoint_row
from data.boutique.wardrobe import make

LENS, FILM = 70.0, 36.0


@dataclass(frozen=True)
class Quality:
    """Size in pixels, samples a pixel, and whether relief and fine hair are left out."""

    size: tuple[int, int]
    samples: int
    simple: bool


QUICK = Quality((384, 576), 4, True)
FINE = Quality((640, 960), 6, False)
FIRST_PRODUCT = 10
"""Object index of the first garment of an outfit."""


Boxes = list[dict[str, Any]]


def photograph(
    casting: Casting, quality: Quality, assets: Assets, textures: Path, picture: Path
) -> tuple[Labelled, Boxes]:  # fmt: skip
    """Renders to a PNG; returns the person's labels and the visible boxes of the products worn."""
    scene = stage.clear(quality.samples, bounces=1 if quality.simple else 2, denoise=not quality.simple)
    person = _dressed(casting, quality, assets, textures)
    SCENES[casting.scene](scene)
    _frame(scene, person, casting, quality)
    stage.shoot(scene, picture)
    boxes = {} if quality.simple else visible_boxes(scene, person, [product.id for product in casting.outfit])
    worn = [{"id": product.id, "box": boxes[product.id]} for product in casting.outfit if product.id in boxes]
    return labels(scene, person, casting, quality, picture.name), worn


def labels(scene: Any, person: Person, casting: Casting, quality: Quality, name: str) -> Labelled:
    """Keypoints and box as the camera sees them."""
    width, height = quality.size
    covered = ("left_ear", "right_ear") if HAIR_CUTS[casting.looks.hair].covers_ears else ()
    row = keypoint_row(sights(scene, joints(person)), width, height, covered)
    return Labelled(name, width, height, row, box_of(stage.projected(scene, outline(person)), width, height))


def _dressed(casting: Casting, quality: Quality, assets: Assets, textures: Path) -> Person:
    dummy = Dummy(casting.shape, 1 if quality.simple else 2)
    person = Person(dummy, casting.pose, assets, textures, casting.yaw, quality.simple)
    inner: list[Garment] = []
    for number, product in enumerate(casting.outfit):
        slot = product.made.slot
        below = tuple(inner) if slot in ("top", "outer") else ()
        garment = make(product.cut, dummy, assets, number, below)
        if slot == "bag":
            person.carry(product.id, garment, product.fabric, FIRST_PRODUCT + number, casting.bag_side)
        else:
            person.wear(product.id, garment, product.fabric, FIRST_PRODUCT + number)
            inner.append(garment)
    person.embody(casting.looks)
    person.place()
    return person


def _frame(scene: Any, person: Person, casting: Casting, quality: Quality) -> None:
    """The camera stands at chest height, far enough for the person to fill `zoom` of the frame's height."""
    points = outline(person)
    low, high = points.min(0), points.max(0)
    height = float(high[2] - low[2])
    aspect = quality.size[0] / quality.size[1]
    tall = max(height, float(high[0] - low[0]) / aspect) / casting.zoom
    centre = np.array([(low[0] + high[0]) / 2, 0.0, height / 2])
    if casting.zoom > 1:
        centre[2] += (0.5 - 0.5 / casting.zoom) * height * np.sign(casting.shift)
    centre[0] -= casting.shift * tall * aspect
    distance = LENS / FILM * tall
    place = (float(centre[0]), -distance, float(centre[2]) + 0.12)
    stage.camera(scene, place, (float(centre[0]), 0.0, float(centre[2])), quality.size, LENS)
