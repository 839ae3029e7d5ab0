"""The retrieval tables of handmade answers, against plain loops."""

from __future__ import annotations

import pytest

from data.boutique.read import read_shop
from data.boutique.shop_records import Shop
from data.taxonomy import Broad
from models.report.boutique.queries import NOT_DETECTED, WRONG_CATEGORY, Query
from models.report.boutique.ranking import AT
from models.report.boutique.retrieval import FOUND, RANKED_LOW, TIERS, retrieval
from models.report.boutique.tables import Table
from tests.data.boutique.tiny import TABLE, write_shop

TOPS = [product for product in TABLE if product.broad is Broad.TOPWEAR][:40]
BOX = (0.0, 0.0, 1.0, 1.0)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_shop(tmp_path_factory.mktemp("shop"), TOPS, []))


def query(number: int, *answers: str, lost: str | None = None, found: Broad | None = Broad.TOPWEAR) -> Query:
    return Query(TOPS[number].id, Broad.TOPWEAR, "looks/1.webp", BOX, lost, found, answers)


IDS = [product.id for product in TOPS]
QUERIES = [
    query(0, *IDS),
    query(0, *IDS[::-1]),
    query(5, *IDS[3:] + IDS[:3]),
    query(6, lost=NOT_DETECTED, found=None),
    query(7, lost=WRONG_CATEGORY, found=Broad.DRESSES),
]


@pytest.fixture(scope="module")
def tables(shop: Shop) -> dict[str, Table]:
    return {table.title: table for table in retrieval(shop, QUERIES)}


@pytest.mark.parametrize("tier", TIERS)
def test_precision_and_recall_of_all_queries(shop: Shop, tables: dict[str, Table], tier: str) -> None:
    row = tables[f"Retrieval on test looks, relevant: {tier}"].rows["all"]
    for k in AT:
        precision = recall = 0.0
        for each in QUERIES:
            relevant = [other for other in IDS if shop.tier(each.product, other) >= TIERS[tier]]
            hits = [other for other in each.answers[:k] if other in relevant]
            precision += len(hits) / k / len(QUERIES)
            recall += len(hits) / len(relevant) / len(QUERIES)
        assert row[f"P@{k}"] == pytest.approx(precision)
        assert row[f"R@{k}"] == pytest.approx(recall)
    assert row["R@3 from"] <= row["R@3"] <= row["R@3 to"]
    assert (row["queries"], row["products"]) == (5, 4)


def test_the_very_product_is_one(tables: dict[str, Table]) -> None:
    assert tables["Retrieval on test looks, relevant: the very product"].rows["all"]["relevant"] == 1


def test_every_query_is_found_or_lost_somewhere(tables: dict[str, Table]) -> None:
    row = tables["Where test products are lost in looks"].rows["topwear"]
    # The first is found at place 1, the third at place 3, the second at place 40.
    assert (row[FOUND], row[NOT_DETECTED], row[WRONG_CATEGORY], row[RANKED_LOW]) == (0.4, 0.2, 0.2, 0.2)
    assert (row["median rank"], row["queries"]) == (3, 5)


def test_what_articles_are_taken_for(tables: dict[str, Table]) -> None:
    row = tables["What test products in looks are taken for"].rows["topwear"]
    assert {name: value for name, value in row.items() if value} == {"topwear": 0.6, "dresses": 0.2, "nothing": 0.2}


def test_no_queries_no_tables(shop: Shop) -> None:
    assert retrieval(shop, []) == []
