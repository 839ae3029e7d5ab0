"""Seamless pattern tiles: every function of (x, y) in 0..1 repeats at the edges. Our own designs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.boutique.figure.wavefront import Floats

Colours = list[Floats]
"""sRGB colours in 0..1, the ground first."""
SIZE = 512
"""Pixels along a tile's side."""


def rgb(hexadecimal: str) -> Floats:
    """`#rrggbb` -> sRGB in 0..1."""
    digits = hexadecimal.lstrip("#")
    return np.array([int(digits[k : k + 2], 16) for k in (0, 2, 4)]) / 255


def linear(hexadecimal: str) -> tuple[float, float, float]:
    """`#rrggbb` -> linear light, as Blender wants it (IEC 61966-2-1)."""
    c = rgb(hexadecimal)
    r, g, b = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(r), float(g), float(b)


def noise(size: int, random: np.random.Generator, falloff: float) -> Floats:
    """(size, size) periodic noise of mean 0 and deviation 1, with a 1/f^falloff spectrum."""
    frequency = np.fft.fftfreq(size)
    radius = np.hypot(frequency[:, None], frequency[None])
    radius[0, 0] = 1
    field = np.fft.ifft2(np.fft.fft2(random.standard_normal((size, size))) / radius**falloff).real
    return np.asarray((field - field.mean()) / field.std())


def _mix(mask: NDArray[np.floating[Any]], ground: Floats, figure: Floats) -> Floats:
    return np.asarray(ground * (1 - mask[..., None]) + figure * mask[..., None])


