"""Regions of the paper, and that maxima do not care where a pattern is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.similarity.baselines.rmac import RegionalMaxima, pooled, regions
from models.similarity.measure.questions import questions
from tests.models.similarity.wardrobe import wardrobe


def test_the_first_region_is_the_map_and_the_others_cover_it() -> None:
    squares = regions(8)
    assert len(squares) == 1 + 4 + 9
    assert squares[0] == (slice(0, 8), slice(0, 8))
    widths = [y.stop - y.start for y, _ in squares]
    assert widths == [8] + [5] * 4 + [4] * 9  # 2 * 8 / (l + 1)
    for level in (squares[1:5], squares[5:]):
        seen = np.zeros((8, 8), bool)
        for y, x in level:
            seen[y, x] = True
        assert seen.all()


def test_pooling_is_what_loops_say() -> None:
    maps = np.random.default_rng(0).normal(size=(2, 3, 8, 8)).astype(np.float32)
    found = pooled(maps)
    assert found.shape == (2, 15, 3)
    assert found[:, 0] == pytest.approx(maps.mean((2, 3)))
    for number, (y, x) in enumerate(regions(8), start=1):
        for n in range(2):
            for c in range(3):
                assert found[n, number, c] == max(float(v) for v in maps[n, c, y, x].ravel())


def test_it_finds_products_by_what_they_show_and_learns_from_training_pictures_only(tmp_path: Path) -> None:
    asked = questions("luma-back", wardrobe(tmp_path))
    draw = np.random.default_rng(1)
    kinds = {f"p{number}": draw.random((15, 12)) for number in range(6)}
    described: list[str] = []

    def describe(items: object) -> object:
        described.append(" ".join(sorted({each.split for each in items})))  # type: ignore[attr-defined]
        return np.stack([kinds[each.product] + 0.1 * draw.random((15, 12)) for each in items])  # type: ignore[attr-defined]

    scores = RegionalMaxima(describe).scores(asked)  # type: ignore[arg-type]
    own = [[good.product for good in asked.goods].index(query.product) for query in asked.queries]
    assert scores.argmax(axis=1).tolist() == own
    assert described[0] == "train"
