"""Garments and shoes of the MakeHuman CC0 library, fitted to a dummy: single pieces of its suits, and shoes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree

from data.boutique.assets import Assets
from data.boutique.figure.body import BODY_POINTS
from data.boutique.figure.proxy import Proxy, pieces, read_proxy
from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints, Mask
from data.boutique.tailor.bottoms import TrouserCut, trousers
from data.boutique.tailor.cloth import PLAIN, TRIM, Cloth, joined, normals, smoothed
from data.boutique.tailor.cut import band
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.garment import Garment, pushed_out

SOCK_POINTS = 144
"""Size of the sock that every shoe asset carries along."""
DENIM = 886


@dataclass(frozen=True)
class Piece:
    """One garment of an asset.

    Attributes:
        asset: folder and file name below `base/clothes`.
        sizes: point counts of the connected pieces that make it up; empty = all.
        inflate: decimetres it is moved off the body.
    """

    asset: str
    sizes: tuple[int, ...] = ()
    inflate: float = 0.02


PIECES: dict[str, Piece] = {
    "fitted tee": Piece("female_casualsuit01", (1311,)),
    "denim shorts": Piece("female_casualsuit02", (1320, 245)),
    "ladies blazer": Piece("female_elegantsuit01", (1810,)),
    "pencil skirt": Piece("female_elegantsuit01", (395,)),
    "cropped tee": Piece("female_sportsuit01", (911,)),
    "slim jeans": Piece("female_casualsuit01", (DENIM,)),
    "straight jeans": Piece("male_casualsuit04", (DENIM,)),
    "henley": Piece("male_casualsuit02", (1250,)),
    "shirt": Piece("male_casualsuit03", (1613,)),
    "straight tee": Piece("male_casualsuit04", (810,)),
    "collared jacket": Piece("male_casualsuit05", (1659, 277)),
    "hooded tee": Piece("male_casualsuit06", (2822,)),
    "suit jacket": Piece("male_elegantsuit01", (6256,)),
    "suit trousers": Piece("male_elegantsuit01", (1357,)),
}


@lru_cache(maxsize=32)
def _proxy(assets: Assets, name: str) -> Proxy:
    return read_proxy(assets.file(f"base/clothes/{name}/{name}.mhclo"))


def library_garment(dummy: Dummy, assets: Assets, name: str, inner: tuple[Garment, ...] = ()) -> Garment:
    """Fits a piece of the library, over what is worn below it."""
    piece = PIECES[name]
    proxy = _proxy(assets, piece.asset)
    cloth, chosen = _fitted(dummy, proxy, piece.sizes)
    cloth = cloth.moved(cloth.points + normals(cloth.points, cloth.faces) * piece.inflate)
    if inner:
        cloth = pushed_out(cloth, [garment.cloth for garment in inner], 0.07)
        cloth = pushed_out(smoothed(cloth, 1, 0.3), [garment.cloth for garment in inner], 0.05)
    texture = proxy.mesh.uv[np.where(proxy.mesh.face_uv == NO_CORNER, 0, proxy.mesh.face_uv)][chosen]
    maps = {kind: assets.bitmap(f"base/clothes/{piece.asset}/{piece.asset}_{kind}.png") for kind in ("ao", "diffuse")}
    found = tuple((kind, str(path)) for kind, path in maps.items() if path)
    face_uv = proxy.mesh.face_uv[chosen]
    return Garment(cloth, _upright(cloth, proxy, face_uv), _hidden(dummy, proxy, cloth, 0.45), 0.0035, texture, found)


def shoes(dummy: Dummy, assets: Assets, name: str, sole: float) -> Garment:
    """A pair of shoes; `sole` is the height of the sole in decimetres, given the trim material."""
    proxy = _proxy(assets, name)
    sizes = tuple(int(n) for n in np.unique(np.bincount(proxy.pieces())) if n not in (0, SOCK_POINTS))
    cloth, _ = _fitted(dummy, proxy, sizes)
    hides = _hidden(dummy, proxy, cloth, 0.22)
    floor = cloth.points[:, 1].min()
    cloth = band(cloth, floor + sole - cloth.points[:, 1], TRIM)
    corners = np.where(cloth.faces == NO_CORNER, cloth.faces[:, :1], cloth.faces)
    uv = cloth.points[corners][:, :, [2, 1]] * 0.1
    return Garment(cloth, uv, hides, 0.002)


def _fitted(dummy: Dummy, proxy: Proxy, sizes: tuple[int, ...]) -> tuple[Cloth, Mask]:
    points = proxy.fit(dummy.points)
    faces = proxy.mesh.faces
    count = np.bincount(proxy.pieces())
    chosen = np.isin(count[proxy.pieces()[faces[:, 0]]], sizes) if sizes else np.ones(len(faces), bool)
    whole = Cloth(points, faces, proxy.weights().astype(float), np.full(len(faces), PLAIN))
    return whole.kept(chosen), chosen


def _hidden(dummy: Dummy, proxy: Proxy, cloth: Cloth, reach: float) -> Ints:
    """The asset's own list of covered body points, as far as they lie near the pieces that are worn."""
    listed = proxy.hidden[proxy.hidden < BODY_POINTS]
    distance, _ = cKDTree(cloth.points).query(dummy.points[listed])
    return np.asarray(listed[distance < reach])


