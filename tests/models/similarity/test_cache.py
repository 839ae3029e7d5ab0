"""Crops on disk: made once, and never torn."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.similarity import cache
from models.similarity.cache import CropCache
from models.similarity.items import Item
from tests.models.similarity.wardrobe import draw, wardrobe


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the items that are cut."""
    keys: list[str] = []
    cut = Item.crop

    def counted(item: Item, size: int) -> NDArray[np.uint8]:
        keys.append(item.key)
        return cut(item, size)

    monkeypatch.setattr(Item, "crop", counted)
    return keys


def same(crops: cache.Crops, items: list[Item]) -> None:
    assert len(crops) == len(items)
    for number, item in enumerate(items):
        np.testing.assert_array_equal(crops[number], item.crop(32))


def test_crops_come_in_the_order_of_the_items_and_are_made_once(tmp_path: Path, made: list[str]) -> None:
    items = wardrobe(tmp_path)
    first = CropCache(tmp_path / "cache", 32)(items)
    assert made == [item.key for item in items]
    again = CropCache(tmp_path / "cache", 32)(items[::-2])
    assert len(made) == len(items)
    same(first, items)
    same(again, items[::-2])


def test_new_items_are_added(tmp_path: Path, made: list[str]) -> None:
    items = wardrobe(tmp_path)
    cut = CropCache(tmp_path / "cache", 32)
    cut(items[:5])
    crops = cut(items)
    assert len(made) == len(items)
    same(crops, items)


def test_a_picture_that_changed_is_cut_again(tmp_path: Path) -> None:
    items = wardrobe(tmp_path)
    CropCache(tmp_path / "cache", 32)(items)
    draw(items[0].picture, 5, 2)
    os.utime(items[0].picture, ns=(1, 1))
    same(CropCache(tmp_path / "cache", 32)(items), items)


def test_what_a_killed_run_left_is_kept(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    items = wardrobe(tmp_path)
    monkeypatch.setattr(cache, "FLUSH_EVERY", 4)
    counted = Item.crop

    def killed(item: Item, size: int) -> NDArray[np.uint8]:
        if len(made) == 10:
            raise KeyboardInterrupt
        return counted(item, size)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Item, "crop", killed)
        CropCache(tmp_path / "cache", 32)(items)
    assert len(json.loads((tmp_path / "cache" / "crops-32.json").read_text())) == 8
    del made[:]
    crops = CropCache(tmp_path / "cache", 32)(items)
    assert made == [item.key for item in items[8:]]
    same(crops, items)


def test_no_items(tmp_path: Path) -> None:
    assert len(CropCache(tmp_path, 32)([])) == 0


def test_two_who_use_one_folder_lose_nothing_of_each_other(tmp_path: Path) -> None:
    items = wardrobe(tmp_path)
    one, other = CropCache(tmp_path / "cache", 32), CropCache(tmp_path / "cache", 32)
    one(items[:2])
    other(items[2:4])
    same(one(items[:1]), items[:1])
    same(one(items), items)
    same(other(items), items)
