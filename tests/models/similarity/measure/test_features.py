"""Features are computed once, and again only for what changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.similarity.measure.features import Features
from tests.models.similarity.wardrobe import Cutter, draw, item


def mean_colour(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    return np.stack([crop.mean((0, 1)) for crop in crops]).astype(np.float32)


def test_rows_follow_the_items_and_come_from_the_file_the_second_time(tmp_path: Path) -> None:
    items = [item(tmp_path, number, "front") for number in range(4)]
    cut, file = Cutter(), tmp_path / "kept" / "features.npz"
    first = Features(mean_colour, cut, file, "mean")(items)
    assert np.allclose(first, mean_colour([each.crop(64) for each in items]))
    again = Features(mean_colour, cut, file, "mean")(items[::-1])
    assert (again == first[::-1]).all()
    assert cut.cut == 4


def test_what_changed_is_computed_again(tmp_path: Path) -> None:
    items = [item(tmp_path, number, "front") for number in range(2)]
    cut, file = Cutter(), tmp_path / "features.npz"
    before = Features(mean_colour, cut, file, "mean")(items)
    draw(items[0].picture, 5, 2)
    after = Features(mean_colour, cut, file, "mean")(items)
    assert cut.cut == 3
    assert (after[0] != before[0]).any()
    assert (after[1] == before[1]).all()
    Features(mean_colour, cut, file, "other weights")(items)
    assert cut.cut == 5
