"""Index generations on disk: `<folder>/000007/` and a file CURRENT that names the one to use.

A generation is built aside, flushed to disk, renamed into place, and only then named in CURRENT, which is itself
replaced in one step. So a reader finds the last complete generation at any moment, whatever happens to the writer.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.retrieval import ShopIndex

CURRENT = "CURRENT"
MANIFEST = "generation.json"
KEPT = 2
NAME = re.compile(r"[0-9]{6,}")


class Manifest(BaseModel):
    """What a generation was made from.

    Attributes:
        model: label of the embedder.
        fingerprint: of all goods and pictures in it; the same goods make the same fingerprint.
        pictures: vectors in it.
        products: distinct products in it.
    """

    model_config = ConfigDict(frozen=True)

    model: str
    fingerprint: str
    pictures: int
    products: int


class Generations:
    """The folder of index generations. One process writes (see the import's lock), any number read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str | None:
        """Name of the newest complete generation; None before the first."""
        try:
            name = (self._folder / CURRENT).read_text("ascii", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return name if NAME.fullmatch(name) else None

    def manifest(self) -> Manifest | None:
        """What the newest complete generation was made from; None before the first, or if it is damaged."""
        name = self.current()
        if name is None:
            return None
        try:
            return Manifest.model_validate_json((self._folder / name / MANIFEST).read_text("utf-8"))
        except (OSError, ValidationError):
            return None

    def load(self, name: str) -> ShopIndex:
        """Read a generation into memory.

        Raises:
            ShopIndexError: it is damaged, or was removed meanwhile.
        """
        return ShopIndex.load(self._folder / name)

    def write(self, index: ShopIndex, manifest: Manifest) -> str:
        """Make an index the newest generation, and remove all but the last two.

        Returns:
            Its name.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{max(self._numbers(), default=0) + 1:06}"
        part = self._folder / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        index.save(part)
        (part / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
        for path in [*part.iterdir(), part]:
            _flush(path)
        part.rename(self._folder / name)
        self._point_to(name)
        self._prune()
        return name

    def _point_to(self, name: str) -> None:
        part = self._folder / f"{CURRENT}.part"
        part.write_text(name + "\n", "ascii")
        _flush(part)
        _flush(self._folder)
        part.replace(self._folder / CURRENT)
        _flush(self._folder)

    def _prune(self) -> None:
        for number in sorted(self._numbers())[:-KEPT]:
            shutil.rmtree(self._folder / f"{number:06}", ignore_errors=True)
        for part in self._folder.glob("*.part"):
            shutil.rmtree(part, ignore_errors=True)

    def _numbers(self) -> list[int]:
        return [int(path.name) for path in self._folder.iterdir() if path.is_dir() and NAME.fullmatch(path.name)]


def _flush(path: Path) -> None:
    """Have the system write a file or a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
