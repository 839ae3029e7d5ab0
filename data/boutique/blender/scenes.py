"""Backdrops with their light, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.boutique.blender import stage


def _studio(scene: Any) -> None:
    stage.sweep((0.8, 0.8, 0.8))
    stage.studio(scene)


def _grey_studio(scene: Any) -> None:
    stage.sweep((0.35, 0.37, 0.4))
    stage.studio(scene)


def _daylight(scene: Any, strength: float = 2.6) -> None:
    stage.sky(scene, (0.66, 0.78, 1.0), 0.75)
    stage.sun(48, -38, strength, (1.0, 0.94, 0.84))


def _bricks(scene: Any) -> None:
    stage.wall(stage.bricks((0.32, 0.13, 0.09), (0.24, 0.1, 0.07), (0.45, 0.42, 0.38)), 1.6)
    stage.floor(stage.mottled((0.14, 0.14, 0.15), (0.24, 0.24, 0.25), 90))
    _daylight(scene)


def _plaster(scene: Any) -> None:
    stage.wall(stage.mottled((0.62, 0.5, 0.36), (0.7, 0.58, 0.43), 7), 1.4)
    stage.floor(stage.mottled((0.3, 0.28, 0.25), (0.4, 0.37, 0.33), 60))
    _daylight(scene)


def _concrete(scene: Any) -> None:
    stage.wall(stage.mottled((0.33, 0.34, 0.35), (0.45, 0.46, 0.47), 9), 2.2)
    stage.floor(stage.mottled((0.26, 0.26, 0.26), (0.36, 0.36, 0.36), 70))
    _daylight(scene, 1.8)


def _park(scene: Any) -> None:
    """A path of gravel, a hedge behind it, sky above."""
    stage.wall(stage.mottled((0.025, 0.07, 0.02), (0.1, 0.2, 0.05), 11), 5.0, 14.0, 2.3)
    stage.floor(stage.mottled((0.36, 0.31, 0.24), (0.48, 0.43, 0.35), 50), 14.0)
    stage.sheet("lawn", [(-14, 2.4, 0.01), (14, 2.4, 0.01), (14, 5.0, 0.01), (-14, 5.0, 0.01)],
                stage.mottled((0.06, 0.13, 0.03), (0.12, 0.21, 0.06), 40))  # fmt: skip
    _daylight(scene)


SCENES: dict[str, Callable[[Any], None]] = {
    "studio": _studio, "grey studio": _grey_studio, "bricks": _bricks, "plaster": _plaster, "concrete": _concrete,
    "park": _park,
}  # fmt: skip
