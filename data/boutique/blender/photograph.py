"""Takes pictures of a casting: builds the person and the place once, then frames, renders and reads the labels off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from data.boutique.assets import Assets
from data.boutique.blender import stage
from data.boutique.blender.layers import Layers, shoot_layers
from data.boutique.blender.person import Person, Worn
from data.boutique.blender.points import joints, outline, sights
from data.boutique.blender.scenes import SCENES
from data.boutique.branding import branded
from data.boutique.casting import Casting, Frame
from data.boutique.figure.wavefront import Floats
from data.boutique.gate import FIRST_PRODUCT, behind_hair
from data.boutique.products import Product
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.truth import Labelled, box_of, keypoint_row
from data.boutique.wardrobe import LIMBS, make, over_shoulder

LENS, FILM = 70.0, 36.0


@dataclass(frozen=True)
class Quality:
    """How a picture is rendered.

    Attributes:
        size: width and height in pixels.
        samples: a pixel.
        simple: without relief, folds and fine hair.
        hair_step: every n-th strand is drawn, thicker.
        denoise: whether noise is filtered out.
        detail: how often the garments' mesh is refined.
    """

    size: tuple[int, int]
    samples: int
    simple: bool = False
    hair_step: int = 1
    denoise: bool = True
    detail: int = 1


QUICK = Quality((384, 576), 4, True, 3, False)
SHOP = Quality((512, 768), 2, False, 2)
FINE = Quality((640, 960), 6, detail=2)


@dataclass(frozen=True)
class Picture:
    """A rendered picture with its exact labels.

    Attributes:
        layers: the picture and which object and material each pixel shows.
        label: keypoints and box of the person.
        products: object number by product id.
    """

    layers: Layers
    label: Labelled
    products: dict[str, int]


def photograph(casting: Casting, quality: Quality, assets: Assets, scratch: Path) -> Picture:
    """One picture of a casting as it says itself."""
    return next(photographs(casting, [Frame(casting.yaw, casting.zoom, casting.shift)], quality, assets, scratch))


def photographs(
    casting: Casting, frames: Sequence[Frame], quality: Quality, assets: Assets, scratch: Path
) -> Iterator[Picture]:
    """Several pictures of one dressed person, who is built only once.

    Args:
        casting: who, in what, where.
        frames: the shots.
        quality: how they are rendered.
        assets: the asset library.
        scratch: folder for textures and the renderer's files.
    """
    scene = stage.clear(quality.samples, bounces=1 if quality.simple else 2, denoise=quality.denoise)
    person = _dressed(casting, quality, assets, scratch)
    SCENES[casting.scene](scene, casting.light)
    numbers = {product.id: FIRST_PRODUCT + number for number, product in enumerate(casting.outfit)}
    for frame in frames:
        person.face(frame.yaw)
        _aim(scene, person, frame, quality)
        layers = shoot_layers(scene, scratch)
        yield Picture(layers, labels(scene, person, quality, layers), numbers)


def labels(scene: Any, person: Person, quality: Quality, layers: Layers) -> Labelled:
    """Keypoints and box as the camera sees them; what hair lies on counts as hidden."""
    width, height = quality.size
    row = keypoint_row(sights(scene, joints(person)), width, height)
    box = box_of(stage.projected(scene, outline(person)), width, height)
    return Labelled("", width, height, behind_hair(layers.objects, row), box)


def _dressed(casting: Casting, quality: Quality, assets: Assets, textures: Path) -> Person:
    dummy = Dummy(casting.shape, quality.detail)
    person = Person(dummy, casting.pose, assets, textures, quality.simple, quality.hair_step)
    inner: list[Garment] = []
    worn: list[Worn] = []
    bags: list[Worn] = []
    for number, product in enumerate(casting.outfit):
        slot = product.made.slot
        below = tuple(inner) if slot in ("top", "outer") else ()
        garment = make(product.cut, dummy, assets, number, below, worn=True)
        made = Worn(
            product.id, branded(garment, product, dummy), product.fabric, FIRST_PRODUCT + number, LIMBS.get(slot, "")
        )
        (bags if slot == "bag" else worn).append(made)
        if slot != "bag":
            inner.append(garment)
    person.dress([replace(each, limb="") if _is_skirt(casting, each) else each for each in worn])
    for bag in bags:
        person.carry(bag, casting.bag_side, over_shoulder(_product(casting, bag.name).cut))
    person.embody(casting.looks)
    person.stand()
    return person


def _product(casting: Casting, name: str) -> Product:
    return next(product for product in casting.outfit if product.id == name)


def _is_skirt(casting: Casting, worn: Worn) -> bool:
    return worn.limb == "leg" and _product(casting, worn.name).category == "skirts"


def _aim(scene: Any, person: Person, frame: Frame, quality: Quality) -> None:
    if frame.close_up is None:
        _whole(scene, person, frame, quality)
    else:
        _close(scene, person, frame, quality)


def _whole(scene: Any, person: Person, frame: Frame, quality: Quality) -> None:
    """The camera stands at chest height, far enough for the person to fill `zoom` of the frame's height."""
    points = outline(person)
    low, high = points.min(0), points.max(0)
    height = float(high[2] - low[2])
    aspect = quality.size[0] / quality.size[1]
    tall = max(height, float(high[0] - low[0]) / aspect) / frame.zoom
    centre = np.array([(low[0] + high[0]) / 2, 0.0, height / 2])
    if frame.zoom > 1:
        centre[2] += (0.5 - 0.5 / frame.zoom) * height * np.sign(frame.shift)
    centre[0] -= frame.shift * tall * aspect
    _camera(scene, centre, tall, 0.12, quality)


CLOSE_SHARE = {"dress": 0.5, "bottom": 0.62, "top": 0.8, "outer": 0.72, "shoes": 2.1, "bag": 1.25}
"""Height of a close-up's frame as a share of the product's larger side."""


def _close(scene: Any, person: Person, frame: Frame, quality: Quality) -> None:
    """The camera comes close to the product: cloth is cut off by the frame, shoes and bags are seen whole."""
    product = frame.close_up
    if product is None:
        raise ValueError("a close-up needs a product")
    points = person.in_world(person.surfaces[product.id])
    low, high = points.min(0), points.max(0)
    slot = product.made.slot
    aspect = quality.size[0] / quality.size[1]
    tall = max(float(high[2] - low[2]), float(high[0] - low[0]) / aspect * 0.8) * CLOSE_SHARE[slot]
    tall = max(tall, float(high[0] - low[0]) / aspect * 1.08) if slot in ("shoes", "bag") else tall
    centre = (low + high) / 2
    if slot not in ("shoes", "bag"):  # the interesting end is the upper one
        centre[2] = high[2] - 0.5 * tall + 0.04
    rise = {"shoes": 0.35, "bag": 0.05}.get(slot, 0.02) * tall * LENS / FILM
    _camera(scene, centre, tall, rise, quality)


def _camera(scene: Any, centre: Floats, tall: float, rise: float, quality: Quality) -> None:
    """A camera from which a frame of `tall` metres at `centre` is seen, `rise` metres above it."""
    x, y, z = (float(value) for value in centre)
    stage.camera(scene, (x, y - LENS / FILM * tall, z + rise), (x, y, z), quality.size, LENS)
