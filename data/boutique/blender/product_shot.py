"""Product shots on white: garments without a body, shoes as a pair, bags alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from data.boutique.assets import Assets
from data.boutique.blender import materials, stage
from data.boutique.blender.meshes import build, to_metres
from data.boutique.figure.body import Shape
from data.boutique.figure.pose import CATALOGUE, solve
from data.boutique.figure.rig import rotation, skin
from data.boutique.figure.wavefront import Floats
from data.boutique.products import Product
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.wardrobe import make

SIZE = (432, 576)
MODELS = {"women": Shape(0.0, 0.5, 0.4, 0.6, 0.9), "men": Shape(1.0, 0.42, 0.42, 0.5, 0.8)}
"""The dummies garments are photographed on; unisex garments on the men's, dresses on the women's."""
UNISEX_ON_WOMEN = ("jeans", "shorts", "trousers")
LENS, FILM = 85.0, 36.0


def product_shot(product: Product, samples: int, assets: Assets, textures: Path, picture: Path) -> None:
    """Renders one product to a PNG with a transparent ground."""
    scene = stage.clear(samples)
    posed, garment = _shown(product, assets)
    cloth = garment.cloth
    layers = {"Fabric": garment.uv} | ({} if garment.map_uv is None else {"Map": garment.map_uv})
    build(
        product.id, posed, cloth.faces, materials.fabric(product.fabric, textures, dict(garment.maps)),
        material=cloth.material, uv=layers, rest=cloth.points, thickness=garment.thickness,
        subdivide=1 if len(cloth.faces) < 9000 else 0,
    )  # fmt: skip
    _aim(scene, to_metres(posed), product)
    stage.shoot(scene, picture, transparent=True)


@lru_cache(maxsize=2)
def _dummy(sex: str) -> tuple[Dummy, Floats]:
    dummy = Dummy(MODELS[sex], 1)
    return dummy, solve(dummy.rig, dummy.points, CATALOGUE)


def _shown(product: Product, assets: Assets) -> tuple[Floats, Garment]:
    """Posed points in decimetres, turned as the product is best seen, and the garment."""
    sex = product.made.sex
    if sex == "unisex":
        sex = "women" if product.category in UNISEX_ON_WOMEN else "men"
    dummy, matrices = _dummy(sex)
    garment = make(product.cut, dummy, assets, product.fabric.seed % 97)
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
