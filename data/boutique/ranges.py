"""What each cut is offered in. The same cut comes in several colours, the same cloth on several cuts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """A cloth a cut is offered in.

    Attributes:
        colour: the main colour's name.
        pattern: see `patterns.PATTERNS`.
        weave: see `fabrics.WEAVES`.
        others: names of further colours of the pattern.
        repeat: of the pattern, centimetres.
        trim: colour of ribs and bands; empty = the main colour, a little darker.
        accent: colour of stripes or zips; empty = metal.
    """

    colour: str
    pattern: str = "plain"
    weave: str = "cotton"
    others: tuple[str, ...] = ()
    repeat: float = 10.0
    trim: str = ""
    accent: str = ""


def _floral(colour: str, *others: str, weave: str = "cotton") -> Offer:
    return Offer(colour, "floral", weave, others, 20)


def _tartan(colour: str, *others: str, weave: str = "wool", repeat: float = 13) -> Offer:
    return Offer(colour, "tartan", weave, others, repeat)


def _denim(colour: str) -> Offer:
    return Offer(colour, "denim", "denim", (), 8)


def _shoe(colour: str, sole: str, weave: str = "leather") -> Offer:
    return Offer(colour, "plain", weave, (), 10, sole)


def _bag(colour: str, strap: str = "", weave: str = "leather") -> Offer:
    return Offer(colour, "plain", weave, (), 10, strap)


BRETON = Offer("ecru", "breton", "jersey", ("navy",), 9)

RANGES: dict[str, tuple[Offer, ...]] = {
    "crew tee": (Offer("white", weave="jersey"), Offer("black", weave="jersey"), BRETON),
    "boxy tee": (Offer("rust", weave="jersey"), Offer("olive", "camouflage", "jersey", ("brown", "sage"), 30)),
    "v tee": (Offer("sky blue", weave="jersey"), Offer("burgundy", weave="jersey")),
    "fitted tee": (Offer("red", weave="jersey"),),
    "henley": (Offer("charcoal", "melange", "jersey"),),
    "shirt": (
        Offer("white", weave="poplin"), Offer("sky blue", "pinstripe", "poplin", ("white",), 9),
        _tartan("red", "navy", "cream", weave="cotton"), Offer("white", "gingham", "poplin", ("navy",), 8),
        _denim("indigo"),
    ),
    "tank": (Offer("black", weave="rib"), Offer("lilac", weave="rib")),
    "boat top": (Offer("white", "breton", "jersey", ("red",), 9),),
    "square top": (Offer("yellow", "gingham", "poplin", ("white",), 6), _floral("white", "blue", "sky blue")),
    "peplum top": (Offer("teal", weave="satin"),),
    "tunic": (Offer("sage", "leaves", "cotton", ("green", "cream"), 22),),
    "crew knit": (Offer("ecru", weave="cable"), Offer("navy", weave="knit"),
                  Offer("grey", "striped", "knit", ("burgundy",), 22)),
    "roll knit": (Offer("camel", weave="rib"), Offer("black", weave="rib")),
    "v knit": (Offer("green", weave="knit"),),
    "sweatshirt": (Offer("silver grey", "melange", "fleece"), Offer("pink", weave="fleece"),
                   Offer("mustard", weave="fleece")),
    "bomber": (Offer("olive", weave="nylon"), Offer("black", weave="leather")),
    "puffer": (Offer("orange", weave="nylon", accent="charcoal"), Offer("navy", weave="nylon")),
    "collared jacket": (_denim("indigo"), Offer("tan", weave="suede")),
    "coat": (Offer("camel", weave="wool", trim="camel", accent="brown"),
             Offer("grey", "tartan", "wool", ("charcoal", "white"), 16, "grey", "black")),
    "ladies blazer": (Offer("black", weave="wool"), Offer("beige", "checked", "wool", ("brown",), 9)),
    "shawl blazer": (Offer("charcoal", "pinstripe", "wool", ("grey",), 12, "black", "black"),),
    "cardigan": (Offer("lilac", weave="knit"), Offer("grey", "melange", "knit")),
    "shrug": (Offer("cream", weave="knit"),),
    "nehru jacket": (Offer("burgundy", weave="wool", trim="burgundy", accent="mustard"),),
    "nehru vest": (Offer("teal", weave="wool", trim="teal", accent="cream"),
                   Offer("beige", "checked", "wool", ("brown",), 9, "beige", "brown")),
    "slim jeans": (_denim("indigo"), _denim("light denim"), _denim("black")),
    "wide jeans": (_denim("light denim"),),
    "flared jeans": (_denim("indigo"),),
    "chinos": (Offer("beige", weave="cotton"), Offer("olive", weave="cotton"), Offer("navy", weave="corduroy")),
    "wide trousers": (Offer("charcoal", "pinstripe", "wool", ("grey",), 12),),
    "suit trousers": (Offer("charcoal", "pinstripe", "wool", ("grey",), 12),),
    "chino shorts": (Offer("sky blue", weave="cotton"), Offer("camel", weave="cotton")),
    "denim shorts": (_denim("light denim"),),
    "track pants": (Offer("black", weave="fleece", accent="white"), Offer("burgundy", weave="fleece", accent="cream")),
    "palazzos": (Offer("rust", weave="satin"), Offer("navy", "dotted", "cotton", ("white",), 9)),
    "capris": (Offer("white", weave="cotton"), Offer("sky blue", "gingham", "poplin", ("white",), 6)),
    "pencil skirt": (Offer("black", weave="wool"),),
    "a-line skirt": (_tartan("green", "navy", "yellow"), Offer("red", weave="cotton")),
    "mini skirt": (_denim("indigo"),),
    "pleated skirt": (Offer("sage", weave="satin"),),
    "maxi skirt": (_floral("black", "fuchsia", "pink", "sage"),),
    "a-line dress": (_floral("navy", "orange", "cream", "sage"), Offer("red", "dotted", "cotton", ("white",), 9)),
    "shift dress": (Offer("teal", weave="cotton"), Offer("white", "breton", "jersey", ("black",), 14)),
    "maxi dress": (Offer("mustard", "leaves", "cotton", ("olive", "cream"), 24), Offer("fuchsia", weave="satin")),
    "knit dress": (Offer("grey", "melange", "rib"),),
    "trainers": (_shoe("white", "white"), _shoe("navy", "white", "canvas")),
    "runners": (_shoe("grey", "orange", "canvas"), _shoe("red", "white", "canvas")),
    "loafers": (_shoe("tan", "black"),),
    "derbies": (_shoe("black", "black"), _shoe("brown", "tan")),
    "buckled shoes": (_shoe("burgundy", "black"),),
    "ankle boots": (_shoe("black", "black"),),
    "tall boots": (_shoe("brown", "black"),),
    "tote": (_bag("tan"), _bag("black")),
    "shopper": (_bag("ecru", "navy", "canvas"),),
    "satchel": (_bag("brown"), _bag("burgundy")),
    "handbag": (_bag("red"),),
    "bucket bag": (_bag("camel", "brown", "suede"),),
    "mini bag": (_bag("green", "green"),),
}  # fmt: skip
