"""A finished garment on a dummy: cloth, fabric coordinates, and which part of the body it hides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from data.boutique.figure.wavefront import Floats, Ints
from data.boutique.tailor.cloth import Cloth, normals
from data.boutique.tailor.frame import Print


@dataclass(frozen=True)
class Garment:
    """What the renderer needs.

    Attributes:
        cloth: rest-pose mesh with bone weights.
        uv: (F, 4, 2) fabric coordinates in metres, v upwards.
        hides: body points covered by it, whose faces need not be drawn.
        thickness: of the cloth, in metres.
        map_uv: (F, 4, 2) coordinates of the asset's own bitmaps, or None.
        maps: paths of those bitmaps by kind: `ao`, `diffuse`.
        prints: seams, pockets and laces that the shader projects onto the cloth.
    """

    cloth: Cloth
    uv: Floats
    hides: Ints
    thickness: float = 0.003
    map_uv: Floats | None = None
    maps: tuple[tuple[str, str], ...] = ()
    prints: tuple[Print, ...] = ()


def pushed_out(cloth: Cloth, inner: list[Cloth], gap: float = 0.05) -> Cloth:
    """Moves cloth out of what is worn below it, until `gap` decimetres lie between.

    Nearest points of the inner layer decide; points further than 9 cm from it stay.
    """
    points = cloth.points.copy()
    for layer in inner:
        outwards = normals(layer.points, layer.faces)
        tree = cKDTree(layer.points)
        for _ in range(3):
            distance, near = (np.asarray(found) for found in tree.query(points))
            height = ((points - layer.points[near]) * outwards[near]).sum(1)
            below = (height < gap) & (distance < 0.9)
            points[below] += outwards[near[below]] * (gap - height[below])[:, None]
    return cloth.moved(points)
