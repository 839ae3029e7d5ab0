"""A product page as a folder of pictures: which of its files are pictures, and where the results go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pipeline.annotate import annotate
from pipeline.output import output_stems, write_json, write_look
from pipeline.photo import Photo, PhotoError, open_photo
from pipeline.product_page import ProductPage, Unreadable

PAGE_FILE = "pdp.json"
# What is meant to be a picture; those that can't be read are reported as such, other files are none of ours.
READABLE = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp"})
SUFFIXES = READABLE | {".avif", ".bmp", ".gif", ".heic", ".heif", ".tif", ".tiff"}
# All pictures of a page are in memory at once, up to 8 MB each.
MAX_PICTURES = 60


class PageFolderError(ValueError):
    """The folder is not a product page's; the message says what to do."""


@dataclass(frozen=True)
class PageFolder:
    """The pictures of one page on disk.

    Attributes:
        path: the folder.
        files: its pictures in the order of their names, "2" before "10"; may be none.
    """

    path: Path
    files: tuple[Path, ...]

    @classmethod
    def find(cls, path: Path, out: Path) -> Self:
        """The pictures that lie directly in a folder; hidden files and those of other kinds are left out.

        Raises:
            PageFolderError: it is no folder, holds too many pictures, or results would be written into it.
        """
        if not path.is_dir():
            raise PageFolderError(
                f"{path} is {'not a folder' if path.exists() else 'missing'}: name a folder of pictures"
            )
        if out.resolve() == path.resolve():
            raise PageFolderError("--out is the page's own folder: name another one, or results become pictures of it")
        files = [file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()]
        shown = sorted((file for file in files if not file.name.startswith(".")), key=_by_number)
        if len(shown) > MAX_PICTURES:
            raise PageFolderError(f"{path} holds {len(shown)} pictures; a product page has at most {MAX_PICTURES}")
        return cls(path, tuple(shown))

    def open(self) -> list[Photo | Unreadable]:
        """All pictures, or why they can't be read."""
        return [_open(file) for file in self.files]

    def write(self, out: Path, page: ProductPage, pictures: Sequence[Photo | Unreadable]) -> None:
        """Write the chosen picture's look, then `pdp.json`.

        Raises:
            OSError: the folder can't be written.
        """
        stem = None
        if page.chosen is not None and page.look is not None:
            stem = output_stems(self.files, out)[page.chosen]
            photo = pictures[page.chosen]
            if isinstance(photo, Photo):
                write_look(out, stem, page.look, annotate(photo, page.look))
        look = None if stem is None else f"{stem}.look.json"
        write_json(out / PAGE_FILE, {"page": self.path.resolve().name, **page.to_json(), "look": look})


def _open(file: Path) -> Photo | Unreadable:
    try:
        return open_photo(file)
    except PhotoError as error:
        return Unreadable(file.name, str(error))


def _by_number(file: Path) -> tuple[list[tuple[bool, int, str]], str]:
    """Names as people order them: digits before letters, runs of digits by their value."""
    runs = re.findall(r"[0-9]+|[^0-9]+", file.name.casefold())
    return [(False, int(run), "") if run[0] in "0123456789" else (True, 0, run) for run in runs], file.name
