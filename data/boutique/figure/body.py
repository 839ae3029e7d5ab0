"""Bodies: the hm08 base mesh morphed by MakeHuman's macro targets (sex, build, height, proportions, ethnicity)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from data.boutique.assets import mesh_data
from data.boutique.figure.wavefront import Floats, Ints, ObjFile, read_obj

BODY_POINTS = 13380
"""The first points of the base mesh are the body's; helpers and joint cubes follow."""


@dataclass(frozen=True)
class Shape:
    """A body shape; every number in 0..1, where .5 is average.

    Attributes:
        male: 0 = female, 1 = male.
        muscle: muscle tone.
        weight: 0 = very thin, 1 = very heavy.
        height: 0 = very short, 1 = very tall.
        proportions: 0 = uncommon, 1 = idealised.
        cup: breast size (female bodies).
        ethnicity: weights of `caucasian`, `african`, `asian`, together 1.
    """

    male: float = 0.0
    muscle: float = 0.5
    weight: float = 0.45
    height: float = 0.55
    proportions: float = 0.75
    cup: float = 0.45
    ethnicity: Mapping[str, float] = field(default_factory=lambda: {"caucasian": 1.0})


@lru_cache(maxsize=1)
def base_mesh() -> ObjFile:
    """The hm08 base mesh with its clothing helpers and joint cubes (19,158 points)."""
    return read_obj(mesh_data() / "3dobjs" / "base.obj")


@lru_cache(maxsize=512)
def target(name: str) -> tuple[Ints, Floats] | None:
    """A morph target's point indices (K,) and offsets (K, 3), or None where there is no such target."""
    path = mesh_data() / "targets" / f"{name}.target.gz"
    if not path.is_file():
        return None
    with gzip.open(path, "rt") as lines:
        rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    if not rows:
        return None
    return np.array([int(row[0]) for row in rows]), np.array([[float(part) for part in row[1:4]] for row in rows])


def three_way(value: float, low: str, middle: str, high: str) -> dict[str, float]:
    """Splits 0..1 into weights of a low, a middle and a high target."""
    return {low: max(0.0, 1 - 2 * value), middle: 1 - abs(2 * value - 1), high: max(0.0, 2 * value - 1)}


def morph(shape: Shape) -> Floats:
    """(19158, 3) points of the base mesh morphed to a shape (age: young adult)."""
    points = base_mesh().points.copy()
    for name, weight in _macro_targets(shape):
        found = target(name) if weight > 1e-4 else None
        if found is not None:
            indices, offsets = found
            points[indices] += weight * offsets
    return points


def _macro_targets(shape: Shape) -> Iterator[tuple[str, float]]:
    """Target names with weights, as MakeHuman combines them: products of the single factors."""
    muscles = three_way(shape.muscle, "minmuscle", "averagemuscle", "maxmuscle")
    weights = three_way(shape.weight, "minweight", "averageweight", "maxweight")
    heights = three_way(shape.height, "minheight", "", "maxheight")
    builds = three_way(shape.proportions, "uncommonproportions", "", "idealproportions")
    cups = three_way(shape.cup, "mincup", "averagecup", "maxcup")
    for sex, share in (("female", 1 - shape.male), ("male", shape.male)):
        for race, part in shape.ethnicity.items():
            yield f"macrodetails/{race}-{sex}-young", share * part
        for muscle, m in muscles.items():
            for weight, w in weights.items():
                build, k = f"{sex}-young-{muscle}-{weight}", share * m * w
                yield f"macrodetails/universal-{build}", k
                yield from ((f"macrodetails/height/{build}-{name}", k * part) for name, part in heights.items())
                yield from ((f"macrodetails/proportions/{build}-{name}", k * part) for name, part in builds.items())
                if sex == "female":
                    yield from ((f"breast/{build}-{name}-averagefirmness", k * part) for name, part in cups.items())
