"""Opening photos that strangers sent: any bytes in, an upright RGB photo out, or an error a shopper can read."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

# Only these three decoders ever see the bytes; Pillow's other forty are attack surface, not features.
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_SIDE = 32
# Larger photos are reduced: no stage looks at more pixels than this, and phones send 12 megapixels.
MAX_SIDE = 1600


class PhotoError(ValueError):
    """The photo can't be used; the message says why and what to do, in words for a shopper."""


@dataclass(frozen=True)
class Photo:
    """An upright photo.

    Attributes:
        name: a file name for messages and records, never a path.
        pixels: (H, W, 3) uint8 RGB.
    """

    name: str
    pixels: NDArray[np.uint8]

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[0])


def open_photo(source: bytes | Path | BinaryIO, name: str | None = None) -> Photo:
    """Decode a JPEG, PNG or WebP: checked before its pixels are unpacked, EXIF orientation applied once.

    Args:
        source: the file's bytes, an open binary file, or a path.
        name: what to call it; the path's own name by default.

    Raises:
        PhotoError: not such a picture, broken, too small, or too large.
    """
    if isinstance(source, Path):
        name = name or source.name
        source = _read_file(source)
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if not data:
        raise PhotoError("The file is empty. Choose a JPEG, PNG or WebP photo.")
    if len(data) > MAX_BYTES:
        raise PhotoError(f"The file is larger than {MAX_BYTES // 2**20} MB. Choose a smaller photo.")
    return Photo(name or "photo", _decode(data))


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PhotoError(f"The file can't be read: {error.strerror or error}.") from None


def _decode(data: bytes) -> NDArray[np.uint8]:
    try:
        with warnings.catch_warnings():
            # The size check below is stricter than Pillow's warning.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image)
                image.draft("RGB", (MAX_SIDE, MAX_SIDE))
                upright = ImageOps.exif_transpose(image)
                return np.asarray(_shrink(_to_rgb(upright)))
    except PhotoError:
        raise
    except UnidentifiedImageError:
        raise PhotoError("This is not a picture we can read. Choose a JPEG, PNG or WebP photo.") from None
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise PhotoError("The picture is broken or incomplete. Save it again or choose another photo.") from None


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PhotoError(f"The picture has {width} x {height} pixels; at most {MAX_PIXELS // 10**6} million are allowed.")
    if min(width, height) < MIN_SIDE:
        raise PhotoError(f"The picture is only {width} x {height} pixels. Choose one of at least {MIN_SIDE} x {MIN_SIDE}.")


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        # Pillow clips 16-bit grey to 8 bits instead of scaling it.
        grey = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((grey / 257.0).clip(0, 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        # Cut-outs stand on white in shops; Pillow would put them on black.
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return image.convert("RGB")


def _shrink(image: Image.Image) -> Image.Image:
    if max(image.size) <= MAX_SIDE:
        return image
    scale = MAX_SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
