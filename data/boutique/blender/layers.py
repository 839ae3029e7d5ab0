"""Renders a picture together with its label pictures: which object and which material each pixel shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import OpenEXR
from numpy.typing import NDArray
from PIL import Image

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Layers:
    """A rendered picture.

    Attributes:
        colour: (H, W, 3) sRGB, 0..255.
        objects: (H, W) the `pass_index` of the object each pixel shows, 0 = none.
        materials: (H, W) likewise for materials.
    """

    colour: NDArray[np.uint8]
    objects: Labels
    materials: Labels

    def image(self) -> Image.Image:
        """The picture."""
        return Image.fromarray(self.colour)


def shoot_layers(scene: Any, scratch: Path) -> Layers:
    """Renders the scene; `scratch` is a folder for the renderer's file."""
    layer = scene.view_layers[0]
    layer.use_pass_object_index = layer.use_pass_material_index = True
    scene.render.film_transparent = False
    settings = scene.render.image_settings
    settings.media_type, settings.file_format = "MULTI_LAYER_IMAGE", "OPEN_EXR_MULTILAYER"
    settings.color_depth, settings.exr_codec = "32", "NONE"
    path = scratch / "layers.exr"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return read_layers(path)


def read_layers(path: Path) -> Layers:
    """Reads a multi-part EXR of the renderer, one pass a part."""
    passes = {name: channel.pixels for part in OpenEXR.File(str(path)).parts for name, channel in part.channels.items()}
    colour = _pass(passes, "Combined")[..., :3]
    return Layers(to_srgb(colour), _numbers(_pass(passes, "Object Index")), _numbers(_pass(passes, "Material Index")))


def _pass(passes: dict[str, Any], wanted: str) -> NDArray[np.float32]:
    for name, pixels in passes.items():
        if wanted in name:
            return np.asarray(pixels, np.float32)
    raise ValueError(f"the renderer wrote no {wanted}, only {', '.join(passes)}")


def _numbers(values: NDArray[np.float32]) -> Labels:
    flat = values if values.ndim == 2 else values[..., 0]
    return np.rint(flat).astype(np.int64)


def to_srgb(linear: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Linear light, clipped to 0..1, to sRGB bytes (IEC 61966-2-1)."""
    value = np.clip(linear, 0, 1)
    curve = np.where(value <= 0.0031308, value * 12.92, 1.055 * np.maximum(value, 1e-9) ** (1 / 2.4) - 0.055)
    return np.asarray(curve * 255 + 0.5).astype(np.uint8)
