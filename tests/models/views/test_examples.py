from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from data.boutique.read import read_shop
from data.luma import LumaDataError
from data.poses.pose import INDEX, VISIBLE, LabelledPose
from data.taxonomy import VIEWS, Broad, View
from models.views.evaluate import held_out
from models.views.examples import LUMA_SIDES, ViewDataError, boutique_examples, luma_examples, view_of
from tests.data.boutique.tiny import write_shop
from tests.data.poses.people import coco_person
from tests.models.views.shots import DRESS, SHIRT, TROUSERS, boutique_shop


def pose(**points: tuple[float, float]) -> LabelledPose:
    """The stick person of the other tests with some points elsewhere."""
    places = coco_person()[:, :2].copy()
    for name, place in points.items():
        places[INDEX[name]] = place
    return LabelledPose("a", Path("a.png"), "train", places, np.ones(17, np.bool_), np.full(17, VISIBLE, np.int8))


def turned(left: float, right: float, nose: float) -> LabelledPose:
    """Shoulders and nose at these x, 100 px above the hips."""
    return pose(
        left_shoulder=(left, 100.0), right_shoulder=(right, 100.0), left_hip=(200.0, 200.0), right_hip=(200.0, 200.0),
        nose=(nose, 60.0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "nose", "view"),
    [
        (240, 160, 200, View.FRONT),
        (160, 240, 200, View.BACK),
        (205, 195, 170, View.LEFT),  # looks to the left of the picture: the own left side faces the camera
        (195, 205, 230, View.RIGHT),
        (220, 180, 170, None),  # half-way
        (205, 195, 203, None),  # nose straight above the shoulders
    ],
)
def test_the_view_of_a_rendered_person(left: float, right: float, nose: float, view: View | None) -> None:
    assert view_of(turned(left, right, nose)) is view


def test_mirroring_swaps_left_and_right() -> None:
    mirrored = turned(400 - 195, 400 - 205, 400 - 170)  # the points' names are swapped too
    assert view_of(mirrored) is View.RIGHT


def test_a_person_of_whom_too_little_is_known_has_no_view() -> None:
    unknown = turned(240, 160, 200)
    unknown.located[INDEX["nose"]] = False
    assert view_of(unknown) is None


def test_the_boutiques_pages_are_examples_and_its_looks_are_not(tmp_path: Path) -> None:
    examples = boutique_examples(boutique_shop(tmp_path))
    assert [one.view for one in examples] == list(VIEWS) * 3
    assert {(one.product, one.broad, one.split) for one in examples} == {
        (f"page-{SHIRT.id}", Broad.TOPWEAR, "train"),
        (f"page-{TROUSERS.id}", Broad.BOTTOMWEAR, "validation"),
        (f"page-{DRESS.id}", Broad.DRESSES, "test"),
    }
    assert all(one.image.is_file() for one in examples)
    assert {one.product for one in held_out(examples)} == {f"page-{DRESS.id}"}


def test_sources_without_shots_are_named(tmp_path: Path) -> None:
    with pytest.raises(ViewDataError, match="names no pages"):
        boutique_examples(read_shop(write_shop(tmp_path, [SHIRT], [])))
    with pytest.raises(LumaDataError, match="images"):
        luma_examples(tmp_path / "luma")


@pytest.mark.photos
@pytest.mark.skipif("BTL_LUMA" not in os.environ, reason="BTL_LUMA names no folder of Luma's shots")
def test_luma_is_split_by_product() -> None:
    examples = luma_examples(Path(os.environ["BTL_LUMA"]))
    splits = defaultdict(set)
    for one in examples:
        splits[one.product].add(one.split)
    assert all(len(its) == 1 for its in splits.values())
    found = [one for one in examples if one.view in (View.LEFT, View.RIGHT)]
    assert len(found) == len(LUMA_SIDES)
    assert {one.view for one in held_out(examples)} == set(VIEWS)
