"""A pen for small drawings: filled shapes, lines and arcs on a transparent square, coordinates 0..1, y down."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

Point = tuple[float, float]
SIDE = 512
"""Pixels along the square's side."""
CLEAR = (0, 0, 0, 0)


class Pen:
    """Draws in one ink on a transparent square of `SIDE` pixels."""

    def __init__(self, ink: str) -> None:
        self.ink = ink
        self.picture = Image.new("RGBA", (SIDE, SIDE), CLEAR)
        self._draw = ImageDraw.Draw(self.picture)

    def shape(self, *points: Point, erase: bool = False) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * SIDE, y * SIDE) for x, y in points], fill=CLEAR if erase else self.ink)

    def disc(self, x: float, y: float, radius: float, erase: bool = False) -> None:
        """A filled circle."""
        box = [(value + sign * radius) * SIDE for sign in (-1, 1) for value in (x, y)]
        self._draw.ellipse(box, fill=CLEAR if erase else self.ink)

    def line(self, *points: Point, width: float = 0.06, erase: bool = False) -> None:
        """A line with round ends."""
        scaled = [(x * SIDE, y * SIDE) for x, y in points]
        self._draw.line(scaled, fill=CLEAR if erase else self.ink, width=round(width * SIDE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, erase)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, width: float = 0.06) -> None:
        """Part of a circle; degrees clockwise from the right."""
        turn = [math.radians(start + (end - start) * k / 40) for k in range(41)]
        self.line(*[(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turn], width=width)
