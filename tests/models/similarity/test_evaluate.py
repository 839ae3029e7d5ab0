"""The short measure against a plain loop."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import Broad
from models.similarity.evaluate import held_out, recall
from models.similarity.items import Item
from tests.models.similarity.wardrobe import item, wardrobe


def vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def looped(items: list[Item], of: NDArray[np.float32], asked: list[int], goods: list[int], at: int) -> float:
    hits = []
    for row in asked:
        order = sorted(goods, key=lambda good: -float(of[good] @ of[row]))
        hits.append(items[row].product in [items[good].product for good in order[:at]])
    return sum(hits) / len(hits)


def test_recall_of_views_asks_held_out_products_among_all_fronts(tmp_path: Path) -> None:
    items = wardrobe(tmp_path)
    of = vectors(len(items), 3)
    found = held_out(items, of)
    fronts = [row for row, each in enumerate(items) if each.view == "front"]
    for view in ("back", "detail"):
        asked = [row for row, each in enumerate(items) if each.view == view and each.split == "test"]
        assert len(asked) == 3 and len(fronts) == 6
        assert found[f"luma {view} R@1"] == pytest.approx(looped(items, of, asked, fronts, 1))
        assert found[f"luma {view} R@10"] == 1
    assert not [name for name in found if name.startswith("boutique")]


def test_recall_of_the_boutique_stays_in_the_category(tmp_path: Path) -> None:
    def one(number: int, view: str, broad: Broad, domain: str) -> Item:
        return item(tmp_path, number, view, source="boutique", broad=broad, domain=domain)

    items = [one(0, "front", Broad.BAGS, "white"), one(1, "front", Broad.SKIRTS, "white")]
    items += [one(2, "front", Broad.BAGS, "white"), one(0, "back", Broad.BAGS, "street")]
    # The skirt is nearest, but a bag was asked for.
    of = np.array([[0.8, 0.6], [1, 0], [0, 1], [1, 0]], np.float32)
    assert held_out(items, of) == {"boutique street R@1": 1.0, "boutique street R@10": 1.0}
    everywhere = recall(items, of, np.array([False] * 3 + [True]), np.array([True] * 3 + [False]))
    assert everywhere[1] == 0


def test_vectors_that_are_all_the_same_find_nothing(tmp_path: Path) -> None:
    items = wardrobe(tmp_path)
    same = np.tile(np.array([[1.0, 0.0]], np.float32), (len(items), 1))
    assert held_out(items, same)["luma back R@1"] == 0
