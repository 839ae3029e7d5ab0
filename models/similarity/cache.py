"""Crops on disk: decoding and cutting photos costs more than the network's own work, so it is done once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from models.similarity.items import Item, Pixels
from pipeline.crops import CROP_SIZE

FLUSH_EVERY = 100


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
    """Crops of items in one raw uint8 file that is appended to, and their keys beside it.

    A crop that is there is not made again; a picture that changed since is. Killed at any moment, it goes on from the
    last `FLUSH_EVERY` crops.

    Args:
        folder: where `crops-<size>.u8` and `crops-<size>.json` are kept.
        size: side of the crops.
    """

    def __init__(self, folder: Path, size: int = CROP_SIZE) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._pixels, self._index = folder / f"crops-{size}.u8", folder / f"crops-{size}.json"
        self._size = size
        self._bytes = size * size * 3
        self._keys: list[str] = json.loads(self._index.read_text("utf-8")) if self._index.is_file() else []

    def __call__(self, items: Sequence[Item]) -> Crops:
        """The crops of the items, in their order.

        Raises:
            PhotoError: a picture cannot be read.
        """
        keys = [_stamp(item) for item in items]
        there = set(self._keys)
        missing = {key: item for key, item in zip(keys, items, strict=True) if key not in there}
        self._append(missing)
        row = {key: number for number, key in enumerate(self._keys)}
        shape = (len(self._keys), self._size, self._size, 3)
        pixels = np.memmap(self._pixels, np.uint8, "r", shape=shape) if row else np.zeros(shape, np.uint8)
        return Crops(pixels, np.array([row[key] for key in keys], np.int64))

    def _append(self, missing: dict[str, Item]) -> None:
        if not missing:
            return
        with self._pixels.open("ab") as file:
            file.truncate(len(self._keys) * self._bytes)
            for number, (key, item) in enumerate(tqdm(missing.items(), desc="cutting", unit="crop"), start=1):
                file.write(item.crop(self._size).tobytes())
                self._keys.append(key)
                if number % FLUSH_EVERY == 0 or number == len(missing):
                    file.flush()
                    self._save_keys()

    def _save_keys(self) -> None:
        part = self._index.with_suffix(".part")
        part.write_text(json.dumps(self._keys), "utf-8")
        part.replace(self._index)


def _stamp(item: Item) -> str:
    return f"{item.key}@{item.picture.stat().st_mtime_ns}"
