"""What ships in data/demo: every row valid, every picture there, of the right size, all small enough to commit."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from data.boutique.products import COLUMNS, products, row
from data.taxonomy import FINE_BY_NAME, Broad, broad_of
from pipeline.look import KEYPOINT_NAMES

DEMO = Path(__file__).resolve().parents[3] / "data" / "demo"
MAX_BYTES = 12_000_000
with (DEMO / "products.csv").open(encoding="utf-8") as _file:
    ROWS = list(csv.DictReader(_file))
LOOKS = json.loads((DEMO / "looks.json").read_text(encoding="utf-8"))


def test_there_are_sixty_products_in_all_seven_broad_categories() -> None:
    assert len(ROWS) >= 60
    assert {broad_of(line["category"]) for line in ROWS} == set(Broad)


def test_rows_are_the_generators_own() -> None:
    made = {product.id: [str(value) for value in row(product)] for product in products()}
    for line in ROWS:
        assert list(line.values()) == made[line["id"]]


@pytest.mark.parametrize("line", ROWS, ids=lambda line: line["id"])
def test_row(line: dict[str, str]) -> None:
    assert tuple(line) == COLUMNS
    assert line["category"] in FINE_BY_NAME
    assert float(line["price"]) > 0
    for image in line["images"].split("|"):
        with Image.open(DEMO / image) as picture:
            assert picture.format == "WEBP"
            assert 400 <= picture.width <= 480 and picture.width * 4 == picture.height * 3
            pixels = np.asarray(picture.convert("RGB"))
            assert pixels[[0, 0, -1, -1], [0, -1, 0, -1]].min() >= 250, "not on white"
            grey = picture.convert("L").histogram()
            assert 0.03 < sum(grey[:240]) / (picture.width * picture.height) < 0.9, "nothing, or too much, to see"


def test_no_stray_pictures_and_the_whole_is_small() -> None:
    named = {DEMO / image for line in ROWS for image in line["images"].split("|")}
    named |= {DEMO / look["photo"] for look in LOOKS}
    found = {path for folder in ("images", "looks") for path in (DEMO / folder).iterdir()}
    assert found == named
    assert sum(path.stat().st_size for path in found) <= MAX_BYTES


def test_there_are_six_looks() -> None:
    assert [look["photo"] for look in LOOKS] == [f"looks/look-{number}.webp" for number in range(1, 7)]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["photo"])
def test_look(look: dict[str, Any]) -> None:
    with Image.open(DEMO / look["photo"]) as picture:
        assert picture.size == (look["width"], look["height"]) == (640, 960)
    points = look["keypoints"]
    assert len(points) == 3 * len(KEYPOINT_NAMES)
    for name in ("left_eye", "right_eye", "left_ankle", "right_ankle"):
        assert points[3 * KEYPOINT_NAMES.index(name) + 2] == 2, f"{name} isn't seen: not a full shot"
    known = {line["id"] for line in ROWS}
    assert len(look["products"]) >= 3
    for worn in look["products"]:
        assert worn["id"] in known
        x0, y0, x1, y1 = worn["box"]
        assert 0 <= x0 < x1 <= look["width"] and 0 <= y0 < y1 <= look["height"]
