"""The sheet of misses: who is on it, and that the box and the goods are where they should be."""

from __future__ import annotations

import numpy as np
import pytest

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from data.taxonomy import Broad
from models.report.boutique.miss_sheet import BOX, COLUMNS, GAP, HEIGHT, ROWS, miss_sheet
from models.report.boutique.queries import NOT_DETECTED, Query
from models.report.boutique.ranking import AT
from tests.data.boutique.tiny import TABLE, worn_picture, write_shop

TOPS = [product for product in TABLE if product.broad is Broad.TOPWEAR][:20]
IDS = [product.id for product in TOPS]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    worn = {"lead": (TOPS[0], (20, 20, 60, 60))}
    look = worn_picture("looks/1.webp", "look", "1", TOPS[0], worn)
    return read_shop(write_shop(tmp_path_factory.mktemp("shop"), TOPS, [look]))


def query(*answers: str, lost: str | None = None) -> Query:
    return Query(IDS[0], Broad.TOPWEAR, "looks/1.webp", (20.0, 20.0, 60.0, 60.0), lost, None, answers)


FOUND_FIRST, LOST = query(*IDS), query(lost=NOT_DETECTED)
RANKED_LAST = query(*IDS[1 : max(AT) + 1], IDS[0])


def height(rows: int) -> int:
    return rows * (HEIGHT + GAP) + GAP


def boxes(shop: Shop, *queries: Query) -> int:
    """How many pixels of a sheet have the colour of the boxes."""
    return int((np.asarray(miss_sheet(shop, queries)) == BOX).all(-1).sum())


def test_only_misses_are_shown_each_with_its_box(shop: Shop) -> None:
    assert boxes(shop, FOUND_FIRST) == 0
    one = boxes(shop, FOUND_FIRST, LOST)
    assert one > 100
    assert boxes(shop, RANKED_LAST, FOUND_FIRST, LOST) == 2 * one


def test_the_sheet_has_as_many_rows_as_are_wanted_and_no_more_than_fit(shop: Shop) -> None:
    assert miss_sheet(shop, []).height == height(1)
    assert miss_sheet(shop, [LOST] * (COLUMNS + 1)).height == height(2)
    assert miss_sheet(shop, [LOST] * 500).height == height(ROWS)


def test_wanted_and_found_goods_stand_side_by_side(shop: Shop) -> None:
    without, with_answers = (np.asarray(miss_sheet(shop, [each])) for each in (LOST, RANKED_LAST))
    painted = [int((sheet < 250).any(-1).sum()) for sheet in (without, with_answers)]
    assert painted[1] > painted[0]
