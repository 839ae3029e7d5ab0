"""Things that stand about: sheets, floors, walls, a photographer's backdrop, blocks, crowns of trees."""

from __future__ import annotations

import math
from typing import Any

import bpy
import numpy as np

from data.boutique.blender.materials import plain
from data.boutique.blender.stage import Place


def sheet(name: str, corners: list[Place], material: Any) -> Any:
    """A flat quad."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], [tuple(range(len(corners)))])
    mesh.materials.append(material)
    made = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(made)
    return made


def box(centre: Place, half: Place, material: Any) -> Any:
    """A block; `half` are half its edges in metres."""
    x, y, z = half
    corners = [(a * x, b * y, c * z) for c in (-1, 1) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    faces = [(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    mesh = bpy.data.meshes.new("box")
    mesh.from_pydata(corners, [], faces)
    mesh.materials.append(material)
    made = bpy.data.objects.new("box", mesh)
    made.location = centre
    bpy.context.collection.objects.link(made)
    return made


def ball(centre: Place, radius: float, material: Any) -> Any:
    """A lumpy ball, such as the crown of a tree."""
    turn = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    rise = np.linspace(-math.pi / 2, math.pi / 2, 16)
    lumps = 1 + 0.12 * np.sin(5 * turn[None] + 3 * rise[:, None]) * np.cos(rise)[:, None]
    flat = np.cos(rise)[:, None] * lumps
    grid = np.stack([np.cos(turn) * flat, np.sin(turn) * flat, np.sin(rise)[:, None] * lumps], -1) * radius
    faces = [(r * 28 + c, r * 28 + (c + 1) % 28, (r + 1) * 28 + (c + 1) % 28, (r + 1) * 28 + c)
             for r in range(15) for c in range(28)]  # fmt: skip
    mesh = bpy.data.meshes.new("ball")
    mesh.from_pydata(grid.reshape(-1, 3).tolist(), [], faces)
    mesh.materials.append(material)
    mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
    made = bpy.data.objects.new("ball", mesh)
    made.location = centre
    bpy.context.collection.objects.link(made)
    return made


def floor(material: Any, size: float = 9.0) -> Any:
    """The ground at height 0."""
    return sheet("floor", [(-size, -size, 0), (size, -size, 0), (size, size, 0), (-size, size, 0)], material)


def wall(material: Any, distance: float, width: float = 9.0, height: float = 7.0) -> Any:
    """A wall behind the figure."""
    return sheet("wall", [(-width, distance, 0), (width, distance, 0), (width, distance, height),
                          (-width, distance, height)], material)  # fmt: skip


def sweep(colour: Place) -> None:
    """A photographer's backdrop: floor and wall in one curve."""
    turn = np.linspace(0, math.pi / 2, 12)
    profile = [(-7.0, 0.0), *((1.4 + math.sin(a), 1 - math.cos(a)) for a in turn), (2.4, 7.0)]
    points = [(x, y, z) for y, z in profile for x in (-9.0, 9.0)]
    faces = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(profile) - 1)]
    mesh = bpy.data.meshes.new("sweep")
    mesh.from_pydata(points, [], faces)
    mesh.materials.append(plain(colour, 0.95))
    mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
    bpy.context.collection.objects.link(bpy.data.objects.new("sweep", mesh))
