"""A piece of cloth: a mesh with bone weights, and the operations every garment is made with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, diags

from data.boutique.figure.wavefront import NO_CORNER, Floats, Ints, Mask

PLAIN, TRIM, ACCENT, LOGO = 0, 1, 2, 3
"""Material numbers: the fabric, its bands (rib, belt, collar), stripes or metal, and a brand's logo."""


@dataclass(frozen=True)
class Cloth:
    """A mesh of triangles and quads in decimetres (x left, y up, z front).

    Attributes:
        points: (N, 3) in the rest pose.
        faces: (F, 4) point indices, `NO_CORNER` fourth for a triangle.
        weights: (N, B) bone weights.
        material: (F,) material number of each face.
    """

    points: Floats
    faces: Ints
    weights: Floats
    material: Ints

    def moved(self, points: Floats) -> Cloth:
        """The same cloth with its points elsewhere."""
        return replace(self, points=points)

    def kept(self, faces: Mask) -> Cloth:
        """Only the faces of an (F,) mask, without the points that are left over."""
        chosen = self.faces[faces]
        used, inverse = np.unique(chosen[chosen != NO_CORNER], return_inverse=True)
        packed = np.full_like(chosen, NO_CORNER)
        packed[chosen != NO_CORNER] = inverse
        return Cloth(self.points[used], packed, self.weights[used], self.material[faces])

    def painted(self, faces: Mask, material: int) -> Cloth:
        """With the faces of an (F,) mask in another material."""
        return replace(self, material=np.where(faces, material, self.material))

    def centres(self) -> Floats:
        """(F, 3) face centres."""
        return self.mean_of(self.points)

    def mean_of(self, values: Floats) -> Floats:
        """Per-face means of per-point values, (F, ...)."""
        known = (self.faces != NO_CORNER).reshape(*self.faces.shape, *[1] * (values.ndim - 1))
        total: Floats = (values[self.faces] * known).sum(1) / known.sum(1)
        return total


def joined(first: Cloth, second: Cloth) -> Cloth:
    """Two pieces as one mesh; they are not sewn together."""
    moved = np.where(second.faces == NO_CORNER, NO_CORNER, second.faces + len(first.points))
    return Cloth(
        np.concatenate([first.points, second.points]),
        np.concatenate([first.faces, moved]),
        np.concatenate([first.weights, second.weights]),
        np.concatenate([first.material, second.material]),
    )


def normals(points: Floats, faces: Ints) -> Floats:
    """(N, 3) unit point normals, area-weighted."""
    last = np.where(faces[:, 3] == NO_CORNER, faces[:, 0], faces[:, 3])
    across = np.cross(points[faces[:, 2]] - points[faces[:, 0]], points[last] - points[faces[:, 1]])
    total = np.zeros_like(points)
    for corner in range(3):
        np.add.at(total, faces[:, corner], across)
    quads = faces[:, 3] != NO_CORNER
    np.add.at(total, faces[quads, 3], across[quads])
    unit: Floats = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    return unit


def directed_edges(faces: Ints) -> Ints:
    """(E, 2) the edges of all faces in their winding order."""
    last = np.where(faces[:, 3] == NO_CORNER, faces[:, 0], faces[:, 3])
    sides = [faces[:, [0, 1]], faces[:, [1, 2]], np.stack([faces[:, 2], last], 1)]
    quads = faces[:, 3] != NO_CORNER
    return np.concatenate([*sides, faces[quads][:, [3, 0]]])


def border_edges(faces: Ints) -> Ints:
    """(E, 2) edges that belong to one face only, in that face's winding order."""
    edges = directed_edges(faces)
    undirected = edges.min(1) * (edges.max(initial=0) + 1) + edges.max(1)  # one number an edge: sorted much faster
    _, inverse, count = np.unique(undirected, return_inverse=True, return_counts=True)
    return np.asarray(edges[count[inverse] == 1])


def neighbour_means(count: int, faces: Ints) -> csr_matrix:
    """(N, N) matrix that replaces a point's value by the mean of its neighbours'."""
    edges = directed_edges(faces)
    both = np.concatenate([edges, edges[:, ::-1]])
    graph = csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count))
    graph.data[:] = 1.0
    degree = np.maximum(np.asarray(graph.sum(1)).ravel(), 1.0)
    return csr_matrix(diags(list(1.0 / degree)) @ graph)


def smoothed(cloth: Cloth, rounds: int, strength: Floats | float = 0.5) -> Cloth:
    """Laplacian smoothing; borders are smoothed along themselves only, so that hems don't shrink away."""
    inner = neighbour_means(len(cloth.points), cloth.faces)
    border = border_edges(cloth.faces)
    rim = np.unique(border)
    both = np.concatenate([border, border[:, ::-1]])
    along = csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=inner.shape)
    share = np.broadcast_to(np.asarray(strength, float), (len(cloth.points),))[:, None]
    points = cloth.points
    degree = np.maximum(np.asarray(along.sum(1)).ravel(), 1.0)[rim, None]
    for _ in range(rounds):
        goal = inner @ points
        goal[rim] = (along[rim] @ points) / degree
        points = points + share * (goal - points)
    return cloth.moved(points)


def refined(cloth: Cloth, times: int = 1) -> Cloth:
    """Each quad split into four, positions smoothed as by Catmull and Clark (1978) inside, linear at borders."""
    for _ in range(times):
        cloth = _refined_once(cloth)
    return cloth


def _refined_once(cloth: Cloth) -> Cloth:
    if (cloth.faces[:, 3] == NO_CORNER).any():
        raise ValueError("only quads can be refined: refine before cutting")
    count, faces = len(cloth.points), cloth.faces
    edges = directed_edges(faces)
    unique, inverse = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
    middle = count + inverse.reshape(4, -1).T
    face_centre = count + len(unique) + np.arange(len(faces))
    children = [np.stack([faces[:, k], middle[:, k], face_centre, middle[:, k - 1]], 1) for k in range(4)]
    values = np.concatenate([cloth.points, cloth.weights], 1)
    split = np.concatenate([values, values[unique].mean(1), values[faces].mean(1)])
    fresh = Cloth(split[:, :3], np.concatenate(children), split[:, 3:], np.tile(cloth.material, 4))
    return smoothed(fresh, 1, 0.5)