def _plain(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    return np.broadcast_to(c[0], (*x.shape, 3)).copy()


def _stripes(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    return _mix(((y * 4) % 1 < 0.5) * 1.0, c[0], c[1])


def _breton(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    return _mix(((y * 4) % 1 < 0.3) * 1.0, c[0], c[1])


def _pinstripe(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    return _mix(((x * 8) % 1 < 0.14) * 1.0, c[0], c[1])


def _gingham(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    return _mix((((x * 4) % 1 < 0.5) * 0.5 + ((y * 4) % 1 < 0.5) * 0.5), c[0], c[1])


def _tartan(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """A sett of bands in both directions, woven over and under."""
    tile = _plain(x, y, c, random)
    over = ((x * 128 + y * 128).astype(int) % 2 == 0) * 1.0
    sett = ((0.1, 0.16, 1, 0.35), (0.3, 0.03, -1, 0.6), (0.62, 0.1, 1, 0.3), (0.8, 0.02, -1, 0.65))
    for axis, weave in ((x, over), (y, 1 - over)):
        for start, width, colour, strength in sett:
            inside = ((axis - start) % 1 < width) * strength * (0.6 + 0.4 * weave)
            tile = _mix(inside, tile, c[colour])
    return tile


def _checks(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """A window-pane check: thin lines on a plain ground."""
    return _mix(np.maximum((x * 2) % 1 < 0.05, (y * 2) % 1 < 0.05) * 0.8, c[0], c[1])


def _dots(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    first = np.hypot((x * 4) % 1 - 0.5, (y * 4) % 1 - 0.5)
    second = np.hypot((x * 4 + 0.5) % 1 - 0.5, (y * 4 + 0.5) % 1 - 0.5)
    return _mix((np.minimum(first, second) < 0.19) * 1.0, c[0], c[1])


def _scattered(count: int, random: np.random.Generator) -> Floats:
    """(count, 2) places that keep clear of each other across the tile's edges: the best of some candidates each."""
    places = random.random((1, 2))
    while len(places) < count:
        tries = random.random((12, 2))
        apart = np.abs(tries[:, None] - places[None])
        nearest = np.hypot(*np.moveaxis(np.minimum(apart, 1 - apart), -1, 0)).min(1)
        places = np.concatenate([places, tries[[nearest.argmax()]]])
    return places


def _floral(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """Scattered five-petalled flowers; distances wrap round the tile."""
    tile = _plain(x, y, c, random)
    for number, (cx, cy) in enumerate(_scattered(34, random)):
        radius, phase = random.uniform(0.028, 0.062), random.uniform(0, 2 * np.pi)
        dx, dy = (x - cx + 0.5) % 1 - 0.5, (y - cy + 0.5) % 1 - 0.5
        distance, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
        petals = radius * (0.72 + 0.28 * np.cos(5 * angle + phase))
        tile = _mix((distance < petals) * 1.0, tile, c[1 + number % (len(c) - 1)])
        tile = _mix((distance < radius * 0.26) * 1.0, tile, np.array([0.93, 0.78, 0.35]))
    return tile


def _leaves(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """Scattered pointed leaves with a midrib."""
    tile = _plain(x, y, c, random)
    for number, (cx, cy) in enumerate(_scattered(40, random)):
        long, turn = random.uniform(0.06, 0.11), random.uniform(0, 2 * np.pi)
        dx, dy = (x - cx + 0.5) % 1 - 0.5, (y - cy + 0.5) % 1 - 0.5
        along, across = dx * np.cos(turn) + dy * np.sin(turn), -dx * np.sin(turn) + dy * np.cos(turn)
        inside = np.abs(across) < 0.36 * long * (1 - (along / long) ** 2)
        tile = _mix((inside & (np.abs(across) > 0.003)) * 1.0, tile, c[1 + number % (len(c) - 1)])
    return tile


def _camouflage(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    tile = _plain(x, y, c, random)
    for colour in c[1:]:
        tile = _mix((noise(len(x), random, 1.9) > 0.55) * 1.0, tile, colour)
    return tile


def _melange(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    return np.asarray(_plain(x, y, c, random) + (noise(len(x), random, 0.3) * 0.03)[..., None])


def _denim(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    twill = ((x * 96 - y * 96) % 1 < 0.5) - 0.5
    shade = 1 + 0.1 * twill + 0.03 * noise(len(x), random, 0.3)
    return np.asarray(_plain(x, y, c, random) * shade[..., None])


def _argyle(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """Lozenges in two colours by turns, and thin lines that cross them."""
    tile = _plain(x, y, c, random)
    for colour, shift in ((1, 0.25), (-1, 0.75)):
        lozenge = np.abs((x - shift + 0.5) % 1 - 0.5) * 4 + np.abs((y - 0.5 + 0.5) % 1 - 0.5) * 2 < 1
        tile = _mix(lozenge * 1.0, tile, c[colour])
    lines = np.minimum(np.abs((x * 2 + y) % 1 - 0.5), np.abs((x * 2 - y) % 1 - 0.5)) < 0.02
    return _mix(lines * 0.8, tile, c[-1])


def _zigzag(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """Zigzag bands."""
    row = (y * 4 + 0.5 * np.abs((x * 4) % 1 - 0.5) * 2) % 4
    tile = _plain(x, y, c, random)
    tile = _mix(((row % 2) < 0.5) * 1.0, tile, c[1])
    return _mix((((row + 1) % 2) < 0.25) * 1.0, tile, c[-1])


def _herringbone(x: Floats, y: Floats, c: Colours, random: np.random.Generator) -> Floats:
    """Twill that turns round every few threads."""
    side = np.where((x * 2) % 1 < 0.5, 1.0, -1.0)
    return _mix((((x * side * 8 + y * 8) % 1) < 0.5) * 0.8, c[0], c[1])


Painter = Callable[[Floats, Floats, Colours, np.random.Generator], Floats]
PATTERNS: dict[str, Painter] = {
    "plain": _plain, "striped": _stripes, "breton": _breton, "pinstripe": _pinstripe, "gingham": _gingham,
    "tartan": _tartan, "checked": _checks, "dotted": _dots, "floral": _floral, "leaves": _leaves,
    "camouflage": _camouflage, "melange": _melange, "denim": _denim, "argyle": _argyle,
    "zigzag": _zigzag, "herringbone": _herringbone,
}  # fmt: skip


def tile(pattern: str, colours: tuple[str, ...], seed: int = 0, size: int = SIZE) -> Floats:
    """(size, size, 3) sRGB in 0..1 of one repeat of a pattern, with a faint yarn grain.

    Raises:
        ValueError: the pattern is unknown.
    """
    if pattern not in PATTERNS:
        raise ValueError(f"unknown pattern {pattern!r}; known are: {', '.join(PATTERNS)}")
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / size
    painted = PATTERNS[pattern](x, y, [rgb(colour) for colour in colours], random)
    return np.asarray(np.clip(painted * (1 + 0.02 * noise(size, random, 0.1)[..., None]), 0, 1))


def _knit(x: Floats, y: Floats) -> Floats:
    """Stocking stitch: columns of Vs."""
    column, row = (x * 8) % 1, (y * 10) % 1
    slope = np.abs(column - 0.5) * 2
    stitch = np.cos((row + 0.5 * slope) * 2 * np.pi) * 0.5 + 0.5
    return np.asarray(stitch * (np.sin(column * np.pi) ** 2 * 0.7 + 0.3))


def _cable(x: Floats, y: Floats) -> Floats:
    """Two ropes that cross, beside ribs."""
    column = (x * 2) % 1
    swing = 0.18 * np.sin(y * 4 * np.pi)
    ropes = np.maximum(np.exp(-(((column - 0.5 - swing) / 0.12) ** 2)), np.exp(-(((column - 0.5 + swing) / 0.12) ** 2)))
    return np.asarray(np.maximum(0.9 * ropes, 0.35 * np.abs(np.sin(x * 32 * np.pi))))


def _pebble(x: Floats, y: Floats) -> Floats:
    return np.asarray(noise(len(x), np.random.default_rng(5), 1.0) * 0.16 + 0.5)


WEAVES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "knit": _knit, "cable": _cable, "leather": _pebble,
    "rib": lambda x, y: np.asarray(np.abs(np.sin(x * 8 * np.pi))),
    "twill": lambda x, y: np.asarray((x * 24 - y * 24) % 1),
    "woven": lambda x, y: np.asarray(np.sin(x * 32 * np.pi) * np.sin(y * 32 * np.pi) * 0.5 + 0.5),
    "wales": lambda x, y: np.asarray(np.abs(np.sin(x * 16 * np.pi)) ** 0.5),
}  # fmt: skip


def relief(weave: str, size: int = 256) -> Floats:
    """(size, size) height map in 0..1 of one repeat of a weave."""
    if weave not in WEAVES:
        raise ValueError(f"unknown weave {weave!r}; known are: {', '.join(WEAVES)}")
    y, x = np.mgrid[0:size, 0:size] / size
    return np.asarray(np.clip(WEAVES[weave](x, y), 0, 1))
