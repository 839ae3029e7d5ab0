"""Finishing pictures: product cut-outs onto white with a soft shadow, and WebP files of modest size."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

QUALITY = 82


def on_white(cut_out: Image.Image, shadow: float = 0.22) -> Image.Image:
    """An RGBA cut-out on white; it throws a soft shadow a little downwards.

    Args:
        cut_out: RGBA picture.
        shadow: how dark the shadow is, 0..1.
    """
    alpha = cut_out.getchannel("A")
    alpha = ImageChops.darker(alpha, alpha.filter(ImageFilter.GaussianBlur(0.9)))  # few samples leave jagged edges
    reach = max(2, cut_out.height // 60)
    soft = ImageChops.offset(alpha, 0, reach // 2).filter(ImageFilter.GaussianBlur(reach))
    shade = soft.point(lambda value: 255 - int(value * shadow))
    page = Image.merge("RGB", (shade, shade, shade))
    page.paste(cut_out.convert("RGB"), mask=alpha)
    return page


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
