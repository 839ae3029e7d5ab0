"""A dressed person in the scene: body, head, hair, garments and what they carry, all in one pose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from data.boutique.assets import Assets
from data.boutique.blender import materials
from data.boutique.blender.meshes import build, strands, to_metres
from data.boutique.casting import Looks
from data.boutique.fabrics import Fabric, darker
from data.boutique.figure.body import BODY_POINTS, base_mesh
from data.boutique.figure.carrying import from_shoulder, in_hand, shoulder
from data.boutique.figure.folds import creased
from data.boutique.figure.pose import Pose, solve
from data.boutique.figure.proxy import read_proxy
from data.boutique.figure.rig import skin
from data.boutique.figure.wavefront import NO_CORNER, Floats
from data.boutique.gate import COVERED, HAIR, SKIN
from data.boutique.layering import below_clothes, layered
from data.boutique.patterns import linear
from data.boutique.tailor.cloth import normals
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.hair import CUTS as HAIR_CUTS
from data.boutique.tailor.hair import cap, grown


@dataclass(frozen=True)
class Worn:
    """A garment being put on.

    Attributes:
        name: the product's id.
        garment: made for the body.
        fabric: its fabric.
        index: its object number.
        limb: `arm` or `leg` where sleeves or trouser legs fold, `foot` for shoes, else empty.
    """

    name: str
    garment: Garment
    fabric: Fabric
    index: int
    limb: str = ""


@dataclass
class Person:
    """A person being put on the stage.

    Attributes:
        dummy: the body.
        pose: the pose.
        hair_step: only every n-th strand of hair is drawn, thicker.
        surfaces: posed points by name: products, `body`, `hair`.
        lift: metres the figure must be raised to stand on the floor.
        turn: (3, 3) rotation about the vertical in Blender axes.
    """

    dummy: Dummy
    pose: Pose
    assets: Assets
    textures: Path
    simple: bool = False
    hair_step: int = 1
    surfaces: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.matrices = solve(self.dummy.rig, self.dummy.points, self.pose)
        self._objects: list[Any] = []
        self._worn: list[Worn] = []
        self.lift, self.turn = 0.0, np.eye(3)

    def dress(self, worn: list[Worn]) -> None:
        """Puts on garments, innermost first; what a later one covers of an earlier one isn't drawn."""
        self._worn = worn
        for number, each in enumerate(worn):
            garment = each.garment
            for outer in worn[number + 1 :]:
                garment = layered(garment, outer.garment)
            posed = skin(garment.cloth.points, garment.cloth.weights.astype(np.float32), self.matrices)
            if each.limb in ("arm", "leg") and not self.simple:
                rig = self.dummy.rig
                posed = creased(rig, self.dummy.points, self.matrices, garment.cloth, posed, each.limb)
            self._add_cloth(replace(each, garment=garment), posed)

    def carry(self, bag: Worn, side: str, over_shoulder: bool) -> None:
        """Hangs a bag from the hand or the shoulder of a side (`l` or `r`); after `dress`."""
        sign, points = (1.0 if side == "l" else -1.0), bag.garment.cloth.points
        if over_shoulder:
            worn = np.concatenate(list(self.surfaces.values()))
            place = shoulder(worn, self.posed_joint(f"{side}-shoulder", f"upperarm01.{side.upper()}"),
                             self.posed_joint(f"{side}-upper-leg", f"upperleg01.{side.upper()}"), sign)  # fmt: skip
            posed = from_shoulder(points, place, sign, float(np.ptp(points[:, 2])))
        else:
            posed = in_hand(points, self.posed_joint(f"{side}-finger-3-2", f"finger3-2.{side.upper()}"), sign)
        self._add_cloth(bag, posed)

    def _add_cloth(self, worn: Worn, posed: Floats) -> None:
        garment = worn.garment
        cloth = garment.cloth
        layers = {"Fabric": garment.uv}
        if garment.map_uv is not None:
            layers["Map"] = garment.map_uv
        smooth = 1 if len(cloth.faces) < 9000 and not self.simple else 0
        shaders = materials.fabric(worn.fabric, self.textures, dict(garment.maps), self.simple, garment.prints)
        made = build(
            worn.name, posed, cloth.faces, shaders, material=cloth.material, uv=layers, rest=cloth.points,
            index=worn.index, thickness=garment.thickness, subdivide=smooth,
        )  # fmt: skip
        self._keep(made, posed, worn.name)

    def embody(self, looks: Looks) -> None:
        """Adds body, eyes, brows and hair; last, when it is known what the garments hide."""
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
        unit = normals(self.dummy.points[:BODY_POINTS], base.faces_of("body"))
        left = below_clothes(self.dummy.points[:BODY_POINTS], unit, [worn.garment for worn in self._worn])
        chosen = np.array([group == "body" for group in base.groups])
        chosen[chosen] = ~left.hidden[base.faces[chosen]].all(1)
        faces = base.faces[chosen]
        rest = self.dummy.points.copy()
        rest[:BODY_POINTS] = left.points
        posed = skin(rest, self.dummy.rig.weights, self.matrices)
        used, packed = np.unique(faces, return_inverse=True)
        bitmap = self.assets.bitmap(f"base/skins/textures/{looks.skin}.png")
        if bitmap is None:
            raise ValueError(f"there is no skin {looks.skin!r}")
        shaders = [materials.skin(bitmap, looks.tint), materials.skin(bitmap, looks.tint)]
        shaders[1].pass_index = COVERED
        below = left.covered[faces].all(1).astype(int)
        made = build("body", posed[used], packed.reshape(-1, 4), shaders, material=below,
                     uv={"Map": base.uv[base.face_uv[chosen]]}, index=SKIN, subdivide=1)  # fmt: skip
        self._keep(made, posed[used], "body")

    def _add_proxy(self, file: str, bitmap: str, colour: tuple[float, float, float] | None, roughness: float) -> None:
        proxy = read_proxy(self.assets.file(file))
        posed = skin(proxy.fit(self.dummy.points), proxy.weights(), self.matrices)
        picture = self.assets.bitmap(bitmap)
        if picture is None:
            raise ValueError(f"there is no free bitmap {bitmap}")
        texture = proxy.mesh.uv[np.where(proxy.mesh.face_uv == NO_CORNER, 0, proxy.mesh.face_uv)]
        made = build(file, posed, proxy.mesh.faces, [materials.cutout(picture, colour, roughness)],
                     uv={"Map": texture}, index=SKIN)  # fmt: skip
        self._keep(made, posed, "")

    def _add_hair(self, looks: Looks) -> None:
        cut = HAIR_CUTS[looks.hair]
        paths = grown(self.dummy.points, cut, seed=7)
        step = 3 if self.simple else self.hair_step
        head = self.matrices[self.dummy.rig.index["head"]]
        posed = paths[::step] @ head[:3, :3].T + head[:3, 3]
        radius = cut.radius * {1: 1.0, 2: 1.6, 3: 2.4}[step]
        roof = cap(self.dummy.points).reshape(-1, 3) @ head[:3, :3].T + head[:3, 3]
        dark = linear(darker(looks.hair_colour, 0.8))
        made = build("hair", roof, np.arange(len(roof)).reshape(-1, 4), [materials.plain(dark, 0.9)], index=HAIR)
        self._keep(made, roof, "")
        self._keep(strands("hair", posed, radius, materials.hair(linear(looks.hair_colour)), HAIR),
                   posed.reshape(-1, 3), "hair")  # fmt: skip

    def _keep(self, made: Any, posed: Floats, name: str) -> None:
        self._objects.append(made)
        if name:
            self.surfaces[name] = posed

    def posed_joint(self, name: str, bone: str) -> Floats:
        """(3,) a joint's centre moved by a bone, decimetres."""
        matrix = self.matrices[self.dummy.rig.index[bone]]
        return np.asarray(matrix[:3, :3] @ self.dummy.joint(name) + matrix[:3, 3])

    def stand(self) -> None:
        """Stands the figure on the floor, on its shoes where it wears any."""
        shoes = [self.surfaces[worn.name] for worn in self._worn if worn.limb == "foot"] or [self.surfaces["body"]]
        self.lift = -0.1 * min(float(points[:, 1].min()) for points in shoes)
        for made in self._objects:
            made.location.z = self.lift

    def face(self, yaw: float) -> None:
        """Turns the figure by `yaw` degrees about the vertical; 0 faces the camera."""
        c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
        self.turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
        for made in self._objects:
            made.rotation_euler[2] = np.radians(yaw)

    def in_world(self, points: Floats) -> Floats:
        """(N, 3) posed decimetres -> world metres, once placed."""
        return np.asarray(to_metres(points) @ self.turn.T + [0, 0, self.lift])
