"""The stage: an empty scene, camera, lamps, backdrops and the renderer's settings."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import bpy
import mathutils
import numpy as np

from data.boutique.blender.nodes import Shader
from data.boutique.figure.wavefront import Floats

Place = tuple[float, float, float]


def clear(samples: int, bounces: int = 2, denoise: bool = True, threads: int = 1, seed: int = 0) -> Any:
    """An empty scene rendered by Cycles on the CPU; the same seed gives the same picture."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.seed = "CPU", samples, seed
    cycles.use_adaptive_sampling, cycles.use_denoising = False, denoise
    cycles.denoiser, cycles.denoising_quality = "OPENIMAGEDENOISE", "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = bounces, bounces, bounces - 1
    cycles.transparent_max_bounces = 6
    cycles.caustics_reflective = cycles.caustics_refractive = False
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.use_persistent_data = True  # further shots of the same scene are set up faster
    scene.cycles_curves.shape = "RIBBONS"
    scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
    return scene


def camera(scene: Any, place: Place, target: Place, size: tuple[int, int], lens: float = 85.0) -> Any:
    """A camera that looks at a target; its film is 36 mm high."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_fit, data.sensor_height = lens, "VERTICAL", 36
    if "f_number" in scene:
        data.dof.use_dof = True
        data.dof.focus_distance = (mathutils.Vector(target) - mathutils.Vector(place)).length
        data.dof.aperture_fstop = scene["f_number"]
    made = _placed(bpy.data.objects.new("camera", data), place, target)
    scene.camera = made
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    return made


def _placed(made: Any, place: Place, target: Place) -> Any:
    bpy.context.collection.objects.link(made)
    made.location = place
    direction = mathutils.Vector(target) - mathutils.Vector(place)
    made.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()
    bpy.context.view_layer.update()
    return made


def lamp(place: Place, target: Place, size: float, power: float, colour: Place = (1, 1, 1)) -> None:
    """A square area lamp; power in watts."""
    data = bpy.data.lights.new("lamp", "AREA")
    data.size, data.energy, data.color = size, power, colour
    _placed(bpy.data.objects.new("lamp", data), place, target)


def sun(elevation: float, azimuth: float, strength: float, colour: Place, softness: float = 0.1) -> None:
    """A sun; angles in degrees, azimuth 0 shines from the camera's side."""
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.angle, data.color = strength, softness, colour
    made = bpy.data.objects.new("sun", data)
    made.rotation_euler = (math.radians(90 - elevation), 0, math.radians(azimuth))
    bpy.context.collection.objects.link(made)


def sky(scene: Any, colour: Place, strength: float) -> None:
    """Even light from everywhere."""
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    node = world.node_tree.nodes["Background"]
    node.inputs[0].default_value, node.inputs[1].default_value = (*colour, 1.0), strength
    scene.world = world


def studio(scene: Any, centre: float = 1.0, mirrored: bool = False, strength: float = 1.0) -> None:
    """Soft product light: a key from the left (right if mirrored), a fill from the right, two rims from behind."""
    target = (0.0, 0.0, centre)
    side = -1 if mirrored else 1
    lamp((-1.9 * side, -2.6, centre + 1.7), target, 1.5, 95 * strength)
    lamp((2.4 * side, -2.4, centre + 0.6), target, 1.8, 38)
    lamp((1.9 * side, 1.5, centre + 1.3), target, 1.0, 30)
    lamp((-1.9 * side, 1.5, centre + 1.3), target, 1.0, 24)
    sky(scene, (1, 1, 1), 0.42)


def out_of_focus(scene: Any, f_number: float) -> None:
    """Every camera set up from now on is focused on its target and blurs what is behind, as a lens of this f-number."""
    scene["f_number"] = f_number


def mottled(first: Place, second: Place, scale: float, roughness: float = 0.95) -> Any:
    """Concrete, plaster, asphalt or grass: two colours in noise."""
    shader = Shader("mottled")
    at = shader.node("ShaderNodeTexCoord").outputs["Object"]
    fine, coarse = shader.noise(scale, at, 4), shader.noise(scale * 0.07, at, 3)
    share = shader.spread(shader.math("ADD", fine, coarse), 0.75, 1.25, 0, 1)
    return shader.surface(Base_Color=shader.mix(share, first, second), Roughness=roughness)


def bricks(first: Place, second: Place, mortar: Place) -> Any:
    """A brick wall for a sheet in the x-z plane."""
    shader = Shader("bricks")
    place = shader.node("ShaderNodeSeparateXYZ")
    shader.plug(place.inputs[0], shader.node("ShaderNodeTexCoord").outputs["Object"])
    flat = shader.node("ShaderNodeCombineXYZ")
    shader.plug(flat.inputs[0], place.outputs[0])
    shader.plug(flat.inputs[1], place.outputs[2])
    made = shader.node("ShaderNodeTexBrick")
    made.inputs["Scale"].default_value = 3.6
    for name, value in (("Vector", flat.outputs[0]), ("Color1", first), ("Color2", second), ("Mortar", mortar)):
        shader.plug(made.inputs[name], value)
    tone = shader.mix(0.3, made.outputs[0], shader.noise(1.1, flat.outputs[0], 4), "OVERLAY")
    return shader.surface(Base_Color=tone, Roughness=0.92)


def shoot(scene: Any, path: Path, transparent: bool = False) -> None:
    """Renders to a PNG."""
    scene.render.film_transparent = transparent
    settings = scene.render.image_settings
    settings.media_type, settings.file_format = "IMAGE", "PNG"
    settings.color_mode, settings.compression = "RGBA" if transparent else "RGB", 15
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def projected(scene: Any, points: Floats) -> Floats:
    """(N, 3) world metres -> (N, 3): x and y in pixels (y down), and distance along the view axis in metres."""
    view = np.array(scene.camera.matrix_world.inverted())
    data = scene.camera.data
    width, height = scene.render.resolution_x, scene.render.resolution_y
    local = points @ view[:3, :3].T + view[:3, 3]
    depth = -local[:, 2]
    scale = data.lens / data.sensor_height * height / depth
    return np.stack([width / 2 + local[:, 0] * scale, height / 2 - local[:, 1] * scale, depth], 1)
