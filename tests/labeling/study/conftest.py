from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

NAMES = ("null", "top", "jeans", "shoes", "suit")
COLOURS = np.array([[200, 200, 200], [200, 30, 30], [30, 30, 160], [20, 20, 20], [90, 90, 90]], np.uint8)

Street = Callable[..., Path]


@pytest.fixture
def street(tmp_path: Path) -> Street:
    """A folder like Clothing Co-Parsing's with photos that we draw: top, jeans and shoes as coloured blocks."""

    def make(count: int, suits: tuple[int, ...] = ()) -> Path:
        folder = tmp_path / "street"
        for name in ("photos", "annotations/pixel-level"):
            (folder / name).mkdir(parents=True)
        cells = np.empty((1, len(NAMES)), object)
        for number, name in enumerate(NAMES):
            cells[0, number] = np.array([name])
        savemat(folder / "label_list.mat", {"label_list": cells})
        for number in range(count):
            labels = person(number, number in suits)
            savemat(folder / f"annotations/pixel-level/{number:04d}.mat", {"groundtruth": labels})
            Image.fromarray(COLOURS[labels]).save(folder / f"photos/{number:04d}.jpg")
        return folder

    return make


def person(seed: int, suit: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    x, y = np.random.default_rng(seed).integers(0, 30, 2)
    labels = np.zeros((180, 120), np.uint8)
    labels[20 + y : 70 + y, 30 + x : 75 + x] = 4 if suit else 1
    labels[70 + y : 130 + y, 35 + x : 70 + x] = 2
    labels[130 + y : 140 + y, 32 + x : 74 + x] = 3
    return labels
