"""Finishing pictures: product cut-outs onto white with a soft shadow, and WebP files of modest size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageFilter
from scipy.ndimage import gaussian_filter

QUALITY = 82


class RenderError(RuntimeError):
    """Some pictures could not be made; the message names them. All others are there."""


def on_white(cut_out: Image.Image, shadow: float = 0.22) -> Image.Image:
    """An RGBA cut-out on white; it throws a soft shadow a little downwards.

    Args:
        cut_out: RGBA picture.
        shadow: how dark the shadow is, 0..1.
    """
    cut_out = smooth_edge(cut_out)
    alpha = cut_out.getchannel("A")
    reach = max(2, cut_out.height // 60)
    soft = ImageChops.offset(alpha, 0, reach // 2).filter(ImageFilter.GaussianBlur(reach))
    shade = soft.point(lambda value: 255 - int(value * shadow))
    page = Image.merge("RGB", (shade, shade, shade))
    page.paste(cut_out.convert("RGB"), mask=alpha)
    return page


def smooth_edge(cut_out: Image.Image, radius: float = 1.2) -> Image.Image:
    """The cut-out with an even edge: few samples a pixel leave a ragged one.

    Alpha is blurred and steepened again about its half; the colour beyond the old edge is that of the nearest cloth.

    Args:
        cut_out: RGBA picture.
        radius: of the blur, pixels.
    """
    pixels = np.asarray(cut_out, np.float64) / 255
    colour, alpha = pixels[..., :3], pixels[..., 3]
    soft = gaussian_filter(alpha, radius)
    spread = gaussian_filter(colour * alpha[..., None], (radius, radius, 0)) / np.maximum(soft, 1e-3)[..., None]
    filled = np.where(alpha[..., None] > 0.98, colour, spread)
    even = np.clip((soft - 0.55) * 2.0 + 0.5, 0, 1)
    joint = np.concatenate([np.clip(filled, 0, 1), even[..., None]], -1)
    return Image.fromarray((joint * 255 + 0.5).astype(np.uint8), "RGBA")


def save_webp(picture: Image.Image, path: Path) -> None:
    """Writes WebP by way of a temporary file, so that a half-written picture never counts as done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    picture.convert("RGB").save(partial, "WEBP", quality=QUALITY, method=4)
    partial.replace(path)


def save_jpeg(picture: Image.Image, path: Path) -> None:
    """Writes JPEG likewise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    picture.convert("RGB").save(partial, "JPEG", quality=90)
    partial.replace(path)
