"""Backdrops with their light, by name. `light` (0..1) picks where sun and lamps stand; .5 is the usual place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.boutique.blender import props, stage
from data.boutique.blender.materials import plain


def _backdrop(colour: stage.Place) -> Callable[[Any, float], None]:
    def build(scene: Any, light: float) -> None:
        props.sweep(colour)
        stage.studio(scene, mirrored=light > 0.5, strength=0.85 + 0.3 * abs(light - 0.5))

    return build


def _daylight(scene: Any, light: float, strength: float = 2.6) -> None:
    """Sun from the left for a low `light`, from the right for a high one, warmer towards the ends."""
    away = abs(light - 0.5) * 2
    stage.sky(scene, (0.66, 0.78, 1.0), 0.75)
    stage.sun(50 - 16 * away, -62 + 48 * light * 2.0, strength, (1.0, 0.94 - 0.07 * away, 0.84 - 0.16 * away))


def _bricks(scene: Any, light: float) -> None:
    props.wall(stage.bricks((0.32, 0.13, 0.09), (0.24, 0.1, 0.07), (0.45, 0.42, 0.38)), 1.6)
    props.floor(stage.mottled((0.14, 0.14, 0.15), (0.24, 0.24, 0.25), 90))
    _daylight(scene, light)


def _plaster(scene: Any, light: float) -> None:
    props.wall(stage.mottled((0.62, 0.5, 0.36), (0.7, 0.58, 0.43), 7), 1.4)
    props.floor(stage.mottled((0.3, 0.28, 0.25), (0.4, 0.37, 0.33), 60))
    props.box((0, 1.36, 0.06), (9, 0.03, 0.06), plain((0.42, 0.36, 0.29), 0.9))
    _daylight(scene, light)


def _concrete(scene: Any, light: float) -> None:
    props.wall(stage.mottled((0.33, 0.34, 0.35), (0.45, 0.46, 0.47), 9), 2.2)
    props.floor(stage.mottled((0.26, 0.26, 0.26), (0.36, 0.36, 0.36), 70))
    seam = plain((0.2, 0.2, 0.21), 0.95)
    for x in (-2.4, -1.2, 0.0, 1.2, 2.4):
        props.box((x, 2.19, 3.5), (0.008, 0.012, 3.5), seam)
    props.box((0, 2.19, 1.5), (9, 0.012, 0.008), seam)
    _daylight(scene, light, 1.8)


def _park(scene: Any, light: float) -> None:
    """A path of gravel, a lawn, trees at several distances, out of focus."""
    props.floor(stage.mottled((0.36, 0.31, 0.24), (0.48, 0.43, 0.35), 50), 30.0)
    props.sheet("lawn", [(-30, 2.0, 0.01), (30, 2.0, 0.01), (30, 40, 0.01), (-30, 40, 0.01)],
                stage.mottled((0.06, 0.13, 0.03), (0.13, 0.22, 0.06), 9))  # fmt: skip
    bark = stage.mottled((0.06, 0.04, 0.03), (0.12, 0.09, 0.06), 20)
    leaves = [
        stage.mottled((0.02, 0.06, 0.015), (0.12, 0.22, 0.05), 5),
        stage.mottled((0.05, 0.1, 0.02), (0.2, 0.28, 0.06), 6),
    ]
    for number, (x, y, size) in enumerate(_TREES):
        props.box((x, y, 0.9), (0.13 * size, 0.13 * size, 0.9), bark)
        for dx, dz, radius in ((0, 2.7, 1.35), (-0.9, 2.2, 0.95), (0.95, 2.3, 0.9), (0.2, 3.5, 0.9)):
            props.ball((x + dx * size, y, dz * size), radius * size, leaves[number % 2])
    props.sheet("hedge", [(-40, 30, 0), (40, 30, 0), (40, 30, 3.2), (-40, 30, 3.2)], leaves[0])
    stage.out_of_focus(scene, 2.0)
    _daylight(scene, light)


_TREES = ((-3.2, 7.0, 1.0), (3.6, 9.0, 1.15), (-6.5, 13.0, 1.3), (0.8, 17.0, 1.3), (7.5, 16.0, 1.4), (-2.4, 22.0, 1.5))
"""x, y in metres and size of the trees."""


def _street(scene: Any, light: float) -> None:
    """A pavement before a house with windows and a door, a little out of focus."""
    props.wall(stage.mottled((0.5, 0.36, 0.27), (0.58, 0.43, 0.33), 6), 4.2, 20.0, 9.0)
    glass, frame = plain((0.05, 0.07, 0.09), 0.15), plain((0.75, 0.73, 0.7), 0.7)
    for x in (-4.6, -2.3, 2.3, 4.6):
        for z in (1.75, 4.6):
            props.box((x, 4.18, z), (0.62, 0.05, 0.95), frame)
            props.box((x, 4.12, z), (0.54, 0.02, 0.87), glass)
            props.box((x, 4.09, z), (0.03, 0.02, 0.87), frame)
    props.box((0.0, 4.16, 1.15), (0.62, 0.05, 1.2), frame)
    props.box((0.0, 4.1, 1.1), (0.52, 0.03, 1.1), plain((0.05, 0.13, 0.12), 0.5))
    props.box((0.0, 4.1, 0.3), (20, 0.12, 0.3), plain((0.3, 0.29, 0.28), 0.9))
    props.floor(stage.mottled((0.24, 0.24, 0.23), (0.33, 0.32, 0.31), 40), 20.0)
    stage.out_of_focus(scene, 2.8)
    _daylight(scene, light)


def _avenue(scene: Any, light: float) -> None:
    """A street that runs away from the camera between two rows of houses, out of focus."""
    props.floor(stage.mottled((0.1, 0.1, 0.11), (0.16, 0.16, 0.17), 30), 60.0)
    walls = [stage.mottled(*pair, 4) for pair in _HOUSES]
    glass = plain((0.06, 0.08, 0.11), 0.2)
    for row, side in enumerate((-1, 1)):
        for number in range(5):
            y, height = 6.0 + 7.0 * number, 8.0 + 2.0 * ((number * 3 + row * 2) % 4)
            props.box((side * 7.0, y, height / 2), (2.8, 3.4, height / 2), walls[(number + 2 * row) % len(walls)])
            for level in range(3):
                for dy in (-2.0, 0.0, 2.0):
                    props.box((side * 4.18, y + dy, 1.8 + 2.6 * level), (0.03, 0.5, 0.75), glass)
        props.box((side * 3.4, 20, 0.07), (0.8, 26, 0.07), plain((0.34, 0.33, 0.32), 0.9))
    stage.out_of_focus(scene, 1.6)
    _daylight(scene, light)


_HOUSES = (
    ((0.42, 0.3, 0.22), (0.5, 0.37, 0.28)), ((0.5, 0.47, 0.4), (0.58, 0.55, 0.48)),
    ((0.3, 0.13, 0.1), (0.36, 0.17, 0.13)), ((0.32, 0.36, 0.4), (0.4, 0.43, 0.47)),
)  # fmt: skip
"""Two tones of each kind of house."""


def _gallery(scene: Any, light: float) -> None:
    """A bright room with a wooden floor and pictures on the wall."""
    props.wall(plain((0.72, 0.7, 0.66), 0.9), 2.6)
    props.floor(stage.mottled((0.26, 0.16, 0.09), (0.34, 0.22, 0.13), 14))
    for x, tone in ((-1.5, (0.16, 0.25, 0.34)), (1.6, (0.5, 0.27, 0.12))):
        props.box((x, 2.57, 1.65), (0.5, 0.03, 0.36), plain((0.05, 0.05, 0.05), 0.5))
        props.box((x, 2.54, 1.65), (0.42, 0.02, 0.28), plain(tone, 0.8))
    props.box((0, 2.57, 0.06), (9, 0.02, 0.06), plain((0.8, 0.79, 0.76), 0.7))
    stage.studio(scene, mirrored=light > 0.5)


SCENES: dict[str, Callable[[Any, float], None]] = {
    "studio": _backdrop((0.8, 0.8, 0.8)), "grey studio": _backdrop((0.35, 0.37, 0.4)),
    "warm studio": _backdrop((0.66, 0.6, 0.53)), "gallery": _gallery, "bricks": _bricks, "plaster": _plaster,
    "concrete": _concrete, "park": _park, "street": _street, "avenue": _avenue,
}  # fmt: skip
