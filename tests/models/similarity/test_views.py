"""Pooled features of augmented views: made once, the same again, never of what is held out."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.similarity import cache, views
from models.similarity.cache import CropCache
from models.similarity.items import Item
from models.similarity.views import VIEWS, ViewCache, lends_ground
from tests.models.similarity.wardrobe import item, wardrobe


class Seen:
    """Means of channels in the trunk's place, and how many crops were asked for."""

    def __init__(self) -> None:
        self.crops = 0

    def __call__(self, crops: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        self.crops += len(crops)
        return np.stack([crop.mean((0, 1)) / 255 for crop in crops]).astype(np.float32)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found = Seen()
    monkeypatch.setattr(views, "pooled_features", lambda folder, trunk: found)
    return found


def view_cache(folder: Path) -> ViewCache:
    return ViewCache(folder / "features", CropCache(folder / "crops", 64))


def test_the_first_view_is_the_crop_and_the_others_differ(tmp_path: Path, seen: Seen) -> None:
    items = wardrobe(tmp_path)
    rows = view_cache(tmp_path)(items)
    assert rows.shape == (len(items), VIEWS, 3) and rows.dtype == np.float16
    for item_, row in zip(items, rows, strict=True):
        np.testing.assert_allclose(row[0], item_.crop(64).mean((0, 1)) / 255, atol=1e-3)
        assert len({tuple(view) for view in row.tolist()}) == VIEWS


def test_views_are_made_once_in_whatever_order(tmp_path: Path, seen: Seen) -> None:
    items = wardrobe(tmp_path)
    first = view_cache(tmp_path)(items)
    made = seen.crops
    again = view_cache(tmp_path)(items[::-1])
    assert seen.crops == made + 1  # the blank crop that tells the width
    np.testing.assert_array_equal(again, first[::-1])


def test_a_killed_run_goes_on_and_ends_the_same(tmp_path: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    items = wardrobe(tmp_path)
    whole = view_cache(tmp_path / "whole")(items)
    monkeypatch.setattr(cache, "FLUSH_EVERY", 4)
    made: list[Item] = []

    def killed(self: ViewCache, crops: object, number: int, grounds: object) -> list[torch.Tensor]:
        made.append(items[number])
        if len(made) == 7:
            raise KeyboardInterrupt
        return real(self, crops, number, grounds)  # type: ignore[arg-type]

    real = ViewCache._views
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ViewCache, "_views", killed)
        view_cache(tmp_path / "cut")(items)
    before = seen.crops
    resumed = view_cache(tmp_path / "cut")(items)
    assert seen.crops - before == 1 + VIEWS * (len(items) - 4)
    np.testing.assert_array_equal(resumed, whole)


def test_grounds_are_never_of_held_out_pictures(tmp_path: Path) -> None:
    assert lends_ground(item(tmp_path, 0, "front", "train", source="boutique"))
    assert not lends_ground(item(tmp_path, 0, "front", "test", source="boutique"))
    assert not lends_ground(item(tmp_path, 0, "front", "train", source="luma"))
