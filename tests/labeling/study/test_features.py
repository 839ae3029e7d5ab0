from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from data.street import read_street
from labeling.study.features import LEVELS, MIRRORED, PLAIN, FeatureRecipe, FeatureStore
from tests.labeling.study.conftest import Street

pytestmark = pytest.mark.slow  # loads a trunk
RECIPE = FeatureRecipe(trunk="lite0", width=96, height=128, augmented=1)


def test_features_of_photos_are_kept_and_read_again(street: Street, tmp_path: Path) -> None:
    photos = read_street(street(12, suits=(0,)))
    found = FeatureStore(tmp_path / "features", RECIPE).compute(photos)
    assert photos[0].split == "train"  # with a suit: neither jacket nor not
    assert [one.id for one in found] == [photo.id for photo in photos[1:]]
    for photo, one in zip(photos[1:], found, strict=True):
        assert one.size == (120, 180)
        assert len(one.views) == (3 if photo.split == "train" else 2)
        assert [one.views[PLAIN].maps[name].shape[1:] for name in LEVELS] == [(16, 12), (8, 6), (4, 3)]
        if photo.split == "validation":
            assert not len(one.views[PLAIN].boxes)  # its truth is for measuring alone
            continue
        scale = np.array([96 / 120, 128 / 180] * 2)
        truth = {article.broad: np.array(article.box) * scale for article in photo.articles()}
        np.testing.assert_allclose(
            sorted(map(tuple, one.views[PLAIN].boxes)), sorted(map(tuple, truth.values())), atol=2
        )
        turned = one.views[MIRRORED].boxes[:, [2, 1, 0, 3]] * [-1, 1, -1, 1] + [96, 0, 96, 0]
        np.testing.assert_allclose(turned, one.views[PLAIN].boxes, atol=1e-3)
    files = {file: file.stat().st_mtime_ns for file in (tmp_path / "features").glob("*.npz")}
    missing = tmp_path / "features" / "0003.npz"
    missing.unlink()
    again = FeatureStore(tmp_path / "features", RECIPE).compute(photos)
    assert {file for file, at in files.items() if file.stat().st_mtime_ns != at} == {missing}
    for one, other in zip(found, again, strict=True):
        for view, same in zip(one.views, other.views, strict=True):
            np.testing.assert_array_equal(view.boxes, same.boxes)
            for name in LEVELS:
                np.testing.assert_array_equal(view.maps[name], same.maps[name])


def test_features_of_another_recipe_are_refused(tmp_path: Path) -> None:
    FeatureStore(tmp_path, RECIPE)
    with pytest.raises(ValueError, match="give another --out"):
        FeatureStore(tmp_path, FeatureRecipe())
