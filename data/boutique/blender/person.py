"""A dressed person in the scene: body, head, hair, garments and what they carry, all in one pose."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from data.boutique.assets import Assets
from data.boutique.blender import materials
from data.boutique.blender.meshes import build, strands, to_metres
from data.boutique.casting import Looks
from data.boutique.fabrics import Fabric, darker
from data.boutique.figure.body import BODY_POINTS, base_mesh
from data.boutique.figure.pose import Pose, solve
from data.boutique.figure.proxy import read_proxy
from data.boutique.figure.rig import skin
from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints
from data.boutique.patterns import linear
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.hair import CUTS as HAIR_CUTS
from data.boutique.tailor.hair import cap, grown

BODY_INDEX = 1
"""Object index of everything that isn't a product."""


@dataclass
class Person:
    """A person being put on the stage.

    Attributes:
        dummy: the body.
        pose: the pose.
        lift: metres the figure must be raised to stand on the floor.
        turn: (3, 3) rotation about the vertical in Blender axes.
    """

    dummy: Dummy
    pose: Pose
    assets: Assets
    textures: Path
    yaw: float = 0.0
    simple: bool = False
    hidden: Ints = field(default_factory=lambda: np.zeros(0, int))
    surfaces: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.matrices = solve(self.dummy.rig, self.dummy.points, self.pose)
        self._objects: list[Any] = []

    def wear(self, name: str, garment: Garment, fabric: Fabric, index: int) -> None:
        """Puts on a garment; `name` is what its visible surface is recorded under."""
        posed = skin(garment.cloth.points, garment.cloth.weights.astype(np.float32), self.matrices)
        self.hidden = np.union1d(self.hidden, garment.hides)
        self._add_cloth(name, posed, garment, fabric, index)

    def carry(self, name: str, garment: Garment, fabric: Fabric, index: int, side: str) -> None:
        """Hangs a bag from the fingers of a hand (`l` or `r`), clear of the leg."""
        bone = f"finger3-2.{side.upper()}"
        grip = self.posed_joint(f"{side}-finger-3-2", bone)
        sign = 1.0 if side == "l" else -1.0
        across = garment.cloth.points[:, [2, 1, 0]] * [1, 1, -1]
        turn = np.radians(sign * 12)
        x, y, z = (across @ np.array([[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]])).T
        posed = np.stack([x, y, z], 1) + grip + [sign * 0.12, 0.12, 0]
        self._add_cloth(name, posed, garment, fabric, index)

    def _add_cloth(self, name: str, posed: Floats, garment: Garment, fabric: Fabric, index: int) -> None:
        cloth = garment.cloth
        layers = {"Fabric": garment.uv}
        if garment.map_uv is not None:
            layers["Map"] = garment.map_uv
        smooth = 1 if len(cloth.faces) < 9000 and not self.simple else 0
        made = build(
            name, posed, cloth.faces, materials.fabric(fabric, self.textures, dict(garment.maps), self.simple),
            material=cloth.material, uv=layers, rest=cloth.points, index=index, thickness=garment.thickness,
            subdivide=smooth,
        )  # fmt: skip
        self._keep(made, posed, name)

    def embody(self, looks: Looks) -> None:
        """Adds body, eyes, brows and hair; last, when the garments have said what they hide."""
        self._add_body(looks)
        self._add_proxy("eyes-app/high-poly/high-poly.mhclo", f"base/eyes/materials/{looks.eyes}.png", None, 0.1)
        brow = f"base/eyebrows/{looks.brow}/{looks.brow}"
        dark = linear(looks.hair_colour)
        self._add_proxy(f"{brow}.mhclo", f"{brow}.png", (dark[0] * 0.7, dark[1] * 0.7, dark[2] * 0.7), 0.8)
        lashes = "base/eyelashes/eyelashes01/eyelashes01"
        self._add_proxy(f"{lashes}.mhclo", f"{lashes}.png", (0.02, 0.015, 0.01), 0.8)
        self._add_hair(looks)

    def _add_body(self, looks: Looks) -> None:
        base = base_mesh()
        chosen = np.array([group == "body" for group in base.groups])
        covered = np.zeros(len(base.points), bool)
        covered[self.hidden] = True
        chosen &= ~covered[base.faces].all(1)
        faces = base.faces[chosen]
        posed = skin(self.dummy.points, self.dummy.rig.weights, self.matrices)
        used, packed = np.unique(faces, return_inverse=True)
        bitmap = self.assets.bitmap(f"base/skins/textures/{looks.skin}.png")
        if bitmap is None:
            raise ValueError(f"there is no skin {looks.skin!r}")
        made = build("body", posed[used], packed.reshape(-1, 4), [materials.skin(bitmap, looks.tint)],
                     uv={"Map": base.uv[base.face_uv[chosen]]}, index=BODY_INDEX, subdivide=1)  # fmt: skip
        self._keep(made, posed[used], "body")
        self._body = posed[:BODY_POINTS]

    def _add_proxy(self, file: str, bitmap: str, colour: tuple[float, float, float] | None, roughness: float) -> None:
        proxy = read_proxy(self.assets.file(file))
        posed = skin(proxy.fit(self.dummy.points), proxy.weights(), self.matrices)
        picture = self.assets.bitmap(bitmap)
        if picture is None:
            raise ValueError(f"there is no free bitmap {bitmap}")
        texture = proxy.mesh.uv[np.where(proxy.mesh.face_uv == NO_CORNER, 0, proxy.mesh.face_uv)]
        made = build(file, posed, proxy.mesh.faces, [materials.cutout(picture, colour, roughness)],
                     uv={"Map": texture}, index=BODY_INDEX)  # fmt: skip
        self._keep(made, posed, "")

    def _add_hair(self, looks: Looks) -> None:
        cut = HAIR_CUTS[looks.hair]
        paths = grown(self.dummy.points, cut, seed=7)
        if self.simple:
            paths = paths[::3]
        head = self.matrices[self.dummy.rig.index["head"]]
        posed = paths @ head[:3, :3].T + head[:3, 3]
        radius = cut.radius * (2.4 if self.simple else 1.0)
        roof = cap(self.dummy.points).reshape(-1, 3) @ head[:3, :3].T + head[:3, 3]
        dark = linear(darker(looks.hair_colour, 0.8))
        made = build("hair", roof, np.arange(len(roof)).reshape(-1, 4), [materials.plain(dark, 0.9)], index=BODY_INDEX)
        self._keep(made, roof, "")
        self._keep(strands("hair", posed, radius, materials.hair(linear(looks.hair_colour)), BODY_INDEX),
                   posed.reshape(-1, 3), "hair")  # fmt: skip

    def _keep(self, made: Any, posed: Floats, name: str) -> None:
        self._objects.append(made)
        if name:
            self.surfaces[name] = posed

    def posed_joint(self, name: str, bone: str) -> Floats:
        """(3,) a joint's centre moved by a bone, decimetres."""
        matrix = self.matrices[self.dummy.rig.index[bone]]
        return np.asarray(matrix[:3, :3] @ self.dummy.joint(name) + matrix[:3, 3])

    def place(self) -> None:
        """Stands the figure on the floor and turns it by `yaw` degrees about the vertical."""
        self.lift = -0.1 * min(float(points[:, 1].min()) for points in self.surfaces.values())
        c, s = np.cos(np.radians(self.yaw)), np.sin(np.radians(self.yaw))
        self.turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
        for made in self._objects:
            made.rotation_euler[2] = np.radians(self.yaw)
            made.location.z = self.lift

    def in_world(self, points: Floats) -> Floats:
        """(N, 3) posed decimetres -> world metres, once placed."""
        return np.asarray(to_metres(points) @ self.turn.T + [0, 0, self.lift])
