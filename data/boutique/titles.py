"""Titles as a shop writes them."""

from __future__ import annotations

from data.boutique.cuts.cut import Cut

PATTERN_WORDS = {
    "striped": "Striped", "breton": "Breton-striped", "pinstripe": "Pinstriped", "gingham": "Gingham",
    "tartan": "Tartan", "checked": "Checked", "dotted": "Dotted", "floral": "Floral", "leaves": "Leaf-print",
    "camouflage": "Camouflage", "argyle": "Argyle", "zigzag": "Zigzag", "herringbone": "Herringbone",
}  # fmt: skip
"""How patterns are called in titles; plain, mottled and denim cloth isn't named."""
WEAVE_WORDS = {"corduroy": "Corduroy", "satin": "Satin", "cable": "Cable-knit", "rib": "Ribbed", "leather": "Leather",
               "suede": "Suede", "denim": "Denim", "linen": "Linen"}  # fmt: skip
QUIET_WEAVES = {"jeans", "casual shoes", "sports shoes"}
"""Fine types whose material goes without saying."""
CAPITALS = ("T-shirt", "A-line", "Nehru")
"""Beginnings of nouns that keep their capital inside a title."""


def title(cut: Cut, pattern: str, weave: str, colour: str) -> str:
    """Such as `Gingham shirt, navy` or `Cable-knit sweater, ecru`."""
    words = [PATTERN_WORDS.get(pattern, "")]
    if not words[0] and cut.fine not in QUIET_WEAVES:
        words.append(WEAVE_WORDS.get(weave, ""))
    named = [word for word in words if word and word.lower() not in cut.noun.lower()]
    keeps_capital = cut.noun.startswith(CAPITALS)
    noun = cut.noun if not named or keeps_capital else cut.noun[0].lower() + cut.noun[1:]
    return f"{' '.join([*named, noun])}, {colour}"
