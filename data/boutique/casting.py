"""Casting: people of all builds and colours, in everyday poses and outfits, drawn by number from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from data.boutique.figure.body import Shape
from data.boutique.figure.pose import Pose
from data.boutique.posing import strike
from data.boutique.products import Product
from data.taxonomy import Broad


@dataclass(frozen=True)
class Looks:
    """How a person looks, clothes apart.

    Attributes:
        skin: name of a CC0 skin bitmap.
        tint: what it is multiplied by, linear light.
        hair: key of `tailor.hair.CUTS`.
        hair_colour: `#rrggbb`.
        eyes: name of an eye bitmap.
        brow: name of an eyebrow asset.
    """

    skin: str = "young_lightskinned_male_diffuse"
    tint: tuple[float, float, float] = (1.0, 0.94, 0.9)
    hair: str = "bob"
    hair_colour: str = "#3b2417"
    eyes: str = "brownlight_eye"
    brow: str = "eyebrow001"


@dataclass(frozen=True)
class Casting:
    """One picture of one person.

    Attributes:
        shape: the body.
        looks: skin, hair, eyes.
        pose: the pose.
        outfit: products worn, innermost first.
        yaw: degrees the person is turned; 0 faces the camera, 180 shows the back.
        scene: name of a backdrop, see `blender.scenes`.
        zoom: 1 = the whole person fills the frame; above 1, feet or head may be cut off.
        shift: where the person stands in the frame, share of its width from the middle.
        bag_side: side (`l` or `r`) that carries a bag.
        light: which light of the scene, 0..1; .5 is its usual one.
    """

    shape: Shape
    looks: Looks
    pose: Pose
    outfit: tuple[Product, ...]
    yaw: float = 0.0
    scene: str = "studio"
    zoom: float = 0.86
    shift: float = 0.0
    bag_side: str = "l"
    light: float = 0.5


@dataclass(frozen=True)
class Frame:
    """One shot of a person.

    Attributes:
        yaw: degrees the person is turned, 0 faces the camera, -90 shows the wearer's left side.
        zoom: 1 = the whole person fills the frame.
        shift: where the person stands, share of the frame's width from the middle.
        close_up: the product a close-up is of, None for the whole person.
    """

    yaw: float
    zoom: float = 0.86
    shift: float = 0.0
    close_up: Product | None = None


SKINS: tuple[tuple[str, tuple[float, float, float], str], ...] = (
    ("young_lightskinned_male_diffuse", (1.0, 0.94, 0.9), "caucasian"),
    ("young_lightskinned_male_diffuse3", (1.0, 0.95, 0.9), "caucasian"),
    ("young_lightskinned_male_diffuse", (0.8, 0.68, 0.56), "asian"),
    ("young_lightskinned_male_diffuse3", (0.95, 0.86, 0.74), "asian"),
    ("young_darkskinned_male_diffuse", (1.15, 1.05, 1.0), "african"),
    ("young_darkskinned_male_diffuse", (2.0, 1.85, 1.75), "african"),
)
"""Skin bitmap, tint, and the ethnicity of the features that goes with it."""
HAIR_COLOURS = ("#17120f", "#2a1b13", "#4a2d1a", "#7a4f2a", "#b58a4f", "#6e2f1b", "#77726c")
EYES = ("brownlight_eye", "lightblue_eye", "deepblue_eye", "grey_eye", "bluegreen_eye")
SCENES = ("studio", "grey studio", "bricks", "plaster", "park", "concrete")


def cast(number: int, table: list[Product], seed: int = 11) -> Casting:
    """The person of a number: always the same one for the same seed."""
    dice = random.Random(f"{seed}-{number}")
    male = dice.random() < 0.5
    shape, looks = person(dice, male)
    outfit = dress(dice, table, "men" if male else "women")
    side = dice.choice("lr")
    pose = strike(dice, side if any(product.broad is Broad.BAGS for product in outfit) else "")
    yaw = dice.choice((dice.gauss(0, 25), dice.gauss(0, 25), dice.uniform(-95, 95), 180 + dice.gauss(0, 40)))
    zoom = dice.uniform(0.7, 0.92) if dice.random() < 0.8 else dice.uniform(1.0, 1.4)
    return Casting(shape, looks, pose, outfit, yaw, dice.choice(SCENES), zoom, dice.uniform(-0.1, 0.1), side)


def person(dice: random.Random, male: bool) -> tuple[Shape, Looks]:
    """A random body of a sex, with skin, hair and eyes that go together."""
    skin, tint, origin = dice.choice(SKINS)
    shape = Shape(
        male=float(male), muscle=dice.uniform(0.3, 0.8), weight=dice.uniform(0.25, 0.85),
        height=dice.uniform(0.25, 0.6) if male else dice.uniform(0.35, 0.75), proportions=dice.uniform(0.5, 1.0),
        cup=dice.uniform(0.3, 0.6), ethnicity={origin: 0.8, "caucasian": 0.2} if origin != "caucasian" else {origin: 1},
    )  # fmt: skip
    hair = dice.choice(("buzz", "crop", "short", "short", "afro") if male else
                       ("bob", "long", "long", "ponytail", "curly", "short", "afro"))  # fmt: skip
    colours = HAIR_COLOURS[:3] if origin != "caucasian" else HAIR_COLOURS
    return shape, Looks(skin, tint, hair, dice.choice(colours), dice.choice(EYES), f"eyebrow00{dice.randint(1, 9)}")


def dress(dice: random.Random, table: list[Product], sex: str) -> tuple[Product, ...]:
    """A random outfit: a dress, or a top and a bottom; perhaps something over it; shoes; perhaps a bag."""
    rack: dict[str, list[Product]] = {}
    for product in table:
        if product.made.sex in (sex, "unisex"):
            rack.setdefault(product.made.slot, []).append(product)
    if sex == "women" and dice.random() < 0.25:
        worn = [dice.choice(rack["dress"])]
    else:
        worn = [dice.choice(rack["bottom"])]
        knit = [product for product in rack["outer"] if product.category in ("sweaters", "sweatshirts")]
        worn.append(dice.choice(knit) if dice.random() < 0.3 else dice.choice(rack["top"]))
        over = [product for product in rack["outer"] if product not in knit]
        if worn[-1].made.slot == "top" and "fall" not in worn[-1].cut and dice.random() < 0.35:
            worn.append(dice.choice(over))
    worn.append(dice.choice(rack["shoes"]))
    if dice.random() < 0.3:
        worn.append(dice.choice(rack["bag"]))
    return tuple(worn)
