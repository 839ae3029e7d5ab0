"""Layers of cloth on a tube: what is covered, what is left, and folds where a limb bends."""

from __future__ import annotations

import numpy as np
import pytest

from data.boutique.figure.carrying import Shoulder, from_shoulder, in_hand, shoulder
from data.boutique.figure.folds import STRAIGHT, FoldStyle, Hinge, folded
from data.boutique.figure.wavefront import Floats
from data.boutique.layering import CLOTH_MARGIN, SINK, SKIN_MARGIN, below, below_clothes, layered, rim_points, tucked
from data.boutique.tailor.cloth import Cloth, normals
from data.boutique.tailor.garment import Garment


def tube(radius: float, low: float, high: float, rows: int = 40, columns: int = 48) -> Cloth:
    """A tube about the y axis, wound so that normals point outwards."""
    turn = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    height = np.linspace(low, high, rows)
    points = np.stack([np.tile(np.sin(turn) * radius, rows), np.repeat(height, columns),
                       np.tile(np.cos(turn) * radius, rows)], 1)  # fmt: skip
    faces = [[r * columns + c, r * columns + (c + 1) % columns, (r + 1) * columns + (c + 1) % columns,
              (r + 1) * columns + c] for r in range(rows - 1) for c in range(columns)]  # fmt: skip
    return Cloth(points, np.array(faces), np.ones((len(points), 1)), np.zeros(len(faces), int))


def garment(cloth: Cloth, hides: tuple[int, ...] = ()) -> Garment:
    return Garment(cloth, np.zeros((len(cloth.faces), 4, 2)), np.array(hides, int))


def test_a_tube_faces_outwards() -> None:
    cloth = tube(1.0, 0, 3)
    assert (np.einsum("ij,ij->i", normals(cloth.points, cloth.faces), cloth.points * [1, 0, 1]) > 0.9).all()


def test_what_a_sleeve_covers() -> None:
    arm, sleeve = tube(1.0, 0, 6, 61), tube(1.1, 2, 6, 41)
    found = below(arm.points, sleeve)
    height = arm.points[:, 1]
    assert found.covered[height > 2.15].all()
    assert not found.covered[height < 1.85].any()
    np.testing.assert_allclose(found.edge[height == 4.0], np.hypot(2.0, 0.1), atol=0.02)
    assert not below(tube(1.3, 2, 6).points, sleeve).covered.any(), "outside is not below"


def test_a_body_keeps_a_strip_below_every_edge() -> None:
    """The white sliver at the ankles came of a list that reached beyond the shoe's edge."""
    body, sock = tube(1.0, 0, 6, 121), tube(1.1, -1, 3, 81)
    above = np.where(body.points[:, 1] < 3.3)[0]
    left = below_clothes(body.points, normals(body.points, body.faces), [garment(sock, tuple(above))])
    height = body.points[:, 1]
    assert not left.hidden[height > 3 - SKIN_MARGIN + 0.1].any()
    assert left.hidden[(height < 3 - SKIN_MARGIN - 0.1) & (height > -0.5)].all()
    assert not left.covered[height > 2.95].any()
    sunk = np.linalg.norm(left.points[:, [0, 2]], axis=1)
    np.testing.assert_allclose(sunk[height > 3.1], 1.0)
    np.testing.assert_allclose(sunk[(height < 2.9) & (height > 0.1)], 1 - SINK)


def test_cloth_below_cloth_is_cut_away_but_for_a_strip() -> None:
    shirt, jacket = garment(tube(1.0, 0, 6, 121)), garment(tube(1.15, 2, 8, 121))
    left = layered(shirt, jacket)
    assert left.cloth.points[:, 1].max() == pytest.approx(2 + CLOTH_MARGIN, abs=0.12)
    assert left.cloth.points[:, 1].min() == 0
    assert len(left.uv) == len(left.cloth.faces) < len(shirt.cloth.faces)
    assert layered(shirt, garment(tube(3.0, 2, 8))) is shirt


def test_rims_and_tucking() -> None:
    cloth = tube(1.0, 0, 3)
    assert set(cloth.points[rim_points(cloth), 1]) == {0.0, 3.0}
    mask = np.zeros(len(cloth.points), bool)
    mask[:3] = True
    moved = tucked(cloth.points, normals(cloth.points, cloth.faces), mask, 0.2)
    np.testing.assert_allclose(np.linalg.norm(moved[:3, [0, 2]], axis=1), 0.8, atol=1e-3)
    np.testing.assert_array_equal(moved[3:], cloth.points[3:])


