"""The pool's photos on disk, named by their content, and how alike two photos look."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import threading
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.photo import Photo

NAME = re.compile(r"[0-9a-f]{64}\.jpg")
QUALITY = 92
# Bits of 64 in which two perceptual hashes of the same picture may differ: another size, another JPEG quality.
SAME_PICTURE_BITS = 4


class MissingLibraryError(RuntimeError):
    """A library of requirements-labeling.txt is not installed."""


def content_of(photo: Photo) -> str:
    """sha256 of the upright photo's size and pixels, hexadecimal: the same however the file was named or packed."""
    digest = hashlib.sha256(f"{photo.width}x{photo.height}:".encode())
    digest.update(np.ascontiguousarray(photo.pixels).data)
    return digest.hexdigest()


def perceptual_hash(photo: Photo) -> str:
    """16 hexadecimal digits that hardly change when a picture is scaled or packed again (pHash, by imagehash).

    Raises:
        MissingLibraryError: imagehash is not installed.
    """
    require_hashing()
    import imagehash

    return str(imagehash.phash(Image.fromarray(photo.pixels)))


def require_hashing() -> None:
    """Raise now rather than with the first photo.

    Raises:
        MissingLibraryError: imagehash is not installed.
    """
    try:
        importlib.import_module("imagehash")
    except ImportError as error:
        raise MissingLibraryError(f"{error.name} is missing: pip install -r requirements-labeling.txt") from None


def differing_bits(one: str, two: str) -> int:
    """Number of bits in which two perceptual hashes differ, 0..64."""
    return (int(one, 16) ^ int(two, 16)).bit_count()


class PhotoStore:
    """The folder of the pool's photos: JPEGs without any of the upload's metadata."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the photo of that content is kept."""
        return self.folder / f"{sha256}.jpg"

    def add(self, sha256: str, photo: Photo) -> None:
        """Keep a photo, whole or not at all."""
        target = self.path(sha256)
        if target.is_file():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
        with part.open("wb") as file:
            Image.fromarray(photo.pixels).save(file, "JPEG", quality=QUALITY)
            file.flush()
            # The database will say that it is there: so it must be, after a power cut too.
            os.fsync(file.fileno())
        part.replace(target)

    def remove(self, sha256: str) -> None:
        """Delete a photo; no error if it is gone already."""
        self.path(sha256).unlink(missing_ok=True)

    def names(self) -> set[str]:
        """sha256 of all photos in the folder."""
        return {path.stem for path in self.folder.glob("*.jpg") if NAME.fullmatch(path.name)}
