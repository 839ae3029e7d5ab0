"""Descriptions of pictures, kept on disk: they take minutes, what is measured with them seconds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from models.similarity.items import Item, Pixels

BATCH = 16

Embed = Callable[[Sequence[Pixels]], NDArray[np.float32]]
"""(S, S, 3) uint8 crops -> (N, …) float32, one row a crop."""


class Cropped(Protocol):
    """(S, S, 3) uint8 crops by number."""

    def __getitem__(self, number: int, /) -> Pixels:
        """One of them."""
        ...


Cut = Callable[[Sequence[Item]], Cropped]
"""Items -> their crops in the same order, such as a `models.similarity.cache.CropCache`."""


class Features:
    """The features of a method, computed once a picture.

    Args:
        embed: computes them.
        file: where they are kept (.npz); None keeps them for this run only.
        name: of the weights that make them; what other weights made is not taken from the file.
        cut: makes the crops.
    """

    def __init__(self, embed: Embed, cut: Cut, file: Path | None = None, name: str = "") -> None:
        self._embed, self._cut, self._file, self._name = embed, cut, file, name
        self._rows: dict[str, NDArray[np.float32]] = {}
        if file is not None and file.is_file():
            with np.load(file) as stored:
                self._rows = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))

    def __call__(self, items: Sequence[Item]) -> NDArray[np.float32]:
        """(N, …) float32, in the order of the items."""
        keys = [f"{self._name}/{item.key}/{_content(item)}" for item in items]
        missing = {key: item for key, item in zip(keys, items, strict=True) if key not in self._rows}
        if missing:
            self._add(missing)
            self._save()
        return np.stack([self._rows[key] for key in keys])

    def _add(self, missing: dict[str, Item]) -> None:
        keys = list(missing)
        for start in tqdm(range(0, len(keys), BATCH), desc=self._name or "features", unit="batch", mininterval=10):
            some = keys[start : start + BATCH]
            crops = self._cut([missing[key] for key in some])
            rows = self._embed([crops[number] for number in range(len(some))])
            self._rows.update(zip(some, rows, strict=True))

    def _save(self) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part.npz")
        np.savez(part, keys=np.array(list(self._rows)), rows=np.stack(list(self._rows.values())))
        os.replace(part, self._file)


def _content(item: Item) -> str:
    """Of the picture's bytes: one that was rendered again under its old name is another one."""
    return hashlib.blake2b(item.picture.read_bytes(), digest_size=8).hexdigest()
