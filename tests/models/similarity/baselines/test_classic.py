"""SIFT finds what it has seen turned and scaled; colours are told apart whatever their shape."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from models.similarity.baselines.classic import SiftMatches, colour_histogram
from models.similarity.items import Item, Pixels
from models.similarity.measure.questions import Questions
from tests.models.similarity.wardrobe import item


def texture(path: Path, seed: int, angle: float = 0.0) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (20, 20, 3), np.uint8)
    picture = Image.fromarray(noise).resize((160, 160), Image.Resampling.BICUBIC)
    ground = Image.new("RGB", (256, 256), "white")
    ground.paste(picture, (48, 48))
    ground.rotate(angle, fillcolor="white").save(path)


def cut(items: Sequence[Item]) -> list[Pixels]:
    return [each.crop(256) for each in items]


def test_sift_knows_a_texture_that_is_turned_and_nothing_on_an_empty_picture(tmp_path: Path) -> None:
    goods = [item(tmp_path, number, "front") for number in range(3)]
    for number, good in enumerate(goods):
        texture(good.picture, number)
    Image.new("RGB", (256, 256), "white").save(goods[2].picture)
    query = item(tmp_path, 1, "back")
    texture(query.picture, 1, angle=20)
    (row,) = SiftMatches(cut).scores(Questions("luma-back", 0, (query,), tuple(goods), ()))
    assert row[1] > 10
    assert row[1] > 3 * row[0]
    assert row[2] == 0


def test_a_histogram_is_what_a_loop_counts_and_leaves_the_ground_out() -> None:
    crop = np.full((8, 8, 3), 255, np.uint8)
    crop[:2], crop[2:4, :4] = (200, 30, 30), (30, 60, 200)
    counts: dict[tuple[int, ...], int] = {}
    for pixel in cv2.cvtColor(crop, cv2.COLOR_RGB2LAB)[crop.min(axis=2) < 255]:
        key = tuple(int(value) // 32 for value in pixel)
        counts[key] = counts.get(key, 0) + 1
    expected = np.zeros((8, 8, 8))
    for key, count in counts.items():
        expected[key] = (count / 24) ** 0.5
    (found,) = colour_histogram([crop])
    assert len(counts) == 2
    assert found == pytest.approx(expected.ravel(), abs=1e-6)
    assert float(found @ found) == pytest.approx(1)


def test_a_white_picture_has_no_colours() -> None:
    assert not colour_histogram([np.full((8, 8, 3), 255, np.uint8)]).any()
