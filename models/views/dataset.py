"""Shots of known view in memory as training examples, a new variant at each look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from data.taxonomy import VIEWS, View
from models.views.examples import ViewExample
from models.views.network import INPUT_HEIGHT, INPUT_WIDTH
from pipeline.heatmaps import letterbox, network_input
from pipeline.photo import open_photo

# Shots are kept a little larger than the network sees them, so that close-ups do not have to be enlarged much.
CACHE_SIDE = 384
# A shot of any view becomes a detail, by a close-up of its middle, this often.
CLOSE_UPS = 0.12
# A close-up shows this share of the shot's width and height; any other cut at least LEAST_KEPT of it.
CLOSE_UP_SIDE = (0.18, 0.4)
LEAST_KEPT = 0.85
# A shot lies somewhere on a larger ground of one colour, as narrow shots do on a wide page, this often.
GROUNDED = 0.3

MIRRORED = {View.LEFT: View.RIGHT, View.RIGHT: View.LEFT}

Pixels = NDArray[np.uint8]
Example = tuple[Tensor, Tensor]


class LabelledShot(NamedTuple):
    """A shot in memory.

    Attributes:
        pixels: (H, W, 3) uint8, at most CACHE_SIDE a side.
        view: what it shows.
    """

    pixels: Pixels
    view: View


def load_shot(example: ViewExample) -> LabelledShot:
    """Read a shot and shrink it to CACHE_SIDE."""
    image = Image.fromarray(open_photo(example.image).pixels)
    image.thumbnail((CACHE_SIDE, CACHE_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return LabelledShot(np.asarray(image), example.view)


def load_shots(examples: Sequence[ViewExample]) -> list[LabelledShot]:
    """All shots, decoded once."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(load_shot, examples))


def variant(shot: LabelledShot, rng: Generator) -> LabelledShot:
    """The shot cut, mirrored, on another ground and in another light; its view changes along."""
    pixels, view = shot
    if view is not View.DETAIL and rng.random() < CLOSE_UPS:
        pixels, view = _close_up(pixels, rng), View.DETAIL
    else:
        pixels = _cut(pixels, rng.uniform(LEAST_KEPT, 1.0, 2), rng.random(2))
    if rng.random() < 0.5:
        pixels, view = pixels[:, ::-1], MIRRORED.get(view, view)
    if rng.random() < GROUNDED:
        pixels = _on_ground(pixels, rng)
    return LabelledShot(_in_other_light(pixels, rng), view)


def example(shot: LabelledShot) -> Example:
    """(3, H, W) input and () class number."""
    canvas, _ = letterbox(np.ascontiguousarray(shot.pixels), INPUT_HEIGHT, INPUT_WIDTH)
    return torch.from_numpy(network_input(canvas)[0]), torch.tensor(VIEWS.index(shot.view))


class Shots(Dataset[Example]):
    """Variants of shots, reproducible by seed, epoch and number.

    Args:
        shots: in memory.
        seed: of the variants; None for the plain shots.

    Attributes:
        epoch: part of the seed.
    """

    def __init__(self, shots: Sequence[LabelledShot], seed: int | None) -> None:
        self.shots, self.seed, self.epoch = shots, seed, 0

    def __len__(self) -> int:
        return len(self.shots)

    def __getitem__(self, number: int) -> Example:
        shot = self.shots[number]
        if self.seed is None:
            return example(shot)
        return example(variant(shot, np.random.default_rng((self.seed, self.epoch, number))))


class Balanced(Sampler[int]):
    """Numbers of an epoch's shots: rare views of rare sources oftener, by the root of their number.

    Args:
        examples: what the shots were loaded from.
        seed: of the draw, together with the epoch.

    Attributes:
        epoch: part of the seed.
    """

    def __init__(self, examples: Sequence[ViewExample], seed: int) -> None:
        groups = [(one.source, one.view) for one in examples]
        counts = Counter(groups)
        shares = np.array([counts[group] ** -0.5 for group in groups])
        self.shares, self.seed, self.epoch = shares / shares.sum(), seed, 0

    def __len__(self) -> int:
        return len(self.shares)

    def __iter__(self) -> Iterator[int]:
        rng = np.random.default_rng((self.seed, self.epoch))
        return iter(rng.choice(len(self.shares), len(self.shares), p=self.shares).tolist())


def _cut(pixels: Pixels, kept: NDArray[np.float64], place: NDArray[np.float64]) -> Pixels:
    """A window of `kept` shares of height and width, at `place` (0..1) of the room that is left."""
    size = np.array(pixels.shape[:2])
    wanted = np.maximum(1, np.round(size * kept)).astype(int)
    top, left = (place * (size - wanted)).astype(int)
    return pixels[top : top + wanted[0], left : left + wanted[1]]


def _close_up(pixels: Pixels, rng: Generator) -> Pixels:
    """A small window around the middle, where the wearer is."""
    return _cut(pixels, np.full(2, rng.uniform(*CLOSE_UP_SIDE)), rng.uniform((0.1, 0.35), (0.75, 0.65)))


def _on_ground(pixels: Pixels, rng: Generator) -> Pixels:
    height, width = pixels.shape[:2]
    ground = np.full((int(height * rng.uniform(1, 1.5)), int(width * rng.uniform(1, 1.5)), 3), _ground(rng), np.uint8)
    top, left = (int(rng.random() * (room - used)) for room, used in zip(ground.shape, (height, width), strict=False))
    ground[top : top + height, left : left + width] = pixels
    return ground


def _ground(rng: Generator) -> Pixels:
    """White, a grey, or any colour."""
    kind = rng.integers(3)
    grey = np.full(3, 255 if kind == 0 else rng.integers(0, 256))
    return np.asarray(rng.integers(0, 256, 3) if kind == 2 else grey, np.uint8)


def _in_other_light(pixels: Pixels, rng: Generator) -> Pixels:
    """Colour strength, contrast, brightness and white balance vary."""
    light = pixels.astype(np.float32)
    grey = light.mean(axis=2, keepdims=True)
    light = grey + (light - grey) * np.float32(rng.uniform(0.4, 1.4))
    light = (light - 127) * np.float32(rng.uniform(0.75, 1.25)) + 127 + np.float32(rng.uniform(-25, 25))
    balance = rng.uniform(0.92, 1.08, 3).astype(np.float32)
    return np.asarray((light * balance).clip(0, 255), np.uint8)
