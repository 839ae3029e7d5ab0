"""Layering: what lies below a garment is not drawn, and near the garment's edge it is drawn in a little."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints, Mask
from data.boutique.tailor.cloth import LOGO, Cloth, border_edges, normals
from data.boutique.tailor.garment import Garment

REACH = 0.8
"""Decimetres off a garment beyond which nothing counts as lying below it."""
ABOVE = 0.05
"""Decimetres a point may stand out of a garment and still be taken for below it: it pokes through."""
SINK = 0.06
"""Decimetres by which skin and inner cloth are drawn in where they disappear below a garment's edge."""
SKIN_MARGIN, CLOTH_MARGIN = 0.4, 0.5
"""Decimetres from a garment's edge beyond which what lies below it isn't drawn."""
DEEP_MARGIN = 0.3
"""Decimetres from a garment's edge beyond which skin has come through it: nearer, one just looks down a neckline."""
BESIDE = 0.08
"""Decimetres beside a garment's edge from which a point is out in the open."""


@dataclass(frozen=True)
class Below:
    """Where points are with regard to a garment.

    Attributes:
        covered: (N,) the garment lies over them.
        edge: (N,) decimetres from the nearest edge of the garment.
    """

    covered: Mask
    edge: Floats

    def well(self, margin: float) -> Mask:
        """(N,) covered and at least `margin` decimetres from every edge."""
        return np.asarray(self.covered & (self.edge > margin))


def below(points: Floats, cloth: Cloth) -> Below:
    """Finds which points a garment covers, from its nearest point and the normal there.

    Args:
        points: (N, 3) rest-pose points of the body or of what is worn below, decimetres.
        cloth: the garment, rest pose.
    """
    cloth = cloth.kept(cloth.material != LOGO)  # a patch sewn on has edges that are no edges of the garment
    outwards = normals(cloth.points, cloth.faces)
    distance, near = (np.asarray(found) for found in cKDTree(cloth.points).query(points))
    height = ((points - cloth.points[near]) * outwards[near]).sum(1)
    aside = np.sqrt(np.maximum(distance**2 - height**2, 0))
    rim = rim_points(cloth)
    covered = (height < ABOVE) & (distance < REACH) & ~(np.isin(near, rim) & (aside > BESIDE))
    if len(rim) == 0:
        return Below(covered, np.full(len(points), np.inf))
    edge, _ = cKDTree(cloth.points[rim]).query(points)
    return Below(covered, np.asarray(edge))


def rim_points(cloth: Cloth) -> Ints:
    """Indices of the points on a garment's edges: neck, cuffs, hems."""
    return np.unique(border_edges(cloth.faces))


def tucked(points: Floats, unit: Floats, mask: Mask, depth: float) -> Floats:
    """(N, 3) with the points of a mask moved `depth` decimetres inwards along their unit normals."""
    moved = points.copy()
    moved[mask] -= unit[mask] * depth
    return moved


@dataclass(frozen=True)
class BelowClothes:
    """The body as it is left by all garments.

    Attributes:
        hidden: (N,) points that aren't drawn.
        covered: (N,) points that nobody should see.
        points: (N, 3) the body, drawn in below the garments' edges.
    """

    hidden: Mask
    covered: Mask
    points: Floats


def below_clothes(body: Floats, unit: Floats, worn: list[Garment]) -> BelowClothes:
    """What garments leave of a body.

    Args:
        body: (N, 3) points at rest.
        unit: (N, 3) their unit normals.
        worn: the garments.
    """
    hidden, covered, sunk = (np.zeros(len(body), bool) for _ in range(3))
    for garment in worn:
        under = below(body, garment.cloth)
        listed = np.zeros(len(body), bool)
        listed[garment.hides] = True
        listed &= under.edge > SKIN_MARGIN  # a list of the asset's may reach beyond the edge and leave a gap
        hidden |= under.well(SKIN_MARGIN) | listed
        covered |= under.well(DEEP_MARGIN) | listed
        sunk |= under.covered
    return BelowClothes(hidden, covered, tucked(body, unit, sunk, SINK))


def layered(inner: Garment, outer: Garment) -> Garment:
    """A garment without what lies well below another, and drawn in where it disappears below it."""
    cloth = inner.cloth
    under = below(cloth.points, outer.cloth)
    if not under.covered.any():
        return inner
    sunk = cloth.moved(tucked(cloth.points, normals(cloth.points, cloth.faces), under.covered, SINK / 2))
    hidden = under.well(CLOTH_MARGIN)
    drawn = ~(hidden[cloth.faces] | (cloth.faces == NO_CORNER)).all(1)
    if drawn.sum() < 4:
        return inner
    texture = None if inner.map_uv is None else inner.map_uv[drawn]
    return replace(inner, cloth=sunk.kept(drawn), uv=inner.uv[drawn], map_uv=texture)
