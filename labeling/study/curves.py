"""Learning curves as a picture, drawn with Pillow: no plotting library is among the project's dependencies."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from labeling.study.report import Curves, Spread

SIZE = (1100, 720)
FINER = 3
"""Drawn this many times as large and shrunk, since Pillow's lines have hard edges."""
LEFT, TOP, RIGHT, BOTTOM = 90, 60, 30, 80
INK, GRID = "#222222", "#dddddd"
COLOURS = ("#666666", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#b8860b")
"""Okabe and Ito's, which the colour-blind tell apart."""
TICK = 0.02
APART = 5
"""Pixels between the strategies' bars of one number of labels, which would hide each other."""


class Frame(NamedTuple):
    """From labels and AP50 to pixels of the finished picture."""

    counts: Sequence[int]
    low: float
    high: float

    def x(self, count: float) -> float:
        """Pixels from the left."""
        first, last = self.counts[0], self.counts[-1]
        share = (count - first) / max(1, last - first)
        return LEFT + 20 + share * (SIZE[0] - LEFT - RIGHT - 40)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return SIZE[1] - BOTTOM - (value - self.low) / (self.high - self.low) * (SIZE[1] - TOP - BOTTOM)


class Pen:
    """Draws in pixels of the finished picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), "white")
        self._draw = ImageDraw.Draw(self.image)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """A line through all points."""
        scaled = [(x * FINER, y * FINER) for x, y in points]
        self._draw.line(scaled, colour, round(width * FINER), joint="curve")

    def dot(self, x: float, y: float, colour: str) -> None:
        """A measured point."""
        box = [(x - 4.5) * FINER, (y - 4.5) * FINER, (x + 4.5) * FINER, (y + 4.5) * FINER]
        self._draw.ellipse(box, fill=colour, outline="white", width=FINER)

    def text(self, x: float, y: float, words: str, anchor: str, size: int = 17, colour: str = INK) -> None:
        """Words; the anchor as Pillow's, such as "mm" for the middle."""
        font = ImageFont.load_default(size * FINER)
        self._draw.text((x * FINER, y * FINER), words, colour, font, anchor)

    def save(self, file: Path) -> None:
        """Shrink and write as PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.image.resize(SIZE, Image.Resampling.LANCZOS).quantize(128).save(file, "PNG", optimize=True)


def draw_curves(curves: Curves, file: Path) -> None:
    """Mean AP50 over the number of labels, a line a strategy; bars are a standard deviation over the seeds."""
    found = {
        name: [(count, spread) for count in curves.counts if (spread := curves.at(name, count)) is not None]
        for name in curves.runs
    }
    ends = [
        spread.mean + sign * spread.deviation for points in found.values() for _, spread in points for sign in (-1, 1)
    ]
    frame = Frame(curves.counts, floor(min(ends) / TICK) * TICK, ceil(max(ends) / TICK + 1e-9) * TICK)
    pen = Pen()
    _axes(pen, frame)
    for number, (name, points) in enumerate(found.items()):
        shift = (number - (len(found) - 1) / 2) * APART
        _curve(pen, frame, points, COLOURS[number % len(COLOURS)], shift)
        _legend(pen, number, name, max(spread.seeds for _, spread in points))
    pen.save(file)


def _axes(pen: Pen, frame: Frame) -> None:
    steps = round((frame.high - frame.low) / TICK)
    every = max(1, ceil(steps / 12))
    for step in range(0, steps + 1, every):
        value = frame.low + step * TICK
        pen.line([(LEFT, frame.y(value)), (SIZE[0] - RIGHT, frame.y(value))], GRID, 1)
        pen.text(LEFT - 10, frame.y(value), f"{value:.2f}", "rm")
    for count in frame.counts:
        pen.line([(frame.x(count), SIZE[1] - BOTTOM), (frame.x(count), SIZE[1] - BOTTOM + 7)], INK, 1.5)
        pen.text(frame.x(count), SIZE[1] - BOTTOM + 24, str(count), "mm")
    pen.line([(LEFT, SIZE[1] - BOTTOM), (SIZE[0] - RIGHT, SIZE[1] - BOTTOM)], INK, 1.5)
    pen.text((LEFT + SIZE[0] - RIGHT) / 2, SIZE[1] - 24, "labelled photos", "mm", 19)
    pen.text(LEFT - 70, 30, "mean AP50, validation split", "lm", 19)


def _curve(pen: Pen, frame: Frame, points: Sequence[tuple[int, Spread]], colour: str, shift: float) -> None:
    pen.line([(frame.x(count), frame.y(spread.mean)) for count, spread in points], colour, 2.5)
    for count, spread in points:
        x = frame.x(count) + shift
        pen.line([(x, frame.y(spread.mean + sign * spread.deviation)) for sign in (-1, 1)], colour, 1.2)
        pen.dot(frame.x(count), frame.y(spread.mean), colour)


def _legend(pen: Pen, number: int, name: str, seeds: int) -> None:
    y = SIZE[1] - BOTTOM - 30 - 26 * number
    pen.line([(SIZE[0] - 320, y), (SIZE[0] - 285, y)], COLOURS[number % len(COLOURS)], 3)
    pen.text(SIZE[0] - 275, y, f"{name} ({seeds} seed{'s' if seeds > 1 else ''})", "lm")
