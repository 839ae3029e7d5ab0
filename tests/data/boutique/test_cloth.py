"""Cutting, refining, smoothing and lofting of cloth, on meshes small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.boutique.figure.wavefront import NO_CORNER
from data.boutique.tailor.bags import BagCut, bag, bag_uv, tube
from data.boutique.tailor.cloth import (
    TRIM,
    Cloth,
    border_edges,
    joined,
    neighbour_means,
    normals,
    refined,
    smoothed,
)
from data.boutique.tailor.cut import band, clip, split
from data.boutique.tailor.dummy import TRUNK_AXIS
from data.boutique.tailor.garment import pushed_out
from data.boutique.tailor.loft import MIN_HULL, ROOM, loop_below, taut
from data.boutique.tailor.trimmings import buttons


def sheet(columns: int = 6, rows: int = 5, z: float = 0.0) -> Cloth:
    """A flat grid of unit quads facing +z, whose first bone weight is x and second 1."""
    x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0))
    points = np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], 1)
    at = np.arange(x.size).reshape(rows + 1, columns + 1)
    faces = np.stack([at[:-1, :-1], at[:-1, 1:], at[1:, 1:], at[1:, :-1]], -1).reshape(-1, 4)
    return Cloth(points, faces, np.stack([points[:, 0], np.ones(len(points))], 1), np.zeros(len(faces), int))


def tube_of(radius: float = 2.0, rows: int = 8, columns: int = 24) -> Cloth:
    """An upright tube, open at both ends, facing outwards."""
    turn = np.arange(columns) * 2 * np.pi / columns
    points = [[np.sin(t) * radius, float(y), np.cos(t) * radius] for y in range(rows) for t in turn]
    faces = [[y * columns + k, y * columns + (k + 1) % columns, (y + 1) * columns + (k + 1) % columns,
              (y + 1) * columns + k] for y in range(rows - 1) for k in range(columns)]  # fmt: skip
    return Cloth(np.array(points), np.array(faces), np.ones((len(points), 1)), np.zeros(len(faces), int))


def area(cloth: Cloth) -> float:
    total = 0.0
    for face in cloth.faces:
        corner = cloth.points[face[face != NO_CORNER]]
        fan = [np.cross(corner[k] - corner[0], corner[k + 1] - corner[0]) for k in range(1, len(corner) - 1)]
        total += 0.5 * float(np.linalg.norm(np.sum(fan, axis=0)))
    return total


@settings(max_examples=40, deadline=None)
@given(a=st.floats(-1, 1), b=st.floats(-1, 1), c=st.floats(-6, 6))
def test_clip_keeps_exactly_the_area_on_one_side_of_a_line(a: float, b: float, c: float) -> None:
    cloth = sheet()
    field = a * cloth.points[:, 0] + b * cloth.points[:, 1] + c
    one, other = clip(cloth, field), clip(cloth, -field)
    if np.hypot(a, b) > 0.05:  # steeper lines are cut exactly but for points snapped onto existing ones
        assert area(one) + area(other) == pytest.approx(30, abs=0.3)
    if len(one.faces):
        spread = np.abs(a) + np.abs(b)
        assert (a * one.points[:, 0] + b * one.points[:, 1] + c).max() <= 0.02 * spread + 1e-9


def test_cut_edge_is_straight_and_weights_are_interpolated() -> None:
    cloth = sheet()
    cut = clip(cloth, cloth.points[:, 0] - 2.4)
    assert cut.points[:, 0].max() == pytest.approx(2.4)
    assert area(cut) == pytest.approx(2.4 * 5)
    np.testing.assert_allclose(cut.weights[:, 0], cut.points[:, 0])
    np.testing.assert_allclose(cut.weights[:, 1], 1)


def test_split_keeps_all_and_band_paints_one_side() -> None:
    cloth = sheet()
    whole, field = split(cloth, cloth.points[:, 1] - 1.5)
    assert area(whole) == pytest.approx(30)
    known = whole.faces != NO_CORNER
    for face, mask in zip(whole.faces, known, strict=True):
        assert not (field[face[mask]].min() < 0 < field[face[mask]].max())
    painted = band(cloth, cloth.points[:, 1] - 1.5, TRIM)
    trim = painted.kept(painted.material == TRIM)
    assert area(trim) == pytest.approx(6 * 3.5)


def test_winding_survives_the_cut() -> None:
    cloth = sheet()
    cut = clip(cloth, cloth.points[:, 0] + 0.7 * cloth.points[:, 1] - 4.3)
    assert (normals(cut.points, cut.faces)[:, 2] > 0.99).all()


def test_refined_has_four_times_the_faces_and_refuses_triangles() -> None:
    cloth = tube_of()
    fine = refined(cloth)
    assert len(fine.faces) == 4 * len(cloth.faces)
    assert len(border_edges(fine.faces)) == 2 * len(border_edges(cloth.faces))
    radius = np.hypot(fine.points[:, 0], fine.points[:, 2])
    assert radius.max() <= 2.001 and radius.min() > 1.9
    with pytest.raises(ValueError, match="before cutting"):
        refined(clip(cloth, cloth.points[:, 1] + 0.3 * cloth.points[:, 0] - 3.3))


def test_smoothing_evens_bumps_and_keeps_hems_on_their_line() -> None:
    cloth = tube_of()
    rough = cloth.moved(cloth.points + np.where(np.arange(len(cloth.points)) % 2 == 0, 0.1, 0)[:, None] * [1, 0, 1])
    even = smoothed(rough, 3)
    wobble = [np.hypot(c.points[24:-24, 0], c.points[24:-24, 2]).std() for c in (rough, even)]
    assert wobble[1] < 0.8 * wobble[0]
    assert np.ptp(even.points[:24, 1]) == pytest.approx(0, abs=1e-9)


def test_neighbour_means_against_a_plain_loop() -> None:
    cloth = sheet(3, 2)
    matrix = neighbour_means(len(cloth.points), cloth.faces).toarray()
    for point in range(len(cloth.points)):
        near = {int(b) for face in cloth.faces for a, b in zip(face, np.roll(face, -1), strict=True) if a == point}
        near |= {int(a) for face in cloth.faces for a, b in zip(face, np.roll(face, -1), strict=True) if b == point}
        expected = np.zeros(len(cloth.points))
        expected[list(near)] = 1 / len(near)
        np.testing.assert_allclose(matrix[point], expected)


def test_joined_keeps_both_pieces_apart() -> None:
    one, other = sheet(2, 2), sheet(3, 1, z=5.0)
    both = joined(one, clip(other, other.points[:, 0] + 0.5 * other.points[:, 1] - 2.2))
    assert area(both) > area(one)
    assert both.faces.max() == len(both.points) - 1
    assert both.points[both.faces[0]][:, 2].max() == 0


def test_loop_below_walks_once_round_and_refuses_a_torn_hem() -> None:
    cloth = clip(tube_of(), 2.5 - tube_of().points[:, 1])
    loop = loop_below(cloth, 2.5)
    assert len(set(loop.tolist())) == len(loop) == 24
    steps = np.linalg.norm(np.diff(cloth.points[loop], axis=0), axis=1)
    assert steps.max() < 0.6
    with pytest.raises(ValueError, match="not one line"):
        loop_below(cloth, 4.2)


def test_pushed_out_leaves_a_gap() -> None:
    inner, outer = tube_of(2.0), tube_of(1.9)
    moved = pushed_out(outer, [inner], 0.1)
    assert np.hypot(moved.points[:, 0], moved.points[:, 2]).min() >= 2.09
    far = tube_of(3.5)
    np.testing.assert_array_equal(pushed_out(far, [inner], 0.1).points, far.points)


def test_buttons_sit_on_the_front_and_only_where_cloth_is() -> None:
    cloth = tube_of()
    made = buttons(cloth, [2.0, 5.0, 40.0])
    assert len(made.points) == 2 * 25
    assert made.points[:, 2].min() > 1.9 and np.abs(made.points[:, 0]).max() < 0.13
    assert (normals(made.points, made.faces)[24::25, 2] > 0.9).all()


@pytest.mark.parametrize("cut", [BagCut(), BagCut(flap=0.6, handles=1), BagCut(square=2.0, pinch=1.2)])
def test_bags_hang_from_their_grip(cut: BagCut) -> None:
    made = bag(cut)
    assert made.points[:, 1].max() == pytest.approx(0, abs=0.15)
    assert made.points[:, 1].min() == pytest.approx(-cut.drop - cut.height, abs=0.05)
    assert made.faces.max() < len(made.points)
    assert bag_uv(made).shape == (len(made.faces), 4, 2)
    assert np.isfinite(made.points).all()


def test_tube_faces_outwards() -> None:
    path = np.stack([np.linspace(-1, 1, 9), np.zeros(9), np.zeros(9)], 1)
    made = tube(path, 0.1, 0)
    middle = made.points.mean(0)
    outwards = (normals(made.points, made.faces) * (made.points - middle) * [0, 1, 1]).sum(1)
    assert (outwards > 0).all()


def test_a_narrow_hem_is_drawn_out_round_both_legs_and_a_wide_one_left() -> None:
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = np.stack([np.sin(turn), np.zeros(60), np.cos(turn)], 1)
    legs = np.concatenate([circle * 0.6 + [side, 5, TRUNK_AXIS] for side in (-1.2, 1.2)])
    narrow = taut(circle * 1.4 + [0, 5, TRUNK_AXIS], legs)
    for x, y, z in narrow:
        over = max(0.0, abs(x) - 1.2)  # distance from the segment between the legs' axes
        assert y == 5 and np.hypot(over, z - TRUNK_AXIS) > 0.6
    sides = narrow[np.abs(narrow[:, 2] - TRUNK_AXIS) < 1e-6]
    np.testing.assert_allclose(np.abs(sides[:, 0]), 1.8 + ROOM, atol=0.01)
    wide = circle * 2.5 + [0, 5, TRUNK_AXIS]
    np.testing.assert_allclose(taut(wide, legs), wide)
    np.testing.assert_array_equal(taut(narrow, legs[: MIN_HULL - 1]), narrow)
