"""Product shots on white: garments without a body, shoes as a pair, bags alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import bpy
import mathutils
import numpy as np
from numpy.typing import NDArray

from data.boutique.assets import Assets
from data.boutique.blender import materials, stage
from data.boutique.blender.meshes import build, to_metres
from data.boutique.branding import branded
from data.boutique.figure.body import Shape
from data.boutique.figure.pose import CATALOGUE, solve
from data.boutique.figure.rig import rotation, skin
from data.boutique.figure.wavefront import Floats
from data.boutique.products import Product
from data.boutique.records import Box, Record, Seen, box, encoded
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.patches import patches
from data.boutique.wardrobe import make

SIZE = (432, 576)
MODELS = {"women": Shape(0.0, 0.5, 0.4, 0.6, 0.9), "men": Shape(1.0, 0.42, 0.42, 0.5, 0.8)}
"""The dummies garments are photographed on; unisex garments on the men's, dresses on the women's."""
UNISEX_ON_WOMEN = ("jeans", "shorts", "trousers")
LENS, FILM = 85.0, 36.0
NEAR = 0.006
"""Metres the mesh may lie before a point of a logo that still counts as seen: it is smoothed when rendered."""
Labels = NDArray[np.uint8]


def product_shot(product: Product, samples: int, assets: Assets, textures: Path, picture: Path) -> list[Box]:
    """Renders one product to a PNG with a transparent ground; returns the boxes of the logos that can be seen."""
    scene = stage.clear(samples)
    posed, garment = _shown(product, assets)
    cloth = garment.cloth
    layers = {"Fabric": garment.uv} | ({} if garment.map_uv is None else {"Map": garment.map_uv})
    build(
        product.id, posed, cloth.faces,
        materials.fabric(product.fabric, textures, dict(garment.maps), prints=garment.prints),
        material=cloth.material, uv=layers, rest=cloth.points, thickness=garment.thickness,
        subdivide=1 if len(cloth.faces) < 9000 else 0,
    )  # fmt: skip
    _aim(scene, to_metres(posed), product)
    stage.shoot(scene, picture, transparent=True)
    return [box for patch in patches(cloth) if (box := _seen_box(scene, to_metres(posed[patch])))]


def packshot_record(product: Product, alpha: Labels, logos: list[Box]) -> Record:
    """The record of a product's picture on white.

    Args:
        product: what is shown.
        alpha: (H, W) 0..255, the cut-out's.
        logos: boxes of its logos.
    """
    mask = alpha > 127
    height, width = mask.shape
    seen = Seen(product.id, box(mask), encoded(mask), int(mask.sum()), logos)
    return Record(product.image, "packshot", product.id, "", product.split, product.id, [product.id], "white", width,
                  height, [0.0] * 51, [0.0] * 4, [seen])  # fmt: skip


def _seen_box(scene: Any, points: Floats) -> Box | None:
    """[x, y, width, height] of the points of a patch that the camera sees; None where it sees less than a third."""
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    eye = scene.camera.matrix_world.translation
    seen = []
    for point in points:
        way = mathutils.Vector(point) - eye
        hit, place, *_ = scene.ray_cast(graph, eye, way.normalized())
        seen.append(not hit or way.length - (place - eye).length < NEAR)
    if sum(seen) < len(points) / 3:
        return None
    pixels = stage.projected(scene, points[np.array(seen)])[:, :2]
    low, high = pixels.min(0), pixels.max(0)
    return [round(float(value), 1) for value in (*low, *(high - low))]


@lru_cache(maxsize=2)
def _dummy(sex: str) -> tuple[Dummy, Floats]:
    dummy = Dummy(MODELS[sex], 1)
    return dummy, solve(dummy.rig, dummy.points, CATALOGUE)


@lru_cache(maxsize=4)
def _made(cut: str, sex: str, seed: int, assets: Assets) -> Garment:
    return make(cut, _dummy(sex)[0], assets, seed)


def _shown(product: Product, assets: Assets) -> tuple[Floats, Garment]:
    """Posed points in decimetres, turned as the product is best seen, and the garment."""
    sex = product.made.sex
    if sex == "unisex":
        sex = "women" if product.category in UNISEX_ON_WOMEN else "men"
    dummy, matrices = _dummy(sex)
    garment = branded(_made(product.cut, sex, product.fabric.seed % 97, assets), product, dummy)
    slot = product.made.slot
    if slot == "bag":
        return garment.cloth.points @ rotation((0, 1, 0), 28).T, garment
    posed = skin(garment.cloth.points, garment.cloth.weights.astype(np.float32), matrices)
    if slot == "shoes":
        posed[:, 0] -= np.sign(posed[:, 0]) * (float(np.abs(posed[:, 0]).min()) - 0.12)
    yaw = {"shoes": 52.0, "bottom": 12.0}.get(slot, 10.0)
    return posed @ rotation((0, 1, 0), yaw).T, garment


def _aim(scene: Any, points: Floats, product: Product) -> None:
    """Frames the product with a margin of a fourteenth; shoes and bags are seen a little from above."""
    low, high = points.min(0), points.max(0)
    centre = (low + high) / 2
    above = {"shoes": 0.42, "bag": 0.16}.get(product.made.slot, 0.03)
    aspect = SIZE[0] / SIZE[1]
    depth = float(high[1] - low[1]) * above
    tall = max(float(high[2] - low[2]) + depth, float(high[0] - low[0]) / aspect) * 1.14
    distance = LENS / FILM * tall + float(centre[1] - low[1])
    place = (float(centre[0]), float(centre[1]) - distance, float(centre[2]) + above * distance)
    stage.camera(scene, place, (float(centre[0]), float(centre[1]), float(centre[2])), SIZE, LENS)
    _light(scene, centre, tall)


def _light(scene: Any, centre: Floats, tall: float) -> None:
    """Product light scaled to the product: power grows with the square of the distance."""
    x, y, z = (float(value) for value in centre)
    for place, size, power in (
        ((-1.5, -2.0, 1.5), 1.3, 62.0),
        ((1.9, -1.8, 0.4), 1.5, 20.0),
        ((0.3, 1.6, 1.8), 1.0, 26.0),
    ):
        spot = (x + place[0] * tall, y + place[1] * tall, z + place[2] * tall)
        stage.lamp(spot, (x, y, z), size * tall, power * tall**2)
    stage.sky(scene, (1, 1, 1), 0.34)
