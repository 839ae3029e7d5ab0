"""Opening photos that strangers sent: any bytes in, an upright RGB photo out, or an error a shopper can read."""

from __future__ import annotations

import io
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from pipeline.decoding import MAX_SIDE, upright_rgb

__all__ = ["MAX_BYTES", "MAX_SIDE", "MIN_SIDE", "Photo", "PhotoError", "open_photo"]

# Only these three decoders ever see the bytes; Pillow's other forty are attack surface, not features.
# "JPEG" covers what Pillow calls "MPO" too: a phone's JPEG with a depth map or a second view behind it.
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 50 * 1024 * 1024
# PNG and WebP unpack every pixel; a JPEG is unpacked at half to an eighth of its size, so phones' 108 megapixels do.
MAX_PIXELS = {"JPEG": 120_000_000, "MPO": 120_000_000, "PNG": 60_000_000, "WEBP": 60_000_000}
MIN_SIDE = 32
# Unpacking the largest pictures takes up to 0.8 GB for a moment: one at a time, whoever sends two at once.
LARGE_PIXELS = 16_000_000
_large = threading.Lock()

_CHOOSE = "Choose a JPEG, PNG or WebP photo."
_HEIC = (
    "This is a HEIC photo, as iPhones save them. Send it as JPEG: share it by mail or messages with the size "
    '"Large", or set Settings > Camera > Formats to "Most Compatible" and take it again.'
)
# What people send by mistake, by the first bytes: offset, bytes, message.
_KNOWN_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    *(
        (4, b"ftyp" + brand, _HEIC)
        for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
    ),
    (4, b"ftypavi", "AVIF pictures are not supported. " + _CHOOSE),
    (4, b"ftyp", "This is a film, not a photo. " + _CHOOSE),
    (0, b"GIF8", "GIF pictures are not supported. " + _CHOOSE),
    (0, b"BM", "BMP pictures are not supported. " + _CHOOSE),
    (0, b"II*\0", "TIFF and raw camera pictures are not supported. " + _CHOOSE),
    (0, b"MM\0*", "TIFF and raw camera pictures are not supported. " + _CHOOSE),
    (0, b"%PDF", "This is a PDF document. " + _CHOOSE),
)


class PhotoError(ValueError):
    """The photo can't be used; the message says why and what to do, in words for a shopper."""


@dataclass(frozen=True)
class Photo:
    """An upright photo.

    Attributes:
        name: a file name for messages and records, never a path.
        pixels: (H, W, 3) uint8 sRGB; both sides are at least `MIN_SIDE` and at most `MAX_SIDE` if `open_photo` made it.
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

    Of an animation the first frame is taken. Colours become sRGB, transparent parts white, photos with a side above
    `MAX_SIDE` smaller.

    Args:
        source: the file's bytes, an open binary file, or a path.
        name: what to call it; the file's own name by default. Folders in it are dropped.

    Raises:
        PhotoError: not such a picture, broken, too small, or too large.
    """
    if isinstance(source, Path):
        name = name or source.name
        source = _read_file(source)
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if not data:
        raise PhotoError("The file is empty. " + _CHOOSE)
    if len(data) > MAX_BYTES:
        raise PhotoError(f"The file is larger than {MAX_BYTES // 2**20} MB. Choose a smaller photo.")
    return Photo(_file_name(name or ""), _decode(data))


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PhotoError(f"The file can't be read: {error.strerror or error}.") from None


def _file_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:200] or "photo"


def _decode(data: bytes) -> NDArray[np.uint8]:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            with _large if image.width * image.height > LARGE_PIXELS else nullcontext():
                return np.asarray(upright_rgb(image), dtype=np.uint8)
    except PhotoError:
        raise
    except UnidentifiedImageError:
        raise PhotoError(_what_it_is(data)) from None
    except Image.DecompressionBombError:
        raise PhotoError("The picture has far too many pixels. Choose a smaller photo.") from None
    except Exception:  # a hostile file makes decoders raise anything: struct.error, IndexError, zlib.error, MemoryError
        raise PhotoError("The picture is broken or incomplete. Save it again or choose another photo.") from None


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    limit = MAX_PIXELS[image.format or "PNG"]
    if width * height > limit:
        raise PhotoError(
            f"The picture has {width} x {height} pixels; at most {limit // 10**6} million are allowed. "
            "Choose a smaller photo."
        )
    if min(width, height) * min(1.0, MAX_SIDE / max(width, height)) < MIN_SIDE:
        raise PhotoError(f"The picture is too small or too narrow: {width} x {height} pixels. Choose a larger photo.")


def _what_it_is(data: bytes) -> str:
    for offset, start, message in _KNOWN_OTHERS:
        if data.startswith(start, offset):
            return message
    return "This is not a picture we can read. " + _CHOOSE
