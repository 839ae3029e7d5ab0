from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from data.poses.pose import INDEX, INVISIBLE, UNKNOWN, VISIBLE, LabelledPose
from models.keypoints.augment import View
from models.keypoints.dataset import SIGMA, Poses, example, heatmap_targets, load_view
from tests.data.poses.people import SIZE, coco_person


@pytest.fixture
def pose(tmp_path: Path) -> LabelledPose:
    path = tmp_path / "a.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (800, 400, 3), np.uint8)).save(path)
    points = coco_person()[:, :2] * 2
    return LabelledPose("a", path, "train", points, np.ones(17, bool), np.ones(17, np.int8))


def view(width: int = 96, height: int = 128) -> View:
    points = coco_person()[:, :2] * np.float32((width / SIZE[0], height / SIZE[1]))
    return View(Image.new("RGB", (width, height)), points, np.ones(17, bool), np.full(17, VISIBLE, np.int8))


def test_targets_are_gaussians_around_the_points() -> None:
    maps, weights = heatmap_targets(view())
    assert maps.shape == (17, 32, 24)
    assert (weights == 1).all()
    number = INDEX["left_wrist"]
    x, y = view().points[number]
    for row, column in ((0, 0), (10, 12), (15, 17), (31, 23)):
        square = ((column + 0.5) * 4 - x) ** 2 + ((row + 0.5) * 4 - y) ** 2
        assert maps[number, row, column] == pytest.approx(np.exp(-square / (2 * (SIGMA * 4) ** 2)), abs=1e-6)


def test_absent_points_get_empty_maps_and_unknown_ones_no_weight() -> None:
    plain = view()
    plain.located[:3] = False
    plain.visible[:3] = (INVISIBLE, UNKNOWN, INVISIBLE)
    plain.visible[3] = INVISIBLE  # hidden, but we know where
    maps, weights = heatmap_targets(plain)
    assert maps[:3].max() == 0
    assert maps[3].max() > 0.5
    assert list(weights[:4]) == [1, 0, 1, 1]
    made = example(plain)
    assert made["visible_weights"][:4].tolist() == [1, 0, 1, 1]
    assert made["visible"][:5].tolist() == [0, 0, 0, 0, 1]


def test_loading_shrinks_points_with_the_photo(pose: LabelledPose) -> None:
    loaded = load_view(pose)
    assert max(loaded.image.size) == 384
    np.testing.assert_allclose(loaded.points, pose.points * 384 / 800, rtol=1e-5)


def test_points_outside_the_photo_are_cut_off_on_loading(pose: LabelledPose) -> None:
    points = pose.points.copy()
    points[INDEX["left_ankle"]] = (200, 805)
    seen = pose.visible.copy()
    seen[INDEX["left_ankle"]] = INVISIBLE
    loaded = load_view(replace(pose, points=points, visible=seen))
    assert not loaded.located[INDEX["left_ankle"]]


def test_views_are_reproducible_and_change_with_the_epoch(pose: LabelledPose) -> None:
    views = [load_view(pose)]
    one, other = Poses(views, seed=0), Poses(views, seed=0)
    assert torch.equal(one[0]["input"], other[0]["input"])
    other.epoch = 1
    assert not torch.equal(one[0]["input"], other[0]["input"])
    plain = Poses(views, seed=None)[0]
    assert plain["input"].shape == (3, 256, 192)
    assert plain["visible"].sum() == 17
