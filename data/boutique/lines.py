"""The later collections: models in several colours. Keys are model ids and stay; lines and colours are only added.

A colour is written `ground+second+third/trim`, in names of `palette.COLOURS`; the n-th colour of a model gets the n-th
letter after the model's id, so a new colour or a new line leaves every other product as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.boutique.patterns import PATTERNS


@dataclass(frozen=True)
class Line:
    """A model: one cut in one pattern by one brand, in one or more colours.

    Attributes:
        cut: key of `CUTS`.
        brand: name in `brands.BRANDS`.
        cloth: weave, or pattern and weave.
        ways: its colours, see above.
        logo: place and style of the logo, such as `chest mark` (see `tailor.patches`); empty = none.
        repeat: of the pattern, centimetres.
        accent: colour of stripes, buttons and zips; empty = metal.
    """

    cut: str
    brand: str
    cloth: str
    ways: tuple[str, ...]
    logo: str = ""
    repeat: float = 10.0
    accent: str = ""

    @property
    def pattern(self) -> str:
        """See `patterns.PATTERNS`; plain where `cloth` names a weave only."""
        first = self.cloth.split()[0]
        return first if first in PATTERNS else "plain"

    @property
    def weave(self) -> str:
        """See `fabrics.WEAVES`."""
        return self.cloth.split()[-1]


@dataclass(frozen=True)
class Way:
    """One colour of a line: colour names, the ground first, and the trim's (empty = a darker ground)."""

    colours: tuple[str, ...]
    trim: str = ""


def way(written: str) -> Way:
    """Reads `navy+white/tan`."""
    cloth, _, trim = written.partition("/")
    return Way(tuple(cloth.split("+")), trim)


MORE: dict[str, tuple[str, ...]] = {
    "topwear-01": ("navy",), "topwear-04": ("white",), "topwear-10": ("pink",), "topwear-13": ("cream+green",),
    "topwear-15": ("white",), "topwear-18": ("pink+white",), "outerwear-02": ("green",), "outerwear-08": ("sky blue",),
    "outerwear-10": ("black",), "outerwear-12": ("teal",), "outerwear-21": ("mustard",),
    "bottomwear-04": ("indigo",), "bottomwear-06": ("navy",), "bottomwear-11": ("ecru",), "bottomwear-16": ("teal",),
    "skirts-03": ("mustard",), "skirts-05": ("lilac",), "dresses-02": ("navy+white",), "dresses-03": ("orange",),
    "footwear-02": ("red/white",), "footwear-05": ("burgundy/black",), "bags-01": ("green/tan",),
    "bags-06": ("cream",),
}  # fmt: skip
"""Further colours of models of the first collection; they carry letters from b on."""

FIRST_LOGOS: dict[str, str] = {
    "topwear-01": "chest mark", "topwear-04": "front stacked", "topwear-10": "chest mark", "outerwear-08": "chest mark",
    "outerwear-10": "chest mark", "outerwear-12": "chest mark", "bottomwear-14": "hip mark", "footwear-02": "side mark",
    "footwear-03": "side mark", "bags-03": "front stacked",
}  # fmt: skip
"""Logos of models of the first collection (its pictures in the demo were taken before they were sewn on)."""

