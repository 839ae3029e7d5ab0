"""Meshes and strands from numpy arrays; decimetres with y up become metres with z up, facing -y."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints


def to_metres(points: Floats) -> Floats:
    """MakeHuman axes (dm; x left, y up, z front) to Blender's (m; x left, y back, z up)."""
    return np.asarray(np.stack([points[..., 0], -points[..., 2], points[..., 1]], -1) * 0.1)


def build(
    name: str, points: Floats, faces: Ints, materials: list[Any], *, material: Ints | None = None,
    uv: dict[str, Floats] | None = None, rest: Floats | None = None, index: int = 0, thickness: float = 0.0,
    subdivide: int = 0,
) -> Any:  # fmt: skip
    """A smooth mesh object.

    Args:
        name: its name.
        points: (N, 3) in decimetres.
        faces: (F, 4), `NO_CORNER` fourth in triangles.
        materials: its material slots.
        material: (F,) slot of each face.
        uv: layers of (F, 4, 2) coordinates.
        rest: (N, 3) rest positions, kept as an attribute that shaders read.
        index: object index for the identity pass.
        thickness: cloth thickness in metres.
        subdivide: levels of subdivision when rendered.
    """
    corner = faces != NO_CORNER
    counts = corner.sum(1)
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(points))
    mesh.vertices.foreach_set("co", to_metres(points).ravel())
    mesh.loops.add(int(counts.sum()))
    mesh.loops.foreach_set("vertex_index", faces[corner].astype(np.int32))
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int32))
    for layer, coordinates in (uv or {}).items():
        made = mesh.uv_layers.new(name=layer)
        made.data.foreach_set("uv", coordinates[corner].ravel())
    if rest is not None:
        mesh.attributes.new("rest", "FLOAT_VECTOR", "POINT").data.foreach_set("vector", to_metres(rest).ravel())
    for each in materials:
        mesh.materials.append(each)
    if material is not None:
        mesh.polygons.foreach_set("material_index", material.astype(np.int32))
    mesh.update(calc_edges=True)
    mesh.validate()
    mesh.polygons.foreach_set("use_smooth", np.ones(len(mesh.polygons), bool))
    return _object(name, mesh, index, thickness, subdivide)


def _object(name: str, mesh: Any, index: int, thickness: float, subdivide: int) -> Any:
    made = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(made)
    made.pass_index = index
    if thickness:
        solid = made.modifiers.new("thickness", "SOLIDIFY")
        solid.thickness, solid.offset = thickness, -1
    if subdivide:
        levels = made.modifiers.new("smooth", "SUBSURF")
        levels.levels = levels.render_levels = subdivide
    return made


def strands(name: str, paths: Floats, radius: float, material: Any, index: int = 0) -> Any:
    """Hair: (S, K, 3) paths in decimetres, tapering to the tip."""
    count, knots = paths.shape[:2]
    curves = bpy.data.hair_curves.new(name)
    curves.add_curves([knots] * count)
    curves.position_data.foreach_set("vector", to_metres(paths).astype(np.float32).ravel())
    taper = np.tile(radius * np.linspace(1, 0.35, knots), count)
    curves.attributes.new("radius", "FLOAT", "POINT")
    curves.attributes["radius"].data.foreach_set("value", taper.astype(np.float32))
    curves.materials.append(material)
    made = bpy.data.objects.new(name, curves)
    bpy.context.collection.objects.link(made)
    made.pass_index = index
    return made
