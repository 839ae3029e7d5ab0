"""Figures of finding and reading, on answers made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.logos.calibrate import fitted
from models.logos.evaluate import Seen, average_precision, brand_rates, overlap, rates, threshold_for
from models.logos.examples import Branded
from pipeline.brands import Brands
from pipeline.logos import Spot
from tests.models.similarity.wardrobe import item

BOX = (10.0, 10.0, 30.0, 30.0)
SHIFTED = (14.0, 10.0, 34.0, 30.0)
FAR = (100.0, 100.0, 120.0, 120.0)


def seen(folder: Path, *spots: tuple[tuple[float, ...], float], logos: int = 1, brand: str = "A") -> Seen:
    example = Branded(item(folder, 0, "front"), (BOX,) * min(1, logos), brand)
    truth = np.array([BOX] * logos, np.float32).reshape(-1, 4)
    return Seen(example, truth, tuple(Spot(box, score) for box, score in spots))  # type: ignore[arg-type]


def test_overlap() -> None:
    assert overlap(BOX, np.array(BOX)) == 1
    assert overlap(BOX, np.array(SHIFTED)) == pytest.approx(16 * 20 / (2 * 400 - 320))
    assert overlap(BOX, np.array(FAR)) == 0


def test_average_precision_counts_a_logo_once(tmp_path: Path) -> None:
    # Best first: right, the same one again, wrong, right; three logos, one of them never found.
    answers = [
        seen(tmp_path, (BOX, 0.9), (SHIFTED, 0.8)),
        seen(tmp_path, (FAR, 0.7), logos=0),
        seen(tmp_path, (SHIFTED, 0.6)),
        seen(tmp_path),
    ]
    assert average_precision(answers) == pytest.approx((1 + 2 / 4) / 3)
    assert average_precision(answers, iou=0.9) == pytest.approx(1 / 3)


def test_rates_count_hits_and_false_finds_from_the_threshold_on(tmp_path: Path) -> None:
    answers = [
        seen(tmp_path, (SHIFTED, 0.6)),
        seen(tmp_path, (FAR, 0.9)),
        seen(tmp_path, (BOX, 0.2)),
        seen(tmp_path, (FAR, 0.55), logos=0),
        seen(tmp_path, (FAR, 0.1), logos=0),
        seen(tmp_path, logos=0),
    ]
    found = rates(answers, 0.5)
    assert found["found"] == pytest.approx(1 / 3)
    assert found["false"] == pytest.approx(1 / 3)
    assert (found["articles with a logo"], found["articles without"]) == (3, 3)


def test_the_threshold_lets_its_share_through() -> None:
    scores = [n / 100 for n in range(100)]
    threshold = threshold_for(scores, 0.02)
    assert sum(score >= threshold for score in scores) == 2
    assert threshold_for(scores, 1.0) == 0


def test_brands_are_counted_where_they_are_named(tmp_path: Path) -> None:
    brands = Brands(["A", "B"], np.eye(2, dtype=np.float32), temperature=0.05, unknown=0.5)
    answers = [
        seen(tmp_path, (BOX, 0.9), brand="A"),
        seen(tmp_path, (BOX, 0.9), brand="B"),
        seen(tmp_path, (BOX, 0.9), brand="A"),
        seen(tmp_path, (BOX, 0.1), brand="A"),
        seen(tmp_path, (FAR, 0.9), logos=0),
        seen(tmp_path, (FAR, 0.1), logos=0),
    ]
    vectors = np.array([[1, 0], [1, 0], [0.1, 0.1], [0, 1]], np.float32)
    found = brand_rates(answers, 0.5, lambda kept: vectors[: len(kept)], brands)
    assert found["named"] == 2
    assert found["right of named"] == 0.5
    assert found["named rightly, of all with a logo"] == 0.25
    assert found["named without a logo"] == 0.5


def test_fitted_refuses_what_the_shop_does_not_sell() -> None:
    rng = np.random.default_rng(0)
    vectors = np.eye(8, dtype=np.float32)[:4]
    logos = vectors[rng.integers(0, 4, 40)] + rng.normal(0, 0.15, (40, 8)).astype(np.float32)
    logos /= np.linalg.norm(logos, axis=1, keepdims=True)
    names = ["A", "B", "C", "D"]
    truth = [names[int(row.argmax())] for row in logos[:, :4]]
    shop, buttons = Brands(names, vectors, 1.0, 0.0), np.eye(8, dtype=np.float32)[6:]
    temperature, unknown = fitted(shop, truth, logos.astype(np.float32), buttons)
    shop = Brands(names, vectors, temperature, unknown)
    named = shop.probabilities(logos.astype(np.float32))
    assert (named.max(axis=1) > 0.5).mean() > 0.9
    strange = np.eye(8, dtype=np.float32)[5:]
    assert (shop.probabilities(strange).max(axis=1) < 0.5).all()
