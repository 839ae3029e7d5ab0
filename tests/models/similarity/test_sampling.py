"""Batches: one category, the right labels, other colours beside, the same for the same seed."""

from collections import Counter
from pathlib import Path

import pytest

from data.taxonomy import Broad
from models.similarity.items import Item
from models.similarity.sampling import ProductSampler, Shot, shelves
from tests.models.similarity.wardrobe import item


def goods(folder: Path) -> list[Item]:
    """12 tops of 6 models in two colours with three views, 4 bags with one picture, a lone skirt."""
    tops = [
        item(folder, number % 6, view, product=f"p{number}", model=f"m{number // 2}")
        for number in range(12)
        for view in ("front", "back", "detail")
    ]
    bags = [item(folder, n, "front", product=f"b{n}", model=f"b{n}", broad=Broad.BAGS, source="street")
            for n in range(4)]  # fmt: skip
    return [*tops, *bags, item(folder, 0, "back", product="s", model="s", broad=Broad.SKIRTS)]


def batches(items: list[Item], steps: int = 200, seed: int = 0) -> list[list[Shot]]:
    return list(ProductSampler(items, 4, 3).batches(steps, seed))


def test_a_batch_is_of_one_category_with_some_shots_of_each_product(tmp_path: Path) -> None:
    items = goods(tmp_path)
    broads: Counter[Broad] = Counter()
    for batch in batches(items):
        (broad,) = {items[shot.row].broad for shot in batch}
        broads[broad] += 1
        assert Counter(shot.product for shot in batch) == dict.fromkeys(range(4), 3)
        names = [items[shot.row].product for shot in batch]
        assert len(set(zip(names, (shot.product for shot in batch), strict=True))) == len(set(names)) == 4
    # A category with a single product has nothing to tell apart; the others by the root of their size.
    assert set(broads) == {Broad.TOPWEAR, Broad.BAGS}
    assert broads[Broad.TOPWEAR] / 200 == pytest.approx(12**0.5 / (12**0.5 + 4**0.5), abs=0.1)


def test_views_are_not_repeated_where_there_are_enough(tmp_path: Path) -> None:
    items = goods(tmp_path)
    for batch in batches(items):
        rows = {number: {shot.row for shot in batch if shot.product == number} for number in range(4)}
        wanted = 3 if items[batch[0].row].broad is Broad.TOPWEAR else 1
        assert all(len(each) == wanted for each in rows.values())


def test_other_colours_of_a_model_come_along(tmp_path: Path) -> None:
    items = goods(tmp_path)
    tops = [batch for batch in batches(items) if items[batch[0].row].broad is Broad.TOPWEAR]
    models = [len({items[shot.row].model for shot in batch}) for batch in tops]
    assert sum(count < 4 for count in models) > len(tops) / 2
    assert 4 in models


def test_batches_repeat_with_seed_and_step(tmp_path: Path) -> None:
    items = goods(tmp_path)
    assert batches(items, 5) == batches(items, 9)[:5]
    assert batches(items, 5) != batches(items, 5, seed=1)


def test_nothing_to_tell_apart_is_refused(tmp_path: Path) -> None:
    items = [item(tmp_path, 0, view) for view in ("front", "back")]
    with pytest.raises(ValueError, match="no category has two products"):
        ProductSampler(items)


def test_goods_of_a_category_and_brand_can_count_as_the_same(tmp_path: Path) -> None:
    items = [
        item(tmp_path, n, "front", product=f"p{n}", model=f"m{n}", attributes={"brand": "ab"[n % 2]},
             fine=frozenset({"t-shirts" if n < 4 else "shirts"}))
        for n in range(6)
    ]  # fmt: skip
    (found,) = shelves(items, "brand").values()
    assert sorted(product.rows for product in found) == [(0, 2), (1, 3), (4,), (5,)]
    assert len(shelves(items)[Broad.TOPWEAR]) == 6