def bent(degrees: float) -> Hinge:
    lower = np.array([0.0, -np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    return Hinge(np.zeros(3), np.array([0.0, -1, 0]), np.zeros(3), np.array([0.0, -1, 0]), lower, 2.5)


def test_folds_grow_with_the_bend_and_stay_near_the_hinge() -> None:
    cloth = tube(0.6, -1.0, 2.5, 141)
    unit, share = normals(cloth.points, cloth.faces), np.ones(len(cloth.points))
    style = FoldStyle(0.08, 0.7, 0.6, 0.0)
    depths = []
    for degrees in (0.0, 30.0, 70.0):
        moved = folded(cloth.points, cloth.points, unit, share, bent(degrees), style) - cloth.points
        depths.append(float(np.linalg.norm(moved, axis=1).max()))
        far = np.abs(cloth.points[:, 1]) > 1.8
        assert np.linalg.norm(moved[far], axis=1).max() < 0.001
    assert 0.08 * STRAIGHT * 0.5 < depths[0] <= 0.08 * STRAIGHT
    assert depths[0] < depths[1] < depths[2] <= 0.08
    outside = folded(cloth.points, cloth.points, unit, np.zeros(len(unit)), bent(70), style)
    np.testing.assert_array_equal(outside, cloth.points)


def test_long_hems_stack_and_short_ones_hang() -> None:
    style = FoldStyle(0.0, 0.7, 0.6, 0.05)
    for low, stacked in ((-2.4, True), (-0.8, False)):
        cloth = tube(0.6, low, 1.0, 141)
        unit, share = normals(cloth.points, cloth.faces), np.ones(len(cloth.points))
        moved = np.linalg.norm(folded(cloth.points, cloth.points, unit, share, bent(0), style) - cloth.points, axis=1)
        assert (moved.max() > 0.02) == stacked
        assert moved[cloth.points[:, 1] == low].max() < 1e-9, "the hem itself stays even"


def bag_points() -> Floats:
    """A bag 3 wide, 1 deep, hanging 2 to 4 below the grip, and the top of its strap."""
    x, z, y = np.meshgrid([-1.5, 1.5], [-0.5, 0.5], [-4.0, -2.0])
    return np.concatenate([np.stack([x.ravel(), y.ravel(), z.ravel()], 1), [[0.0, 0, 0]]])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_bag_hangs_from_the_hand_beside_the_leg(sign: float) -> None:
    grip = np.array([sign * 3.0, 8.0, 0.5])
    posed = in_hand(bag_points(), grip, sign)
    assert np.linalg.norm(posed[-1] - grip) < 0.2, "the strap is in the hand"
    assert np.ptp(posed[:-1, 2]) > np.ptp(posed[:-1, 0]), "its broad side follows the leg"
    assert posed[:-1, 1].max() < grip[1] - 1.5


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_front_of_a_bag_faces_away_from_the_wearer(sign: float) -> None:
    front, back = bag_points()[bag_points()[:, 2] > 0.4], bag_points()[bag_points()[:, 2] < -0.4]
    place = Shoulder(np.array([sign * 1.4, 14.0, 0.0]), 1.9, 9.5, -0.5, 0.5)
    grip = np.array([sign * 3.0, 8.0, 0.5])
    assert (in_hand(front, grip, sign)[:, 0] * sign).mean() > (in_hand(back, grip, sign)[:, 0] * sign).mean() + 0.8
    out, inside = (from_shoulder(part, place, sign, 1.0)[:, 0] * sign for part in (front, back))
    assert out.mean() > inside.mean() + 0.8


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_bag_on_the_shoulder_lies_on_it_and_hangs_outside_the_hip(sign: float) -> None:
    place = Shoulder(np.array([sign * 1.4, 14.0, 0.0]), 1.9, 9.5, -0.5, 0.5)
    posed = from_shoulder(bag_points(), place, sign, 1.0)
    assert np.linalg.norm(posed[-1] - place.top) < 0.1
    low = posed[:-1][posed[:-1, 1] < 11]
    assert (low[:, 0] * sign > 1.9 * 0.75).all()


def test_the_shoulder_is_read_off_what_is_worn() -> None:
    trunk = tube(1.9, 8, 13, 60)
    hand = np.random.default_rng(2).uniform([2.2, 8.8, 0], [2.5, 9.2, 0.4], (400, 3))
    lump = np.random.default_rng(1).uniform([0.9, 13.4, -0.4], [1.4, 13.6, 0.4], (200, 3))
    worn = np.concatenate([trunk.points, lump, hand])
    place = shoulder(worn, np.array([1.5, 13.3, 0.0]), np.array([0.9, 9.0, 0.0]), 1.0)
    assert place.top[1] == pytest.approx(13.6, abs=0.05)
    assert place.side == pytest.approx(1.9, abs=0.05)
