"""Materials: fabrics, skin, hair, eyes, brows, and plain surfaces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.boutique.blender.nodes import Shader
from data.boutique.branding import logo_file
from data.boutique.fabrics import WEAVES, Fabric, darker, relief_file, tile_file
from data.boutique.patterns import linear
from data.boutique.stitching import detail_file, thread
from data.boutique.tailor.frame import Print
from data.boutique.truth import LOGO_PASS

Linear = tuple[float, float, float]


def plain(colour: Linear, roughness: float = 0.6, metal: float = 0.0, name: str = "plain") -> Any:
    """One colour in linear light."""
    return Shader(name).surface(Base_Color=colour, Roughness=roughness, Metallic=metal)


def fabric(
    cloth: Fabric, textures: Path, maps: dict[str, str], simple: bool = False, prints: tuple[Print, ...] = ()
) -> list[Any]:
    """The materials of a garment: fabric, trim, accent and, if it has one, its logo.

    Args:
        cloth: the fabric.
        textures: folder where tiles are kept.
        maps: the library's bitmaps for the piece: `ao` folds, `diffuse` wash of denim.
        simple: without relief, for small pictures.
        prints: seams, pockets and laces.
    """
    shader = Shader("fabric")
    colour = shader.image(tile_file(cloth, textures), shader.uv("Fabric", 100 / cloth.repeat)).outputs[0]
    trim = Shader("trim")
    band: Any = linear(cloth.trim or darker(cloth.colours[0], 0.95))
    for each in prints:
        colour, band = _printed(shader, colour, each, cloth, textures), _printed(trim, band, each, cloth, textures)
    weave = "rib" if cloth.weave in ("jersey", "knit", "cable", "fleece", "nylon") else cloth.weave
    return [
        _woven(shader, colour, cloth.weave, textures, maps, simple),
        _woven(trim, band, weave, textures, {}, simple),
        _accent(cloth),
        *([_logo(cloth, textures)] if cloth.logo else []),
    ]


def _logo(cloth: Fabric, textures: Path) -> Any:
    """The logo's patch: transparent where nothing is drawn; the truth reads it off the material's number."""
    shader = Shader("logo")
    picture = shader.image(logo_file(cloth, textures), shader.uv("Fabric"))
    made = shader.surface(Base_Color=picture.outputs[0], Roughness=0.7, Alpha=picture.outputs[1])
    made.pass_index = LOGO_PASS
    return made


def _printed(shader: Shader, colour: Any, print_: Print, cloth: Fabric, textures: Path) -> Any:
    """A drawing projected from its frame in the rest pose over a colour."""
    ink, strength = thread(print_.drawing, cloth)
    flat = shader.projected(print_.frame)
    picture = shader.image(detail_file(print_.drawing, ink, textures), flat.at)
    picture.extension = "CLIP"
    share = shader.math("MULTIPLY", shader.math("MULTIPLY", picture.outputs[1], strength), flat.near)
    return shader.mix(share, colour, linear(ink))


def _accent(cloth: Fabric) -> Any:
    metal = cloth.accent == "#c9ccd1"
    return plain(linear(cloth.accent), 0.35 if metal else 0.85, 0.9 if metal else 0.0, "accent")


def _woven(shader: Shader, colour: Any, weave: str, textures: Path, maps: dict[str, str], simple: bool) -> Any:
    kind = WEAVES[weave]
    normal = None
    if "diffuse" in maps and weave == "denim":
        colour = _washed(shader, colour, maps["diffuse"])
    if "ao" in maps:
        folds = shader.image(maps["ao"], shader.uv("Map")).outputs[0]
        colour = shader.mix(0.5, colour, folds, "MULTIPLY")
        normal = shader.bump(folds, 0.45, 0.01)
    if kind.creases:
        normal = shader.bump(_creases(shader), kind.creases * 0.55, 0.03, normal)
    if not simple:
        height = shader.image(relief_file(kind, textures), shader.uv("Fabric", 100 / kind.repeat), False).outputs[0]
        normal = shader.bump(height, kind.depth, 0.0025, normal)
    extra = {} if normal is None else {"Normal": normal}
    return shader.surface(
        Base_Color=colour, Roughness=kind.roughness, Sheen_Weight=kind.sheen, Sheen_Roughness=0.6,
        Specular_IOR_Level=0.25 if kind.roughness > 0.6 else 0.5, **extra,
    )  # fmt: skip


def _creases(shader: Shader) -> Any:
    """Fine creases that run mostly up and down, fixed to the cloth."""
    rest = shader.node("ShaderNodeAttribute", attribute_name="rest")
    mapping = shader.node("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = (9, 9, 5)
    shader.plug(mapping.inputs["Vector"], rest.outputs["Vector"])
    return shader.noise(1.3, mapping.outputs[0], 3, 1.4)


def _washed(shader: Shader, colour: Any, bitmap: str) -> Any:
    """The brightness of the library's denim bitmap over a denim colour: worn thighs, dark seams."""
    grey = shader.node("ShaderNodeRGBToBW")
    shader.plug(grey.inputs[0], shader.image(bitmap, shader.uv("Map")).outputs[0])
    level = shader.spread(grey.outputs[0], 0.0, 0.3, 0.45, 1.45)
    colours = shader.node("ShaderNodeCombineColor")
    for channel in range(3):
        shader.plug(colours.inputs[channel], level)
    return shader.mix(1.0, colour, colours.outputs[0], "MULTIPLY")


def skin(bitmap: Path, tint: Linear) -> Any:
    """Skin from a CC0 bitmap, tinted."""
    shader = Shader("skin")
    colour = shader.mix(1.0, shader.image(bitmap, shader.uv("Map")).outputs[0], tint, "MULTIPLY")
    return shader.surface(Base_Color=colour, Roughness=0.5, Specular_IOR_Level=0.35)


def hair(colour: Linear) -> Any:
    """Strands: a glossy dark-rooted fibre look without hair-specific scattering, which costs too much here."""
    shader = Shader("hair")
    info = shader.node("ShaderNodeHairInfo")
    tone = shader.spread(info.outputs["Random"], 0, 1, 0.65, 1.35)
    along = shader.spread(info.outputs["Intercept"], 0, 1, 0.75, 1.15)
    shade = shader.math("MULTIPLY", tone, along)
    colours = shader.node("ShaderNodeCombineColor")
    for channel in range(3):
        shader.plug(colours.inputs[channel], shade)
    return shader.surface(Base_Color=shader.mix(1.0, colour, colours.outputs[0], "MULTIPLY"), Roughness=0.42,
                          Specular_IOR_Level=0.35)  # fmt: skip


def cutout(bitmap: Path, colour: Linear | None, roughness: float) -> Any:
    """Eyes, brows and lashes: a bitmap with transparency, in its own colours or in one."""
    shader = Shader("cutout")
    picture = shader.image(bitmap, shader.uv("Map"))
    return shader.surface(Base_Color=picture.outputs[0] if colour is None else colour, Roughness=roughness,
                          Alpha=picture.outputs[1])  # fmt: skip
