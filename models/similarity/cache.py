"""Rows on disk: crops and pooled features cost more than the learning itself, so they are made once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from tqdm import tqdm

from models.similarity.items import Item, Pixels
from pipeline.crops import CROP_SIZE

FLUSH_EVERY = 100


class RowFile:
    """Rows of one shape in a raw file that is appended to, and their keys beside it (.json).

    A row that is there is not made again. Killed at any moment, it goes on from the last `FLUSH_EVERY` rows.

    Args:
        file: of the rows.
        shape: of one row.
        dtype: of its numbers.
    """

    def __init__(self, file: Path, shape: tuple[int, ...], dtype: DTypeLike) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._index = file, file.with_suffix(".json")
        self._shape, self._dtype = shape, np.dtype(dtype)
        self._keys: list[str] = []

    def __call__(
        self, keys: Sequence[str], make: Callable[[int], NDArray[Any]], what: str
    ) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """All rows of the file, and which of them belong to the keys.

        Args:
            keys: of the rows that are wanted.
            make: the number of a key -> its row; asked for those that are not there.
            what: shown while they are made.
        """
        # Read anew each time: another object may have appended to the same file since.
        self._keys = json.loads(self._index.read_text("utf-8")) if self._index.is_file() else []
        there = set(self._keys)
        missing = {key: number for number, key in enumerate(keys) if key not in there}
        self._append(missing, make, what)
        place = {key: number for number, key in enumerate(self._keys)}
        shape = (len(self._keys), *self._shape)
        rows = np.memmap(self._file, self._dtype, "r", shape=shape) if place else np.zeros(shape, self._dtype)
        return rows, np.array([place[key] for key in keys], np.int64)

    def _append(self, missing: dict[str, int], make: Callable[[int], NDArray[Any]], what: str) -> None:
        if not missing:
            return
        with self._file.open("ab") as file:
            file.truncate(len(self._keys) * int(np.prod(self._shape)) * self._dtype.itemsize)
            for count, (key, number) in enumerate(tqdm(missing.items(), desc=what, unit="row", mininterval=10), 1):
                file.write(np.asarray(make(number), self._dtype).tobytes())
                self._keys.append(key)
                if count % FLUSH_EVERY == 0 or count == len(missing):
                    file.flush()
                    self._save_keys()

    def _save_keys(self) -> None:
        part = self._index.with_suffix(".part")
        part.write_text(json.dumps(self._keys), "utf-8")
        part.replace(self._index)


@dataclass(frozen=True)
class Crops:
    """Crops of some items, read from the file one at a time.

    Attributes:
        pixels: (M, size, size, 3) uint8, all that the file has.
        rows: (N,) which of them are meant.
    """

    pixels: NDArray[np.uint8]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Pixels:
        """(size, size, 3), a copy."""
        return np.array(self.pixels[self.rows[number]])


class CropCache:
    """Crops of items; a picture that changed since is cut again.

    Args:
        folder: where `crops-<size>.u8` and `crops-<size>.json` are kept.
        size: side of the crops.
    """

    def __init__(self, folder: Path, size: int = CROP_SIZE) -> None:
        self._size = size
        self._file = RowFile(folder / f"crops-{size}.u8", (size, size, 3), np.uint8)

    def __call__(self, items: Sequence[Item]) -> Crops:
        """The crops of the items, in their order.

        Raises:
            PhotoError: a picture cannot be read.
        """
        keys = [stamp(item) for item in items]
        return Crops(*self._file(keys, lambda number: items[number].crop(self._size), "cutting"))


def stamp(item: Item) -> str:
    """Changes with the picture."""
    return f"{item.key}@{item.picture.stat().st_mtime_ns}"
