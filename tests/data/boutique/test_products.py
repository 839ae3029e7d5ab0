"""The product table: deterministic, valid, varied; brands that are invented."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from data.boutique.brands import BRANDS
from data.boutique.cuts import CUTS
from data.boutique.fabrics import WEAVES
from data.boutique.palette import COLOURS
from data.boutique.patterns import PATTERNS
from data.boutique.products import SHOP_COLUMNS, Product, products, row, write_catalogue
from data.boutique.ranges import RANGES
from data.taxonomy import FINE_BY_NAME, FINE_TYPES, Broad, broad_of

TABLE = products()
REAL_MARKS = (
    "adidas", "nike", "puma", "zara", "mango", "gucci", "prada", "levi", "gap", "uniqlo", "asos", "benetton", "lacoste",
    "diesel", "guess", "boss", "armani", "versace", "chanel", "dior", "fendi", "burberry", "hermes", "vans", "converse",
    "reebok", "asics", "fila", "kappa", "umbro", "timberland", "clarks", "ecco", "camper", "geox", "desigual", "esprit",
    "superdry", "next", "topshop", "bershka", "reserved", "vero moda", "only", "jack & jones", "selected", "monki",
    "weekday", "arket", "cos", "everlane", "patagonia", "columbia", "fjallraven", "barbour", "coach", "michael kors",
    "kate spade", "longchamp", "furla", "h&m", "calvin klein", "tommy hilfiger", "ralph lauren", "marimekko",
)  # fmt: skip


def test_the_same_seed_gives_the_same_table_and_another_seed_another() -> None:
    assert products() == TABLE
    assert [product.id for product in products(99)] == [product.id for product in TABLE]
    assert [product.brand for product in products(99)] != [product.brand for product in TABLE]


def test_there_are_enough_products_and_all_types() -> None:
    assert len(TABLE) >= 60
    assert {product.broad for product in TABLE} == set(Broad)
    assert {product.category for product in TABLE} == {fine.name for fine in FINE_TYPES}


def test_ids_and_titles_are_unique_enough() -> None:
    assert len({product.id for product in TABLE}) == len(TABLE)
    assert len({(product.title, product.brand) for product in TABLE}) == len(TABLE)


@pytest.mark.parametrize("product", TABLE, ids=lambda product: product.id)
def test_product_is_valid(product: Product) -> None:
    assert product.category in FINE_BY_NAME
    assert product.id.startswith(str(broad_of(product.category)))
    assert 5 <= product.price <= 300
    assert round(product.price * 100) % 100 == 95
    assert product.currency == "EUR"
    assert product.colour in product.title
    assert product.title[0].isupper()
    assert product.fabric.pattern in PATTERNS
    assert product.fabric.weave in WEAVES
    assert product.fabric.colours[0] == COLOURS[product.colour]
    assert len(product.fabric.colours) >= {"plain": 1, "melange": 1, "denim": 1}.get(product.fabric.pattern, 2)


def test_one_cut_comes_in_several_colours_and_one_cloth_on_several_cuts() -> None:
    by_cut = itertools.groupby(TABLE, key=lambda product: product.cut)
    assert sum(len({product.colour for product in group}) > 1 for _, group in by_cut) >= 10
    cloths: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for product in TABLE:
        if product.fabric.pattern not in ("plain", "melange", "denim"):
            cloths.setdefault((product.fabric.pattern, product.fabric.colours), set()).add(product.cut)
    assert sum(len(cuts) > 1 for cuts in cloths.values()) >= 2


def test_every_cut_is_offered_and_every_offer_has_a_cut() -> None:
    assert set(RANGES) <= set(CUTS)
    assert all(RANGES.values())


def test_brands_are_invented_and_enough() -> None:
    names = [brand.name.lower() for brand in BRANDS]
    assert len(set(names)) == len(names) >= 8
    assert {product.brand.lower() for product in TABLE} == set(names)
    for name, mark in itertools.product(names, REAL_MARKS):
        assert mark not in name.split() and mark != name, f"{name} holds the real mark {mark}"


def test_catalogue_file_lists_only_products_with_a_picture(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for product in TABLE[:3]:
        (tmp_path / product.image).write_bytes(b"x")
    assert write_catalogue(TABLE, tmp_path / "some.csv", tmp_path / "images") == 3
    assert write_catalogue(TABLE, tmp_path / "all.csv") == len(TABLE)
    with (tmp_path / "some.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == SHOP_COLUMNS
    assert [r["id"] for r in rows] == [product.id for product in TABLE[:3]]
    assert list(rows[0].values()) == list(row(TABLE[0], SHOP_COLUMNS))
