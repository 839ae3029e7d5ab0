"""Casting: people of all builds and colours, in everyday poses and outfits, drawn by number from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from data.boutique.figure.body import Shape
from data.boutique.figure.pose import Arm, Leg, Pose
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
        bag_side: hand that carries a bag.
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
    skin, tint, origin = dice.choice(SKINS)
    shape = Shape(
        male=float(male), muscle=dice.uniform(0.3, 0.8), weight=dice.uniform(0.25, 0.85),
        height=dice.uniform(0.25, 0.6) if male else dice.uniform(0.35, 0.75), proportions=dice.uniform(0.5, 1.0),
        cup=dice.uniform(0.3, 0.6), ethnicity={origin: 0.8, "caucasian": 0.2} if origin != "caucasian" else {origin: 1},
    )  # fmt: skip
    hair = dice.choice(("buzz", "crop", "short", "short", "afro") if male else
                       ("bob", "long", "long", "ponytail", "curly", "short", "afro"))  # fmt: skip
    colours = HAIR_COLOURS[:3] if origin != "caucasian" else HAIR_COLOURS
    looks = Looks(skin, tint, hair, dice.choice(colours), dice.choice(EYES), f"eyebrow00{dice.randint(1, 9)}")
    outfit = dress(dice, table, "men" if male else "women")
    side = dice.choice("lr")
    pose = strike(dice, side if any(product.broad is Broad.BAGS for product in outfit) else "")
    yaw = dice.choice((dice.gauss(0, 25), dice.gauss(0, 25), dice.uniform(-95, 95), 180 + dice.gauss(0, 40)))
    zoom = dice.uniform(0.7, 0.92) if dice.random() < 0.8 else dice.uniform(1.0, 1.4)
    return Casting(shape, looks, pose, outfit, yaw, dice.choice(SCENES), zoom, dice.uniform(-0.1, 0.1), side)


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


def strike(dice: random.Random, bag_side: str = "") -> Pose:
    """A random everyday pose; a hand that carries a bag hangs down, well away from the leg."""
    arms = [_arm(dice), _arm(dice)]
    if bag_side:
        arms["lr".index(bag_side)] = Arm(26, 0, 6, 0, 10)
    legs, sway, tilt = dice.choice((_stand, _stand, _weight_on_one, _walk))(dice)
    return Pose(
        (arms[0], arms[1]), legs, dice.gauss(0, 18), dice.gauss(2, 6), sway, tilt, dice.gauss(0, 7),
    )  # fmt: skip


def _arm(dice: random.Random) -> Arm:
    gesture = dice.random()
    if gesture < 0.55:
        return Arm(dice.uniform(9, 22), dice.gauss(2, 8), dice.uniform(5, 35), dice.uniform(0, 30), 15)
    if gesture < 0.7:  # hand on the hip
        return Arm(dice.uniform(36, 46), dice.uniform(-16, -6), dice.uniform(85, 105), dice.uniform(60, 75), 0)
    if gesture < 0.85:  # something held in front
        return Arm(dice.uniform(8, 18), dice.uniform(5, 30), dice.uniform(70, 120), dice.uniform(5, 45), 20)
    return Arm(dice.uniform(60, 130), dice.uniform(0, 40), dice.uniform(20, 110), dice.uniform(-30, 40), 0)


def _stand(dice: random.Random) -> tuple[tuple[Leg, Leg], float, float]:
    legs = tuple(Leg(dice.uniform(-0.6, 0.4), dice.gauss(0, 0.4), 0, dice.uniform(0, 20)) for _ in range(2))
    return (legs[0], legs[1]), 0.0, 0.0


def _weight_on_one(dice: random.Random) -> tuple[tuple[Leg, Leg], float, float]:
    """Contrapposto: the hips move over one leg, the other knee is loose."""
    side = dice.choice((1, -1))
    stands, rests = Leg(-0.5, 0, 0, 6), Leg(dice.uniform(-0.3, 0.4), dice.uniform(0.3, 1.0), dice.uniform(0, 12), 16)
    legs = (stands, rests) if side > 0 else (rests, stands)
    return legs, side * dice.uniform(0.3, 0.6), side * dice.uniform(-5, -2)


def _walk(dice: random.Random) -> tuple[tuple[Leg, Leg], float, float]:
    """Mid-stride: one foot ahead, the other behind on its ball."""
    stride = dice.uniform(0.8, 2.0)
    ahead, behind = Leg(-0.65, stride, 0, 4), Leg(-0.65, -stride, dice.uniform(18, 38), 6)
    return ((ahead, behind) if dice.random() < 0.5 else (behind, ahead)), 0.0, 0.0
