"""Cosines by tier, on goods whose likeness the boutique's own table says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from data.boutique.read import read_shop
from models.embedding.likeness import Cosines, by_tier, compare_worn, words_from
from tests.data.boutique.tiny import TABLE, one, page, write_shop
from tests.data.catalog.conftest import ColourEmbedder


def test_pairs_are_sorted_by_what_the_table_says(tmp_path: Path) -> None:
    first, other_colour = next(pair for pair in pairwise(TABLE) if pair[0].model == pair[1].model)
    assert first.category == "sweaters"
    goods = [first, other_colour, one("jackets", "train"), one("hand bags", "train")]
    shop = read_shop(write_shop(tmp_path, goods, page(first)))
    known = [shop.goods[each.id] for each in goods]
    pairs = np.arange(4, dtype=np.float32)[None] / 10
    found = {tier: cosines.values.tolist() for tier, cosines in by_tier(pairs, known[:1], known, shop).items()}
    assert {tier: pytest.approx(values) for tier, values in found.items()} == {
        "the same product": [0.0],
        "its model, another colour": [0.1],
        "another kind": [0.2],
    }


def test_worn_goods_are_compared_with_those_on_white(tmp_path: Path) -> None:
    goods = [one("jeans", "train"), one("trousers", "train"), one("dresses", "train")]
    shop = read_shop(write_shop(tmp_path, goods, [record for each in goods for record in page(each)]))
    found = compare_worn(ColourEmbedder(), shop, 1000)
    # Five shots a page; the dress has nothing else of its category.
    assert {tier: len(cosines.values) for tier, cosines in found.items()} == {
        "another kind": 10,
        "the same product": 15,
    }
    assert all((abs(cosines.values) <= 1 + 1e-5).all() for cosines in found.values())


def test_words_are_percentiles_of_what_is_not_the_product() -> None:
    ramp = np.linspace(0, 1, 101, dtype=np.float32)
    found = words_from({"its kind": Cosines(ramp), "another kind": Cosines(ramp / 2)})
    assert found == {"Very similar": pytest.approx(0.9), "Similar": pytest.approx(0.375)}
