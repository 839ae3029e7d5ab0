"""The six example photos of the demo: who wears what, where and how."""

from __future__ import annotations

from data.boutique.casting import Casting, Looks
from data.boutique.figure.body import Shape
from data.boutique.figure.pose import Arm, Leg, Pose
from data.boutique.products import Product

LIGHT, LIGHT_TWO = "young_lightskinned_male_diffuse", "young_lightskinned_male_diffuse3"
DARK = "young_darkskinned_male_diffuse"
_STAND = (Leg(-0.45, 0.25, 0, 8), Leg(-0.35, -0.1, 0, 10))
_STRIDE = (Leg(-0.65, 1.3, 0, 4), Leg(-0.65, -1.3, 26, 6))
_LOOSE = (Leg(-0.5, 0.0, 0, 6), Leg(0.0, 0.6, 6, 18))
_BAG_ARM = Arm(25, 0, 6, 0, 10)


def street_looks(table: list[Product]) -> list[Casting]:
    """Six people in products of the table.

    Raises:
        LookupError: the table lacks a product that is worn.
    """
    return [
        Casting(
            Shape(0.0, 0.5, 0.4, 0.6, 0.85), Looks(LIGHT, (1.0, 0.94, 0.9), "ponytail", "#7a4f2a", "bluegreen_eye"),
            Pose((_BAG_ARM, Arm(12, 6, 22)), _LOOSE, -12, 2, 0.35, -3),
            worn(table, "slim jeans/indigo", "crew tee/ecru", "trainers/white", "tote/tan"), 14, "bricks", 0.86, 0.04,
        ),
        Casting(
            Shape(1.0, 0.55, 0.45, 0.45, 0.85, 0.5, {"african": 0.9, "caucasian": 0.1}),
            Looks(DARK, (1.15, 1.05, 1.0), "afro", "#17120f", "brownlight_eye", "eyebrow002"),
            Pose((Arm(14, -4, 18), Arm(42, -12, 96, 66, 0)), _STAND, 10, 0, -0.2, 2),
            worn(table, "chinos/beige", "sweatshirt/mustard", "trainers/navy"), -16, "concrete", 0.86, -0.03,
        ),
        Casting(
            Shape(0.0, 0.5, 0.6, 0.5, 0.7, 0.5, {"african": 0.6, "caucasian": 0.4}),
            Looks(DARK, (2.0, 1.85, 1.75), "curly", "#2a1b13"),
            Pose((Arm(13, 10, 24), _BAG_ARM), _STRIDE, 8, 2),
            worn(table, "a-line dress/navy", "ankle boots/black", "handbag/red"), -24, "park", 0.85, 0.03, "r",
        ),
        Casting(
            Shape(1.0, 0.5, 0.55, 0.4, 0.75, 0.5, {"asian": 0.9, "caucasian": 0.1}),
            Looks(LIGHT_TWO, (0.95, 0.86, 0.74), "short", "#17120f", "brownlight_eye", "eyebrow003"),
            Pose((Arm(12, 14, 26), Arm(12, -14, 16)), (_STRIDE[1], _STRIDE[0]), -6, 0),
            worn(table, "slim jeans/black", "crew tee/white", "bomber/olive", "derbies/brown"), 20, "plaster", 0.86,
        ),
        Casting(
            Shape(0.0, 0.4, 0.3, 0.65, 0.9, 0.4, {"asian": 0.85, "caucasian": 0.15}),
            Looks(LIGHT, (0.95, 0.84, 0.74), "bob", "#17120f"),
            Pose((Arm(40, -10, 95, 66, 0), Arm(12, 4, 16)), _LOOSE, 12, 3, 0.3, -3),
            worn(table, "a-line skirt/green", "roll knit/black", "tall boots/brown"), -10, "concrete", 0.86, -0.03,
        ),
        Casting(
            Shape(0.0, 0.5, 0.5, 0.45, 0.8, 0.5, {"caucasian": 1.0}),
            Looks(LIGHT_TWO, (1.0, 0.95, 0.9), "long", "#b58a4f", "lightblue_eye"),
            Pose((Arm(14, 8, 60, 20), _BAG_ARM), _STAND, -8, 4),
            worn(table, "capris/white", "tank/black", "cardigan/lilac", "loafers/tan", "shopper/ecru"), 8, "park",
            0.85, -0.02, "r",
        ),
    ]  # fmt: skip


def worn(table: list[Product], *wanted: str) -> tuple[Product, ...]:
    """Products by `cut/colour`, innermost first."""
    by_name = {f"{product.cut}/{product.colour}": product for product in table}
    missing = [name for name in wanted if name not in by_name]
    if missing:
        raise LookupError(f"the table has no {', '.join(missing)}")
    return tuple(by_name[name] for name in wanted)
