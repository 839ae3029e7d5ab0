from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.street import read_street
from data.taxonomy import Broad
from models.report.icons import box_iou, icon_hits
from pipeline.icons import page_scale
from pipeline.look import Article, Look, Mask
from pipeline.photo import Photo
from tests.data.street.test_read import folder, label_map


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ((0, 0, 10, 10), 1.0),
        ((5, 0, 15, 10), 1 / 3),
        ((10, 0, 20, 10), 0.0),
        ((40, 40, 50, 50), 0.0),
        ((2, 2, 8, 8), 0.36),
    ],
)
def test_iou(other: tuple[float, float, float, float], expected: float) -> None:
    assert box_iou((0, 0, 10, 10), other) == pytest.approx(expected)


def article(number: int, broad: Broad, fine: str, box: tuple[float, ...], icon: tuple[float, float]) -> Article:
    mask = Mask.encode(np.ones((100, 80), np.bool_))
    return Article.model_validate(
        {"id": f"a{number}", "broad": broad, "fine": fine, "score": 0.9, "box": box, "mask": mask, "icon": icon}
    )


def test_a_pair_of_shoes_has_its_icon_on_a_shoe(tmp_path: Path) -> None:
    photos = read_street(folder(tmp_path, label_map()))
    found = (
        article(1, Broad.FOOTWEAR, "casual shoes", (10, 88, 52, 96), (15, 92)),  # on the left shoe
        article(2, Broad.TOPWEAR, "shirts", (20, 10, 50, 30), (35, 31)),  # one pixel below the blouse
        article(3, Broad.BAGS, "hand bags", (0, 0, 9, 9), (5, 5)),  # not there: not counted
    )
    hits = icon_hits(photos, lambda photo: Look(photo=photo.name, width=80, height=100, articles=found))
    # Between the shoes lies no shoe: the centre of their box misses; the centre of the blouse's box is on it.
    assert (hits.articles, hits.icons, hits.centroids) == (2, 1, 1)
    assert hits.closest == pytest.approx(np.hypot(35 - 5, 31 - 5) / page_scale(80, 100))


def test_no_articles_is_no_error(tmp_path: Path) -> None:
    def empty(photo: Photo) -> Look:
        return Look(photo=photo.name, width=80, height=100)

    assert str(icon_hits(read_street(folder(tmp_path, label_map())), empty)).startswith(
        "icons inside the true mask 0.000"
    )
