"""Sews brands' logos and details onto garments: where they go, how large they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from data.boutique.fabrics import Fabric
from data.boutique.logos import logo
from data.boutique.products import Product
from data.boutique.stitching import prints
from data.boutique.tailor.cloth import PLAIN, Cloth
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.frame import BACK, FRONT, LEFT, RIGHT, Frame
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.patches import sewn

LOGO_PIXELS = 320
"""Width of a logo's picture."""
SHRINK = (1.0, 0.85, 0.7, 0.55)
"""Sizes that are tried in turn where a logo hangs over an edge."""
Place = Callable[[Dummy, Cloth, float], list[Frame]]
"""Frames on a dummy's garment for a logo whose height is so many times its width."""


def _sized(width: float, tallest: float, aspect: float) -> tuple[float, float]:
    """Width and height within bounds, decimetres."""
    width = min(width, tallest / aspect)
    return width, width * aspect


def _chest(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    across = float(dummy.joint("l-shoulder")[0])
    return [Frame((across * 0.47, dummy.height(0.7), 0.25), *FRONT, *_sized(0.78, 0.72, aspect))]


def _front(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    return [Frame((0.0, dummy.height(0.62), 0.25), *FRONT, *_sized(1.9, 1.7, aspect))]


def _back_neck(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    return [Frame((0.0, dummy.height(0.82), 0.25), *BACK, *_sized(0.95, 0.5, aspect))]


def _hem(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    """At the wearer's left, above the hem."""
    x = float(dummy.joint("l-shoulder")[0]) * 0.5
    near = (np.abs(cloth.points[:, 0] - x) < 0.4) & (cloth.points[:, 2] > 0.4)
    return [Frame((x, float(cloth.points[near, 1].min()) + 0.75, 0.25), *FRONT, *_sized(0.8, 0.4, aspect))]


def _hip(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    """On the front of the left thigh, below the pocket."""
    x = float(dummy.joint("l-upper-leg")[0]) * 1.15
    return [Frame((x, dummy.crotch - 0.15, 0.25), *FRONT, *_sized(0.5, 0.5, aspect))]


def _back(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    """Below the waistband at the right of the back."""
    x, top = float(dummy.joint("l-upper-leg")[0]), float(cloth.points[:, 1].max())
    return [Frame((-x, top - 0.75, 0.25), *BACK, *_sized(0.75, 0.4, aspect))]


def _sides(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
    """On the outer side of both shoes."""
    left = cloth.points[cloth.points[:, 0] > 0]
    low, high = left.min(0), left.max(0)
    y, z = float(low[1]) + 0.62, float(low[2] + 0.42 * (high[2] - low[2]))
    size = _sized(0.62, 0.42, aspect)
    return [Frame((2.0, y, z), *LEFT, *size, 2.0), Frame((-2.0, y, z), *RIGHT, *size, 2.0)]


def _on_bag(share: float) -> Place:
    def place(dummy: Dummy, cloth: Cloth, aspect: float) -> list[Frame]:
        body = cloth.points[np.unique(cloth.faces[cloth.material == PLAIN][:, :3])]
        low, high = body.min(0), body.max(0)
        tall = float(high[1] - low[1])
        size = _sized(float(high[0] - low[0]) * 0.36, tall * 0.3, aspect)
        return [Frame((0.0, float(low[1]) + share * tall, float(high[2])), *FRONT, *size, 1.5)]

    return place


PLACES: dict[str, Place] = {
    "chest": _chest, "front": _front, "back neck": _back_neck, "hem": _hem, "hip": _hip, "back": _back,
    "side": _sides, "bag": _on_bag(0.5), "low bag": _on_bag(0.22),
}  # fmt: skip


def frames(product: Product, dummy: Dummy, cloth: Cloth) -> list[Frame]:
    """Where the logo of a product goes; none if it has none."""
    if not product.logo:
        return []
    place = product.logo.rsplit(maxsplit=1)[0]
    if product.made.slot == "bag":
        place = place.replace("front", "bag")
    picture = logo_picture(product.fabric)
    return PLACES[place](dummy, cloth, picture.height / picture.width)


def branded(garment: Garment, product: Product, dummy: Dummy) -> Garment:
    """The garment with its details and, if the product has one, its logo as faces of material `LOGO`.

    A logo that would hang over an edge is made smaller; where it doesn't fit even so (on an unusual body), it is
    left off. Shoes get one on each outer side.
    """
    garment = replace(garment, prints=prints(product.made.details, dummy, garment.cloth))
    for frame in frames(product, dummy, garment.cloth):
        tries = (replace(frame, width=frame.width * share, height=frame.height * share) for share in SHRINK)
        garment = next((made for each in tries if (made := sewn(garment, each)) is not None), garment)
    return garment


def logo_picture(fabric: Fabric) -> Image.Image:
    """The logo on a fabric, RGBA, `LOGO_PIXELS` wide."""
    brand, style = fabric.logo.rsplit("/", 1)
    drawn = logo(brand, style, fabric.colours[0])
    size = (LOGO_PIXELS, max(1, round(drawn.height * LOGO_PIXELS / drawn.width)))
    return drawn.resize(size, Image.Resampling.LANCZOS)


def logo_file(fabric: Fabric, folder: Path) -> Path:
    """That picture as a PNG in `folder`."""
    name = hashlib.sha256(f"{fabric.logo}/{fabric.colours[0]}".encode()).hexdigest()[:16]
    path = folder / f"logo_{name}.png"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        logo_picture(fabric).save(path)
    return path
