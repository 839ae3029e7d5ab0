"""A thin layer over Blender's shader nodes: build a material by naming nodes and plugging values or sockets in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import bpy
import numpy as np

from data.boutique.tailor.frame import Frame


class Projected(NamedTuple):
    """Picture coordinates of a frame's projection, and 1 where the cloth is near enough to its front, else 0."""

    at: Any
    near: Any


class Shader:
    """A material under construction."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self._output = self.node("ShaderNodeOutputMaterial")

    def node(self, kind: str, **properties: Any) -> Any:
        """A new node with its properties set."""
        made = self.tree.nodes.new(kind)
        for name, value in properties.items():
            setattr(made, name, value)
        return made

    def plug(self, socket: Any, value: Any) -> None:
        """Sets an input to a value, or links it to another node's output."""
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, tuple) and len(value) == 3 and socket.type == "RGBA":
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def math(self, operation: str, *values: Any) -> Any:
        """A math node's output."""
        made = self.node("ShaderNodeMath", operation=operation)
        for socket, value in zip(made.inputs, values, strict=False):
            self.plug(socket, value)
        return made.outputs[0]

    def mix(self, share: Any, first: Any, second: Any, blend: str = "MIX") -> Any:
        """A colour mix: share 0 = first."""
        made = self.node("ShaderNodeMix", data_type="RGBA", blend_type=blend)
        for number, value in ((0, share), (6, first), (7, second)):
            self.plug(made.inputs[number], value)
        return made.outputs[2]

    def uv(self, name: str, scale: float = 1.0) -> Any:
        """A UV layer's coordinates, scaled."""
        source = self.node("ShaderNodeUVMap", uv_map=name)
        mapping = self.node("ShaderNodeMapping")
        mapping.inputs["Scale"].default_value = (scale, scale, scale)
        self.plug(mapping.inputs["Vector"], source.outputs[0])
        return mapping.outputs[0]

    def projected(self, frame: Frame) -> Projected:
        """Throws a frame onto a mesh by its `rest` attribute (Blender's axes, metres)."""
        rest = self.node("ShaderNodeAttribute", attribute_name="rest").outputs["Vector"]
        across = self._along(rest, frame, frame.right, frame.width, 0.5)
        up = self._along(rest, frame, frame.up, frame.height, 0.5)
        ahead = self._along(rest, frame, tuple(frame.out.tolist()), 1.0, frame.depth)
        flat = self.node("ShaderNodeCombineXYZ")
        self.plug(flat.inputs[0], across)
        self.plug(flat.inputs[1], up)
        return Projected(flat.outputs[0], self.math("GREATER_THAN", ahead, 0.0))

    def _along(self, rest: Any, frame: Frame, axis: Any, length: float, offset: float) -> Any:
        """(rest - origin) . axis / length + offset, for an axis and lengths in decimetres of the figure's axes."""
        x, y, z = (10 * value / length for value in axis)
        start = offset - float(np.dot(frame.origin, axis)) / length
        made = self.node("ShaderNodeVectorMath", operation="DOT_PRODUCT")
        self.plug(made.inputs[0], rest)
        made.inputs[1].default_value = (x, -z, y)
        return self.math("ADD", made.outputs["Value"], start)

    def image(self, path: Path | str, at: Any = None, colour: bool = True) -> Any:
        """An image texture node."""
        loaded = bpy.data.images.load(str(path), check_existing=True)
        if not colour:
            loaded.colorspace_settings.name = "Non-Color"
        made = self.node("ShaderNodeTexImage", image=loaded)
        if at is not None:
            self.plug(made.inputs["Vector"], at)
        return made

    def noise(self, scale: float, at: Any = None, detail: float = 2.0, distortion: float = 0.0) -> Any:
        """A noise texture's value."""
        made = self.node("ShaderNodeTexNoise")
        made.inputs["Scale"].default_value = scale
        made.inputs["Detail"].default_value = detail
        made.inputs["Distortion"].default_value = distortion
        if at is not None:
            self.plug(made.inputs["Vector"], at)
        return made.outputs[0]

    def bump(self, height: Any, strength: float, distance: float, below: Any = None) -> Any:
        """A bump node's normal; `below` is a normal to add to."""
        made = self.node("ShaderNodeBump")
        made.inputs["Strength"].default_value = strength
        made.inputs["Distance"].default_value = distance
        self.plug(made.inputs["Height"], height)
        if below is not None:
            self.plug(made.inputs["Normal"], below)
        return made.outputs[0]

    def spread(self, value: Any, low: float, high: float, to_low: float, to_high: float) -> Any:
        """Maps a range of values onto another, clamped."""
        made = self.node("ShaderNodeMapRange")
        for number, part in enumerate((value, low, high, to_low, to_high)):
            self.plug(made.inputs[number], part)
        return made.outputs[0]

    def surface(self, **inputs: Any) -> Any:
        """Ends the material in a principled surface."""
        made = self.node("ShaderNodeBsdfPrincipled")
        for name, value in inputs.items():
            self.plug(made.inputs[name.replace("_", " ")], value)
        self.tree.links.new(made.outputs[0], self._output.inputs[0])
        return self.material
