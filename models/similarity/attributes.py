"""The K semantic attributes (*Tiered Deep Similarity Search*, 2.1), and what the data sets' words say of each.

One attribute is one value of one group, such as colour: navy. Each is present, absent or not known of a product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad

UPPER = frozenset({Broad.TOPWEAR, Broad.OUTERWEAR, Broad.DRESSES})
CLOTHES = frozenset({*UPPER, Broad.BOTTOMWEAR, Broad.SKIRTS})
ALL = frozenset(Broad)


@dataclass(frozen=True)
class Group:
    """Values of which a product has at most one.

    Attributes:
        name: the key in `Item.attributes`.
        words: value -> the sources' words that mean it.
        broads: categories that have it at all; goods of others have none of its values.
    """

    name: str
    words: Mapping[str, tuple[str, ...]]
    broads: frozenset[Broad]


GROUPS: tuple[Group, ...] = (
    Group(
        "colour",
        {
            "black": ("black",),
            "white": ("white",),
            "grey": ("grey", "silver grey", "charcoal"),
            "beige": ("beige", "ecru", "cream"),
            "brown": ("brown", "camel", "tan"),
            "navy": ("navy",),
            "blue": ("blue", "sky blue", "indigo", "light denim"),
            "teal": ("teal",),
            "green": ("green", "olive", "sage"),
            "yellow": ("yellow", "mustard"),
            "orange": ("orange", "rust"),
            "red": ("red", "burgundy"),
            "pink": ("pink", "fuchsia"),
            "purple": ("purple", "lilac"),
        },
        ALL,
    ),
    Group(
        "pattern",
        {
            "plain": ("plain", "denim", "melange"),
            "striped": ("striped", "breton", "pinstripe"),
            "checked": ("checked", "gingham", "tartan", "argyle"),
            "floral": ("floral", "leaves"),
            "dotted": ("dotted",),
            "patterned": ("herringbone", "zigzag", "camouflage"),
        },
        ALL,
    ),
    Group(
        "fabric",
        {
            "denim": ("denim",),
            "leather": ("leather", "suede"),
            "knit": ("knit", "cable", "rib"),
            "satin": ("satin",),
        },
        ALL,
    ),
    Group(
        "sleeve",
        {
            "sleeveless": ("sleeveless",),
            "short sleeve": ("short", "half"),
            "three-quarter sleeve": ("three-quarter",),
            "long sleeve": ("long",),
        },
        UPPER,
    ),
    Group(
        "neckline",
        {
            "crew neck": ("crew neck",),
            "v-neck": ("v-neck", "deep v-neck"),
            "scoop neck": ("scoop neck",),
            "boat neck": ("boat neck",),
            "square neck": ("square neck",),
            "high neck": ("roll neck", "mock neck"),
            "collar": ("collar", "band collar"),
            "lapels": ("lapels", "shawl collar"),
            "open front": ("open front",),
        },
        UPPER,
    ),
    Group(
        "length",
        {
            "cropped": ("cropped",),
            "waist": ("waist",),
            "hip": ("hip",),
            "thigh": ("thigh",),
            "mini": ("mini",),
            "knee": ("knee",),
            "midi": ("midi",),
            "maxi": ("maxi",),
            "short": ("short",),
            "calf": ("calf",),
            "ankle": ("ankle",),
            "low": ("low",),
        },
        frozenset({*CLOTHES, Broad.FOOTWEAR}),
    ),
    Group("fit", {name: (name,) for name in ("slim", "regular", "relaxed", "loose")}, CLOTHES),
    Group("occasion", {name: (name,) for name in ("everyday", "office", "party", "sport", "beach", "outdoor")}, ALL),
)
# Order is meaningful: it is that of the network's third output. Append, never reorder.
ATTRIBUTES: tuple[tuple[str, str], ...] = tuple((group.name, value) for group in GROUPS for value in group.words)
"""(group, value) of each of the K attributes."""


class Targets(NamedTuple):
    """What N products have.

    Attributes:
        present: (N, K) float32, 1 = has it.
        known: (N, K) float32, 1 = it is known whether it has it; `present` means nothing elsewhere.
    """

    present: NDArray[np.float32]
    known: NDArray[np.float32]


def targets(described: Sequence[tuple[Broad, Mapping[str, str]]]) -> Targets:
    """The attributes of products, from their category and the words of their source."""
    rows = [_row(broad, words) for broad, words in described]
    shape = (len(rows), len(ATTRIBUTES))
    return Targets(
        np.array([present for present, _ in rows], np.float32).reshape(shape),
        np.array([known for _, known in rows], np.float32).reshape(shape),
    )


def _row(broad: Broad, words: Mapping[str, str]) -> tuple[list[float], list[float]]:
    present: list[float] = []
    known: list[float] = []
    for group in GROUPS:
        has, knows = _of_group(group, broad, words.get(group.name))
        present += has
        known += knows
    return present, known


def _of_group(group: Group, broad: Broad, word: str | None) -> tuple[list[float], list[float]]:
    """Present and known for each value of a group; of "blue|navy" both stay open, and all others are absent."""
    count = len(group.words)
    if broad not in group.broads:
        return [0.0] * count, [1.0] * count
    if word is None:
        return [0.0] * count, [0.0] * count
    said = frozenset(word.split("|"))
    meant = [not said.isdisjoint(words) for words in group.words.values()]
    certain = sum(meant) <= 1
    return [float(each and certain) for each in meant], [float(certain or not each) for each in meant]


def describe(probabilities: NDArray[np.float32], broad: Broad, least: float = 0.5) -> dict[str, str]:
    """The most probable value of each group that a category has: what stands under an article, and what filters use.

    Args:
        probabilities: (K,) of one article.
        broad: its category.
        least: groups whose best value is less probable than this are left out.
    """
    found: dict[str, str] = {}
    start = 0
    for group in GROUPS:
        part = probabilities[start : start + len(group.words)]
        start += len(group.words)
        best = int(part.argmax())
        if broad in group.broads and float(part[best]) >= least:
            found[group.name] = list(group.words)[best]
    return found