def _upright(cloth: Cloth, proxy: Proxy, face_uv: Ints) -> Floats:
    """(F, 4, 2) metres: each texture island turned so that v runs up the garment, and scaled to true size."""
    corners = np.where(cloth.faces == NO_CORNER, cloth.faces[:, :1], cloth.faces)
    texture = np.where(face_uv == NO_CORNER, face_uv[:, :1], face_uv)
    island = pieces(len(proxy.mesh.uv), face_uv)[texture[:, 0]]
    out = np.zeros((*corners.shape, 2))
    for number in np.unique(island):
        own = island == number
        uv = proxy.mesh.uv[texture[own]]
        out[own] = _island(uv, cloth.points[corners[own]] * 0.1)
    return out


def _island(uv: Floats, points: Floats) -> Floats:
    """One island: least squares of height over texture gives the turn, the areas give the scale."""
    flat, height = uv.reshape(-1, 2), points.reshape(-1, 3)[:, 1]
    middle = flat.mean(0)
    slope = np.linalg.lstsq(np.c_[flat - middle, np.ones(len(flat))], height, rcond=None)[0][:2]
    turn = np.pi / 2 - np.arctan2(slope[1], slope[0])
    turn = np.round(turn / (np.pi / 36)) * np.pi / 36
    rotate = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    across = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    a, b = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    area = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()
    scale = np.sqrt(np.linalg.norm(across, axis=1).sum() / max(area, 1e-12))
    upright: Floats = (uv - middle) @ rotate * scale + [0, height.mean()]
    return upright


def booted(dummy: Dummy, shoe: Garment, level: float, wide: float) -> Garment:
    """A boot: the shoe with a shaft up to a level of the leg, cut from the shell."""
    ankle = float(dummy.joint("l-ankle")[1])
    shaft = trousers(dummy, TrouserCut(hem=-1.0, waist=level, ease=0.04 + wide, wide=0.0, band=0.0, wrinkles=0.01), 3)
    low = shaft.cloth.kept(shaft.cloth.centres()[:, 1] > ankle - 0.2)
    corners = np.where(low.faces == NO_CORNER, low.faces[:, :1], low.faces)
    cloth = joined(shoe.cloth, replace(low, material=np.zeros(len(low.faces), int)))
    uv = np.concatenate([shoe.uv, low.points[corners][:, :, [2, 1]] * 0.1])
    return Garment(cloth, uv, np.union1d(shoe.hides, shaft.hides), shoe.thickness)
