from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from data.boutique.truth_records import Picture
from models.report.boutique.keypoints import keypoints
from pipeline.look import Keypoints
from pipeline.photo import Photo, open_photo
from tests.data.boutique.tiny import one, page, worn_picture, write_shop

SHIRT = one("t-shirts", "test")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    look = worn_picture("looks/1.webp", "look", "1", SHIRT, {"lead": (SHIRT, (20, 20, 60, 60))})
    return read_shop(write_shop(tmp_path, [SHIRT], [*page(SHIRT), look]))


class Estimator:
    """Knows the truth, moved to the side by a share of the height that grows with the point's number."""

    def __init__(self, shop: Shop, shift: float = 0.0, blind: bool = False) -> None:
        pictures = [each for each in shop.pictures if each.keypoints]
        self.truth = {open_photo(shop.path(each)).pixels.tobytes(): each for each in pictures}
        self.shift, self.blind = shift, blind

    def estimate(self, photo: Photo) -> Keypoints:
        picture = self.truth[photo.pixels.tobytes()]
        points = np.array(picture.keypoints, float)
        points[:, 0] += self.shift * height(picture) * np.arange(17)
        points[:, 2] = 1.0 if self.blind else points[:, 2] == 2
        return Keypoints.from_array(points)


def height(picture: Picture) -> float:
    inside = [y for _, y, seen in picture.keypoints or () if seen]
    return max(inside) - min(inside)


def test_the_truth_is_wholly_right(shop: Shop) -> None:
    rows = keypoints(shop, Estimator(shop)).rows
    for row in rows.values():
        assert (row["PCK@0.05"], row["eyes right"]) == (1.0, 1.0)
    assert (rows["all"]["full shots"], rows["all"]["full shots passed"], rows["all"]["others passed"]) == (2, 1.0, 0.0)
    assert "full shots passed" not in rows["pages, back"]


def test_pck_by_counting(shop: Shop) -> None:
    rows = keypoints(shop, Estimator(shop, shift=0.0049)).rows
    right = seen = 0
    for picture in shop.pictures:
        for number, (_, _, visibility) in enumerate(picture.keypoints or ()):
            if visibility == 2:
                seen += 1
                right += 0.0049 * number <= 0.05
    assert 0 < right < seen
    assert rows["all"]["PCK@0.05"] == pytest.approx(right / seen)
    assert rows["all"]["visible points"] == seen


def test_eyes_in_the_back_of_the_head_are_counted(shop: Shop) -> None:
    rows = keypoints(shop, Estimator(shop, blind=True)).rows
    assert {name: row["eyes right"] for name, row in rows.items()} == {
        "all": (2 + 0 + 1 + 1 + 0 + 2) / 12, "whole figures": 6 / 10, "pages, front and back": 0.5,
        "pages, front": 1.0, "pages, back": 0.0, "pages, left": 0.5, "pages, right": 0.5, "pages, detail": 0.0,
        "looks": 1.0,
    }  # fmt: skip
    assert rows["all"]["others passed"] == pytest.approx(1.0)
