"""Fabrics: a pattern in given colours on a given weave, and the picture files the renderer maps onto cloth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from data.boutique.figure.wavefront import Floats
from data.boutique.patterns import relief, tile


@dataclass(frozen=True)
class Weave:
    """How a fabric's surface behaves in light.

    Attributes:
        relief: name of the height map, see `patterns.WEAVES`.
        repeat: its repeat in centimetres.
        depth: strength of the relief, 0..1.
        roughness: 0 = mirror, 1 = matt.
        sheen: fuzz at grazing angles, 0..1.
        creases: strength of fine creases, 0..1.
        metal: 1 for metal threads or hardware.
    """

    relief: str = "woven"
    repeat: float = 0.8
    depth: float = 0.2
    roughness: float = 0.88
    sheen: float = 0.15
    creases: float = 0.35
    metal: float = 0.0


WEAVES: dict[str, Weave] = {
    "cotton": Weave(),
    "poplin": Weave("woven", 0.5, 0.12, 0.8, 0.1, 0.45),
    "jersey": Weave("knit", 2.0, 0.18, 0.9, 0.15, 0.35),
    "wool": Weave("twill", 0.8, 0.25, 0.95, 0.15, 0.2),
    "knit": Weave("knit", 5.0, 0.8, 0.95, 0.2, 0.12),
    "cable": Weave("cable", 12.0, 0.9, 0.95, 0.2, 0.1),
    "rib": Weave("rib", 2.4, 0.6, 0.92, 0.25, 0.1),
    "fleece": Weave("leather", 3.0, 0.25, 1.0, 0.2, 0.3),
    "denim": Weave("twill", 0.6, 0.25, 0.9, 0.1, 0.35),
    "corduroy": Weave("wales", 3.0, 0.7, 0.95, 0.2, 0.15),
    "satin": Weave("woven", 0.3, 0.03, 0.46, 0.3, 0.35),
    "nylon": Weave("woven", 0.6, 0.1, 0.56, 0.0, 0.4),
    "leather": Weave("leather", 4.0, 0.3, 0.45, 0.0, 0.12),
    "canvas": Weave("woven", 4.0, 0.12, 0.9, 0.1, 0.15),
    "suede": Weave("leather", 2.0, 0.15, 1.0, 0.25, 0.1),
    "linen": Weave("woven", 1.2, 0.3, 0.92, 0.1, 0.6),
}


@dataclass(frozen=True)
class Fabric:
    """A fabric.

    Attributes:
        pattern: see `patterns.PATTERNS`.
        colours: `#rrggbb`, the ground first.
        repeat: size of the pattern's repeat in centimetres.
        weave: name in `WEAVES`.
        trim: colour of bands and ribs; the ground, darker, where empty.
        accent: colour of stripes, buttons and zips.
        seed: which random flowers.
        logo: brand and style of a logo on it, as `brand/style` (see `logos`); empty = none.
    """

    pattern: str
    colours: tuple[str, ...]
    repeat: float = 10.0
    weave: str = "cotton"
    trim: str = ""
    accent: str = "#c9ccd1"
    seed: int = 0
    logo: str = ""


def save(pixels: Floats, folder: Path, stem: str) -> Path:
    """Writes (H, W) or (H, W, 3) values in 0..1 as PNG, once."""
    path = folder / f"{stem}.png"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)).save(path)
    return path


def tile_file(fabric: Fabric, folder: Path) -> Path:
    """The fabric's pattern tile as a PNG in `folder`."""
    name = hashlib.sha256(repr((fabric.pattern, fabric.colours, fabric.seed)).encode()).hexdigest()[:16]
    path = folder / f"tile_{name}.png"
    return path if path.is_file() else save(tile(fabric.pattern, fabric.colours, fabric.seed), folder, path.stem)


def relief_file(weave: Weave, folder: Path) -> Path:
    """The weave's height map as a PNG in `folder`."""
    path = folder / f"relief_{weave.relief}.png"
    return path if path.is_file() else save(relief(weave.relief), folder, path.stem)


def darker(colour: str, factor: float = 0.82) -> str:
    """A darker shade of `#rrggbb`."""
    digits = colour.lstrip("#")
    return "#" + "".join(f"{round(int(digits[k : k + 2], 16) * factor):02x}" for k in (0, 2, 4))
