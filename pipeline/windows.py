"""Where to look again in a photo that is wider than a person: groups, and somebody beside much else.

The detector was taught on upright photos that one person fills. Of ten people in a row it sees none: scaled to its size
each is a few pixels wide. Cut into upright windows, such a photo is several photos of the kind it knows.
"""

from __future__ import annotations

from math import ceil

from pipeline.look import Box

WIDE = 1.2
"""Width by height from which on a photo is cut; the photos that the detector learned from have 2 : 3."""
SHAPE = 2 / 3
"""A window's width by its height, which is the photo's."""
STEP = 0.5
"""Distance of two windows in widths: who is cut by one's edge is whole in the next."""
MOST = 8
"""Windows a photo; each costs a run of the detector. A panorama's lie further apart."""
EDGE = 0.02
"""What comes this near to a window's edge, in widths, is taken for a cut part."""

Window = tuple[int, int]
"""The first column, and the one after the last."""


def windows(width: int, height: int) -> list[Window]:
    """Upright windows of full height, evenly spread; none for a photo that is not wide.

    Args:
        width: of the photo, in pixels.
        height: of the photo, in pixels.
    """
    if width < WIDE * height:
        return []
    side = max(1, round(SHAPE * height))
    count = min(MOST, 1 + ceil((width - side) / (STEP * side)))
    return [(left, left + side) for left in (round(k * (width - side) / (count - 1)) for k in range(count))]


def is_cut(box: Box, window: Window, width: int) -> bool:
    """Whether what lies in a box seems to go on beyond its window's edge, where that is not the photo's.

    Args:
        box: in pixels of the photo.
        window: in which it was found.
        width: of the photo.
    """
    left, right = window
    near = EDGE * (right - left)
    return (left > 0 and box[0] < left + near) or (right < width and box[2] > right - near)
