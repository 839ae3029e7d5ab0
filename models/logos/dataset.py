"""Tensors of the finder's and the reader's training examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from models.logos.articles import WINDOW, Crop, variant
from models.logos.bank import Bank
from models.logos.network import CROP, STRIDE
from models.logos.patches import RealPatch, draw_patch
from pipeline.heatmaps import network_input

LEAST_SIDE = 4.0
"""Pixels: of what is narrower than this nobody could say that it is a logo; it is neither wanted nor punished."""
BRANDED, STREET = 0.35, 0.15
"""Shares of the examples that show a true logo, and that are real photos; the rest are the boutique's bare articles."""

FinderExample = tuple[Tensor, Tensor, Tensor, Tensor]


def finder_targets(
    boxes: NDArray[np.float32], side: int = CROP
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Heat (1, h, w), boxes (4, h, w) and weights (2, h, w: of the heat and of the box) of logos in a crop.

    Args:
        boxes: (L, 4) x0, y0, x1, y1 in pixels.
        side: of the crop.
    """
    cells = side // STRIDE
    heat, weights = np.zeros((1, cells, cells), np.float32), np.zeros((2, cells, cells), np.float32)
    weights[0] = 1
    sized = np.zeros((4, cells, cells), np.float32)
    places = np.arange(cells, dtype=np.float32) + 0.5
    for x0, y0, x1, y1 in boxes / STRIDE:
        x, y, width, height = (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0
        near_x, near_y = (np.maximum(0.7, side / 6) for side in (width, height))
        bump = np.exp(-(((places - y) / near_y) ** 2)[:, None] / 2 - (((places - x) / near_x) ** 2)[None] / 2)
        if min(width, height) * STRIDE < LEAST_SIDE:
            weights[0] *= bump < 0.1
            continue
        column, row = (int(np.clip(value, 0, cells - 1)) for value in (x, y))
        heat[0] = np.maximum(heat[0], bump * (1 - 1e-6))
        heat[0, row, column] = 1
        near = (bump > 0.6) & (weights[1] < bump)
        near[row, column] = True
        for number, value in enumerate((x - places[None], y - places[:, None], np.log(width), np.log(height))):
            sized[number][near] = np.broadcast_to(value, near.shape)[near]
        weights[1][near] = 1
    return heat, sized, weights


class Articles(Dataset[FinderExample]):
    """Articles, each a new variant at each look; `epoch` changes them all.

    Args:
        crops: of articles.
        bank: logos to be sewn on.
        seed: decides everything.
    """

    def __init__(self, crops: Sequence[Crop], bank: Bank, seed: int) -> None:
        self._crops, self._bank, self._seed, self.epoch = crops, bank, seed, 0

    def __len__(self) -> int:
        return len(self._crops)

    def __getitem__(self, number: int) -> FinderExample:
        """Input (3, W, W), heat (1, h, w), boxes (4, h, w), weights (2, h, w)."""
        # A number drawn twice is another variant; workers must not share one state.
        rng = default_rng((self._seed, self.epoch, number, int(torch.randint(2**31, ()).item())))
        crop = variant(self._crops[number], self._bank, rng)
        heat, boxes, weights = finder_targets(crop.boxes, WINDOW)
        made = network_input(crop.pixels)[0], heat, boxes, weights
        return tuple(torch.from_numpy(np.ascontiguousarray(each)) for each in made)  # type: ignore[return-value]


class Mixed(Sampler[int]):
    """Draws articles with logos, real ones and bare ones in fixed shares.

    Args:
        branded, street: whether each article is that.
        length: draws an epoch.
    """

    def __init__(self, branded: Sequence[bool], street: Sequence[bool], length: int) -> None:
        self._length = length
        marked, real = np.array(branded), np.array(street)
        shares = {BRANDED: marked, STREET: real & ~marked, 1 - BRANDED - STREET: ~(marked | real)}
        self._weights = torch.from_numpy(sum(share * part / max(1, part.sum()) for share, part in shares.items()))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[int]:
        """Numbers of articles."""
        return iter(torch.multinomial(self._weights, self._length, replacement=True).tolist())


class Patches(Dataset[tuple[Tensor, Tensor]]):
    """Patches with their class, without end; every number of every epoch is one of its own.

    Args:
        crops: bare articles to sew logos onto.
        bank: the logos.
        real: patches of true logos.
        length: patches an epoch.
        seed: decides everything.
    """

    def __init__(self, crops: Sequence[Crop], bank: Bank, real: Sequence[RealPatch], length: int, seed: int) -> None:
        self._crops, self._bank, self._real = crops, bank, real
        self._length, self._seed, self.epoch = length, seed, 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        """(3, 64, 64) and () class; the last class is "no logo"."""
        rng: Generator = default_rng((self._seed, self.epoch, number))
        pixels, label = draw_patch(self._crops, self._bank, self._real, rng)
        return torch.from_numpy(network_input(pixels)[0]), torch.tensor(label)