LINES: dict[str, Line] = {
    # T-shirts
    "topwear-30": Line("crew tee", "Sollenby", "jersey", ("yellow", "navy"), "front stacked"),
    "topwear-32": Line("crew tee", "Brindlequay", "breton jersey", ("white+navy", "sky blue+white"), "chest label", 9),
    "topwear-33": Line("boxy tee", "Skerrygate", "jersey", ("charcoal", "orange"), "back neck label"),
    "topwear-35": Line("long tee", "Kettlemarsh", "striped jersey", ("cream+green", "sky blue+rust"), "chest mark", 20),
    "topwear-36": Line("long tee", "Fennaka", "jersey", ("black", "brown"), "front mark"),
    "topwear-37": Line("straight tee", "Pellworth Yard", "jersey", ("teal", "burgundy"), "chest label"),
    "topwear-38": Line("cropped tee", "Juniver Lane", "jersey", ("lilac", "fuchsia"), "front mark"),
    "topwear-39": Line("sports tee", "Dunnowell", "nylon", ("blue", "red"), "chest mark"),
    "topwear-40": Line("fitted tee", "Arbelune", "jersey", ("black", "pink"), "chest mark"),
    # shirts
    "topwear-45": Line("shirt", "Tavrel & Moss", "tartan cotton", ("green+navy+yellow", "navy+green+white"), "", 13),
    "topwear-47": Line("band shirt", "Pellworth Yard", "linen", ("ecru", "sky blue"), "hem label"),
    "topwear-48": Line("band shirt", "Brindlequay", "striped poplin", ("white+blue", "cream+burgundy"),
                       "chest label", 6),
    "topwear-49": Line("short shirt", "Sollenby", "leaves cotton", ("teal+green+cream", "rust+mustard+cream"), "", 24),
    "topwear-51": Line("long shirt", "Ostrelle Nine", "poplin", ("white", "sky blue"), "chest mark"),
    # tops
    "topwear-55": Line("camisole", "Arbelune", "satin", ("black", "pink")),
    "topwear-56": Line("camisole", "Juniver Lane", "floral cotton", ("white+fuchsia+sage", "navy+pink+cream"), "", 20),
    "topwear-57": Line("scoop top", "Ostrelle Nine", "rib", ("burgundy", "charcoal"), "hem label"),
    "topwear-58": Line("boat top", "Brindlequay", "breton jersey", ("ecru+green", "navy+white"), "hem label", 9),
    "topwear-59": Line("swing top", "Juniver Lane", "dotted cotton", ("white+navy", "red+white"), "", 9),
    # sweaters and sweatshirts
    "outerwear-30": Line("crew knit", "Kettlemarsh", "argyle knit", ("camel+brown+cream", "navy+red+white"), "", 24),
    "outerwear-32": Line("mock knit", "Quartermere", "knit", ("black", "camel"), "chest mark"),
    "outerwear-34": Line("boat knit", "Arbelune", "zigzag knit", ("pink+burgundy+cream", "sky blue+navy+white"),
                         "", 18),
    "outerwear-35": Line("knit vest", "Tavrel & Moss", "argyle knit", ("green+cream+mustard", "grey+navy+white"),
                         "", 22),
    "outerwear-37": Line("sweatshirt", "Velorrin", "fleece", ("teal", "black"), "front stacked"),
    "outerwear-39": Line("mock sweatshirt", "Dunnowell", "fleece", ("navy", "red"), "front stacked"),
    "outerwear-40": Line("mock sweatshirt", "Fennaka", "melange fleece", ("silver grey", "rust"), "chest mark"),
    "outerwear-41": Line("zip sweatshirt", "Velorrin", "fleece", ("charcoal", "purple"), "chest mark"),
    # jackets
    "outerwear-46": Line("puffer", "Dunnowell", "nylon", ("red", "sage"), "chest mark"),
    "outerwear-47": Line("gilet", "Skerrygate", "nylon", ("olive", "navy"), "chest label"),
    "outerwear-48": Line("biker", "Fennaka", "leather", ("black", "burgundy")),
    "outerwear-50": Line("rain jacket", "Dunnowell", "nylon", ("yellow", "navy"), "chest stacked"),
    "outerwear-51": Line("car coat", "Quartermere", "wool", ("charcoal", "navy"), "", 10, "black"),
    "outerwear-52": Line("car coat", "Pellworth Yard", "herringbone wool", ("grey+charcoal", "brown+camel"),
                         "", 5, "brown"),
    "outerwear-53": Line("coat", "Ostrelle Nine", "checked wool", ("beige+brown/beige", "charcoal+grey/charcoal"),
                         "", 11,
                         "black"),
    # blazers, cardigans, Nehru jackets
    "outerwear-61": Line("long blazer", "Arbelune", "wool", ("black/black", "red/red"), "", 10, "black"),
    "outerwear-63": Line("button cardigan", "Juniver Lane", "knit", ("red", "cream"), "", 10, "cream"),
    "outerwear-64": Line("bolero", "Arbelune", "knit", ("black", "pink")),
    "outerwear-66": Line("long nehru", "Tavrel & Moss", "wool", ("cream/cream", "charcoal/charcoal"),
                         "", 10, "mustard"),
    # jeans, trousers, shorts
    "bottomwear-30": Line("straight jeans", "Okenfold", "denim denim", ("indigo", "black"), "back label", 8),
    "bottomwear-31": Line("cropped jeans", "Juniver Lane", "denim denim", ("light denim", "indigo"), "back label", 8),
    "bottomwear-33": Line("straight trousers", "Quartermere", "wool", ("charcoal", "beige")),
    "bottomwear-35": Line("cigarette trousers", "Ostrelle Nine", "wool", ("black", "red")),
    "bottomwear-37": Line("flared trousers", "Arbelune", "satin", ("purple", "black")),
    "bottomwear-38": Line("bermudas", "Brindlequay", "linen", ("navy", "beige"), "back label"),
    "bottomwear-40": Line("running shorts", "Dunnowell", "nylon", ("black", "blue"), "hip mark", 10, "white"),
    "bottomwear-41": Line("joggers", "Velorrin", "fleece", ("charcoal", "teal"), "hip mark"),
    "bottomwear-43": Line("wide track pants", "Dunnowell", "nylon", ("navy", "green"), "hip mark", 10, "white"),
    "bottomwear-44": Line("cropped palazzos", "Juniver Lane", "floral cotton",
                          ("navy+orange+cream+sage", "white+blue+sky blue"), "", 20),
    "bottomwear-45": Line("palazzos", "Tavrel & Moss", "linen", ("white", "olive")),
    "bottomwear-46": Line("straight capris", "Kettlemarsh", "linen", ("beige", "navy"), "back label"),
    # skirts and dresses
    "skirts-30": Line("midi skirt", "Quartermere", "satin", ("camel", "black")),
    "skirts-31": Line("midi skirt", "Juniver Lane", "leaves cotton", ("sage+green+cream", "mustard+olive+cream"),
                      "", 22),
    "skirts-32": Line("circle skirt", "Brindlequay", "gingham poplin", ("red+white", "navy+white"), "", 8),
    "skirts-33": Line("pleated mini", "Velorrin", "tartan wool", ("red+navy+cream", "grey+charcoal+white"), "", 13),
    "skirts-34": Line("pencil skirt", "Ostrelle Nine", "herringbone wool", ("grey+charcoal", "camel+brown"), "", 5),
    "skirts-35": Line("maxi skirt", "Fennaka", "linen", ("white", "rust")),
    "dresses-30": Line("tee dress", "Sollenby", "breton jersey", ("white+navy", "cream+red"), "chest label", 11),
    "dresses-32": Line("skater dress", "Juniver Lane", "gingham poplin", ("sky blue+white", "pink+white"), "", 6),
    "dresses-33": Line("skater dress", "Arbelune", "satin", ("burgundy", "teal")),
    "dresses-34": Line("slip dress", "Arbelune", "satin", ("black", "cream")),
    "dresses-35": Line("shirt dress", "Tavrel & Moss", "linen", ("sage", "sky blue"), "chest label"),
    "dresses-36": Line("sleeved dress", "Kettlemarsh", "floral cotton",
                       ("black+fuchsia+pink+sage", "burgundy+pink+cream"), "", 20),
    "dresses-37": Line("knit dress", "Quartermere", "cable", ("camel", "navy"), "chest mark"),
    # shoes and bags
    "footwear-30": Line("trainers", "Velorrin", "leather", ("white/white", "black/white"), "side mark"),
    "footwear-31": Line("runners", "Dunnowell", "canvas", ("blue/white", "charcoal/red"), "side mark"),
    "footwear-32": Line("court shoes", "Skerrygate", "leather", ("white/orange", "navy/white"), "side mark"),
    "footwear-33": Line("high tops", "Sollenby", "canvas", ("red/white", "black/white"), "side mark"),
    "footwear-34": Line("chelsea boots", "Pellworth Yard", "suede", ("tan/brown", "charcoal/black")),
    "footwear-36": Line("loafers", "Quartermere", "suede", ("navy/brown", "beige/brown")),
    "bags-30": Line("work bag", "Quartermere", "leather", ("black/black", "tan/brown"), "front mark"),
    "bags-31": Line("box bag", "Arbelune", "leather", ("red", "white/black")),
    "bags-32": Line("crossbody", "Fennaka", "leather", ("rust", "navy"), "low front mark"),
    "bags-33": Line("weekender", "Brindlequay", "canvas", ("olive/tan", "navy/tan"), "front stacked"),
    "bags-34": Line("hobo", "Ostrelle Nine", "suede", ("brown", "grey"), "front label"),
    "bags-35": Line("shopper", "Kettlemarsh", "canvas", ("ecru/green", "sage/brown"), "front stacked"),
    "bags-36": Line("bucket bag", "Juniver Lane", "leather", ("lilac", "tan"), "front label"),
}  # fmt: skip
