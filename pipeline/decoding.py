"""From whatever colours, depth, orientation and size a picture file has to upright 8-bit sRGB of a bounded size."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import ExifTags, Image, ImageCms

# Larger photos are reduced: no stage looks at more pixels than this, and phones send 12 megapixels.
MAX_SIDE = 1600

# `pipeline.photo` checks the size before any pixel is unpacked, so Pillow need not warn. Not `catch_warnings`: that
# swaps the filters of the whole process, and photos are opened from several threads.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")


def upright_rgb(image: Image.Image) -> Image.Image:
    """Unpack an opened picture.

    Args:
        image: just opened, its size checked, its pixels not unpacked yet.

    Returns:
        Mode "RGB", upright, sRGB, on white where it was transparent, at most `MAX_SIDE` pixels a side.

    Raises:
        Exception: whatever Pillow raises on a broken file; there is no common base class.
    """
    size = _target(image.size)
    # The decoder of JPEG can leave out pixels: it needs the true target, or it keeps both sides above the larger one.
    image.draft(None, size)
    image.load()
    turn = _TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile")
    image = _shrink(_plain(image), size)
    image = _on_white(_to_srgb(image, profile))
    return image if turn is None else image.transpose(turn)


def _target(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, MAX_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(image: Image.Image) -> int:
    # `ImageOps.exif_transpose` also writes the EXIF block anew, and fails on the damaged ones that some cameras write.
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a damaged block raises anything from struct.error to SyntaxError; the pixels are still good
        return 1
    return value if isinstance(value, int) else 1


def _plain(image: Image.Image) -> Image.Image:
    """To 8 bits in a mode that can be resized: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I") or image.mode == "F":
        # Pillow would clip 16-bit grey to 8 bits instead of scaling it.
        return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    # Sharp enough for what was just decoded at less than twice the size, and a third faster than Lanczos.
    return image if image.size == size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones take photos in Display P3, printers want CMYK: without its profile a picture is dull or too bright."""
    target = "RGBA" if image.mode in ("LA", "RGBA") else "RGB"
    if not profile or image.mode == "LA":
        return image.convert(target)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (source.profile.profile_description or ""):
            return image.convert(target)
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=target)
        return converted if converted is not None else image.convert(target)
    except (ImageCms.PyCMSError, OSError, ValueError):
        # Damaged, or for another colour space than the pixels': the plain colours are better than none.
        return image.convert(target)


def _on_white(image: Image.Image) -> Image.Image:
    # Cut-outs stand on white in shops; Pillow would put them on black.
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
