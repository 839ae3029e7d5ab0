"""Cuts and canvases: the views of a labelled photo that training sees.

Shops and shoppers cut heads and feet off. A network that only sees whole people learns that everybody has feet, so a
good part of its examples are cut, anywhere from the forehead to below the ankles, and what was cut off is invisible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

from data.poses.pose import ANKLES, EYES, FLIPPED, INVISIBLE, SHOULDERS, inside

Window = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the photo."""

# Shares of the examples with feet cut off, head cut off, cut anywhere, only background, and the whole person.
KINDS = (0.20, 0.20, 0.08, 0.03, 0.49)
SMALL_CANVAS = 0.3
FILLS = ((127, 127, 127), (255, 255, 255), (0, 0, 0), (235, 235, 235))


@dataclass(frozen=True, eq=False)
class View:
    """A photo in memory with its labels (see `LabelledPose`)."""

    image: Image.Image
    points: NDArray[np.float32]
    located: NDArray[np.bool_]
    visible: NDArray[np.int8]


def random_view(view: View, width: int, height: int, rng: Generator) -> View:
    """A random view of the photo on a canvas of the network's size."""
    view = cut(view, random_window(view, rng))
    view = on_canvas(view, width, height, rng)
    if rng.random() < 0.5:
        view = mirrored(view)
    return View(_recoloured(view.image, rng), view.points, view.located, view.visible)


def random_window(view: View, rng: Generator) -> Window:
    """Which part of the photo is kept."""
    width, height = view.image.size
    if not view.located.any():
        return _shrunk((0.0, 0.0, float(width), float(height)), 0.6, rng)
    x0, y0, x1, y1 = _around_person(view, rng)
    points = view.points
    kind = rng.choice(len(KINDS), p=KINDS)
    if kind == 0:
        y1 = _between(points, SHOULDERS, ANKLES, 0.02, rng)
    elif kind == 1:
        # Half of these cuts fall between forehead and shoulders, where seen and not seen lie close together.
        lower, beyond = (SHOULDERS, 0.0) if rng.random() < 0.5 else (ANKLES, -0.1)
        y0 = _between(points, EYES, lower, beyond, rng)
    elif kind == 2:
        return _shrunk((0.0, 0.0, float(width), float(height)), 0.35, rng)
    elif kind == 3:
        return _beside_person(view, rng)
    return x0, y0, x1, y1


def cut(view: View, window: Window) -> View:
    """Keep a window (at least 32 pixels wide and high); points outside it become invisible."""
    width, height = view.image.size
    x0, y0 = (int(np.clip(value, 0, limit - 32)) for value, limit in zip(window[:2], (width, height), strict=True))
    x1 = int(np.clip(window[2], x0 + 32, width))
    y1 = int(np.clip(window[3], y0 + 32, height))
    points = view.points - np.array((x0, y0), np.float32)
    out = view.located & ~inside(points, x1 - x0, y1 - y0)
    visible = np.where(out, np.int8(INVISIBLE), view.visible)
    return View(view.image.crop((x0, y0, x1, y1)), points, view.located & ~out, visible)


def on_canvas(view: View, width: int, height: int, rng: Generator | None = None) -> View:
    """Letterbox onto a canvas: centred and as large as fits, or, with a generator, sometimes smaller and anywhere."""
    scale = min(width / view.image.width, height / view.image.height)
    place, fill = np.array((0.5, 0.5)), FILLS[0]
    if rng is not None and rng.random() < SMALL_CANVAS:
        scale *= rng.uniform(0.6, 1.0)
        place, fill = rng.random(2), FILLS[rng.integers(len(FILLS))]
    size = (max(1, round(view.image.width * scale)), max(1, round(view.image.height * scale)))
    left, top = (int(share * (room - used)) for share, room, used in zip(place, (width, height), size, strict=True))
    canvas = Image.new("RGB", (width, height), fill)
    canvas.paste(view.image.resize(size, Image.Resampling.BILINEAR), (left, top))
    return View(canvas, (view.points * scale + (left, top)).astype(np.float32), view.located, view.visible)


def mirrored(view: View) -> View:
    """Left and right exchanged, in the picture and in the names of the points."""
    order = list(FLIPPED)
    points = view.points[order].copy()
    points[:, 0] = view.image.width - points[:, 0]
    image = view.image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return View(image, points, view.located[order], view.visible[order])


def _around_person(view: View, rng: Generator) -> Window:
    """A window that keeps all located points with some margin for hair and shoes."""
    width, height = view.image.size
    kept = view.points[view.located]
    margin = 0.1 * float(np.ptp(kept[:, 1]))
    (left, top), (right, bottom) = kept.min(axis=0) - margin, kept.max(axis=0) + margin
    if rng.random() < 0.35:
        return 0.0, 0.0, float(width), float(height)
    x0, y0, x1, y1 = rng.random(4)
    return (
        x0 * max(0.0, float(left)),
        y0 * max(0.0, float(top)),
        width - x1 * max(0.0, width - float(right)),
        height - y1 * max(0.0, height - float(bottom)),
    )


def _between(
    points: NDArray[np.float32], upper: tuple[int, int], lower: tuple[int, int], beyond: float, rng: Generator
) -> float:
    """A random y between the means of two pairs; the lower end moved down by a share of their distance."""
    first, last = float(points[list(upper), 1].mean()), float(points[list(lower), 1].mean())
    # Guessed points of a cut-off half may lie in any order.
    low, high = sorted((first - 0.02 * (last - first), last + beyond * (last - first)))
    return float(rng.uniform(low, high))


def _shrunk(window: Window, least: float, rng: Generator) -> Window:
    """A random part, of at least this share of the window's width and height."""
    x0, y0, x1, y1 = window
    width, height = ((x1 - x0) * rng.uniform(least, 1.0), (y1 - y0) * rng.uniform(least, 1.0))
    left, top = rng.uniform(x0, x1 - width), rng.uniform(y0, y1 - height)
    return left, top, left + width, top + height


def _beside_person(view: View, rng: Generator) -> Window:
    """The wider strip beside the person: streets without people (of whom we know)."""
    width, height = view.image.size
    x = view.points[view.located, 0]
    margin = 0.12 * float(np.ptp(view.points[view.located, 1]))
    left, right = float(x.min()) - margin, float(x.max()) + margin
    strip = (0.0, 0.0, left, float(height)) if left > width - right else (right, 0.0, float(width), float(height))
    if strip[2] - strip[0] < 48:
        return 0.0, 0.0, float(width), float(height)
    top = float(rng.uniform(0, 0.5) * height)
    return strip[0], top, strip[2], top + float(rng.uniform(0.3, 0.5) * height)


def _recoloured(image: Image.Image, rng: Generator) -> Image.Image:
    """Light, contrast and colour vary; some pictures are grey, some out of focus."""
    for enhancer, spread in ((ImageEnhance.Brightness, 0.35), (ImageEnhance.Contrast, 0.3), (ImageEnhance.Color, 0.5)):
        if rng.random() < 0.5:
            image = enhancer(image).enhance(float(rng.uniform(1 - spread, 1 + spread)))
    if rng.random() < 0.05:
        image = image.convert("L").convert("RGB")
    if rng.random() < 0.25:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.8))))
    return image
