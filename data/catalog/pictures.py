"""Pictures of goods: found inside the shop's folder, and kept as small clean copies of our own.

The page never serves a shop's file: a picture is decoded once at import, scaled to at most 640 px and written as WebP
to `<state>/pictures/<sha256 of the shop's file>.webp`. So nothing but pixels reaches a browser, no path outside the
state folder is ever served, and the shop may move its own files afterwards.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.catalog.feed import FeedError
from pipeline.photo import MAX_BYTES, PhotoError, open_photo

MAX_SIDE = 640
QUALITY = 88
NAME = re.compile(r"[0-9a-f]{64}\.webp")


class PictureError(ValueError):
    """A picture can't be used; the message says why and what to do."""


class ImageFolder:
    """The shop's folder of pictures; nothing outside of it is ever opened.

    Raises:
        FeedError: it is no folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise FeedError(f"{folder} is no folder: name the one that the image paths start from with --images.")
        self._root = folder.resolve()

    def read(self, name: str) -> bytes:
        """The bytes of a picture by the path a shop gave.

        Raises:
            PictureError: the path leads out of the folder, or to nothing that can be read.
        """
        try:
            with self._find(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise PictureError(f"can't be read ({error.strerror})") from None
        if len(data) > MAX_BYTES:
            raise PictureError(f"is larger than {MAX_BYTES // 2**20} MB: make it smaller")
        return data

    def _find(self, name: str) -> Path:
        if "://" in name:
            raise PictureError("is a web address: fetch the picture and give its path")
        if Path(name).is_absolute() or "\\" in name:
            raise PictureError("must be a path relative to the image folder, with / between folders")
        try:
            # Resolved first: a symbolic link may lead out of the folder as well as "..".
            path = (self._root / name).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            inside = Path(os.path.normpath(self._root / name)).is_relative_to(self._root)
            raise PictureError("is not in the image folder" if inside else "leads out of the image folder") from None
        if not path.is_relative_to(self._root):
            raise PictureError("leads out of the image folder: copy the picture into it")
        if not path.is_file():
            raise PictureError("is no file")
        return path


class PictureStore:
    """The folder of normalised pictures, named by the content of the shop's files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, data: bytes) -> str:
        """Keep a picture; the same bytes are decoded only once.

        Args:
            data: the shop's file: JPEG, PNG or WebP.

        Returns:
            sha256 of `data`, hexadecimal.

        Raises:
            PictureError: not such a picture.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if not target.is_file():
            self._write(target, data)
        return sha256

    def _write(self, target: Path, data: bytes) -> None:
        try:
            image = Image.fromarray(open_photo(data).pixels)
        except PhotoError as error:
            raise PictureError(f"can't be used: {error}") from None
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{threading.get_ident()}.part")
        with part.open("wb") as file:
            image.save(file, "WEBP", quality=QUALITY, method=2)
            file.flush()
            # The database will say that it is there: so it must be, after a power cut too.
            os.fsync(file.fileno())
        part.replace(target)

    def path(self, sha256: str) -> Path:
        """Where the picture of that content is kept."""
        return self._folder / image_name(sha256)

    def pixels(self, sha256: str) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 RGB, at most 640 px a side.

        Raises:
            PictureError: it is not in the store, or damaged there (and then removed, so that an import can mend it).
        """
        path = self.path(sha256)
        try:
            with Image.open(path, formats=("WEBP",)) as image:
                return np.asarray(image.convert("RGB"))
        except (OSError, SyntaxError, ValueError):
            path.unlink(missing_ok=True)
            raise PictureError(
                f"{path.name} is damaged or gone from {self._folder}: import its product again"
            ) from None

    def find(self, image: str) -> Path | None:
        """The file of a `Match.image`, or None (the name may come back from a browser: any text is possible)."""
        if not NAME.fullmatch(image):
            return None
        path = self._folder / image
        return path if path.is_file() else None

    def sweep(self, needed: set[str]) -> int:
        """Remove all pictures but those of the given sha256, and what an import that was cut off left; their number."""
        unneeded = [
            path for path in self._folder.glob("*.webp") if NAME.fullmatch(path.name) and path.stem not in needed
        ]
        for path in [*unneeded, *self._folder.glob("*.part")]:
            path.unlink(missing_ok=True)
        return len(unneeded)


def image_name(sha256: str) -> str:
    """The name by which a `Match` and the page know a picture, relative to the picture store."""
    return f"{sha256}.webp"
