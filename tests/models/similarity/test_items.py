"""Items: their splits, keys and crops."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.similarity.items import FOLDS, VALIDATION_SHARE, Cut, checked, fold_split
from pipeline.crops import article_crop, product_crop
from tests.models.similarity.wardrobe import item

MODELS = [f"m{number}" for number in range(3000)]


def test_every_model_is_tested_in_exactly_one_fold() -> None:
    for model in MODELS:
        assert [fold_split(model, fold) for fold in range(FOLDS)].count("test") == 1


@pytest.mark.parametrize("fold", range(FOLDS))
def test_shares_of_a_fold(fold: int) -> None:
    shares = Counter(fold_split(model, fold) for model in MODELS)
    assert shares["test"] / len(MODELS) == pytest.approx(1 / FOLDS, abs=0.03)
    assert shares["validation"] / len(MODELS) == pytest.approx(VALIDATION_SHARE, abs=0.02)


@pytest.mark.parametrize("fold", [-1, FOLDS])
def test_other_folds_are_refused(fold: int) -> None:
    with pytest.raises(ValueError, match=f"no fold {fold}: give 0 to 2"):
        fold_split("m", fold)


def test_a_model_in_two_splits_is_refused(tmp_path: Path) -> None:
    mine = [item(tmp_path, 0, "front"), item(tmp_path, 0, "back", "train")]
    with pytest.raises(ValueError, match="model m0 of luma is in two splits"):
        checked(mine)
    other = [item(tmp_path, 0, "front"), item(tmp_path, 0, "back", "train", source="street")]
    assert checked(other) == other


def test_an_item_listed_twice_is_refused(tmp_path: Path) -> None:
    one = item(tmp_path, 0, "front")
    with pytest.raises(ValueError, match=r"p0-front\.png#p0 is listed twice"):
        checked([one, one])


def test_crops_are_those_of_serving(tmp_path: Path) -> None:
    plain = item(tmp_path, 0, "front")
    pixels = np.asarray(Image.open(plain.picture))
    np.testing.assert_array_equal(plain.crop(32), product_crop(pixels, 32))
    mask = np.zeros(pixels.shape[:2], bool)
    mask[10:20, 10:30] = True
    cut = item(tmp_path, 0, "front", cut=Cut((10, 10, 30, 20), lambda: mask))
    np.testing.assert_array_equal(cut.crop(32), article_crop(pixels, (10, 10, 30, 20), mask, 32))
    assert (cut.crop(32) != plain.crop(32)).any()
