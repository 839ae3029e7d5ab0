"""The product table: deterministic, valid, varied; brands that are invented."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from data.boutique import products as products_module
from data.boutique.brands import BRANDS
from data.boutique.cuts import CUTS, OCCASIONS
from data.boutique.fabrics import WEAVES
from data.boutique.lines import LINES, MORE, way
from data.boutique.palette import COLOURS
from data.boutique.patterns import PATTERNS
from data.boutique.products import COLUMNS, SHOP_COLUMNS, Product, first_collection, products, row, write_catalogue
from data.boutique.ranges import RANGES
from data.boutique.splits import split_of
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
    assert len(TABLE) >= 240
    assert len(BRANDS) >= 12
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
    assert product.made.occasion in OCCASIONS
    cells = dict(zip(SHOP_COLUMNS, row(product, SHOP_COLUMNS), strict=True))
    wanted = {"topwear": ("neckline", "sleeve", "length", "fit"), "outerwear": ("neckline", "sleeve", "length", "fit"),
              "dresses": ("neckline", "sleeve", "length", "fit"), "skirts": ("length", "fit"),
              "bottomwear": ("length", "fit")}.get(str(product.broad), ("length",))  # fmt: skip
    for name in ("model", "colour", "hex", "pattern", "fabric", "occasion", "split", *wanted):
        assert cells[name], name


def test_one_cut_comes_in_several_colours_and_one_cloth_on_several_cuts() -> None:
    by_cut = itertools.groupby(TABLE, key=lambda product: product.cut)
    assert sum(len({product.colour for product in group}) > 1 for _, group in by_cut) >= 10
    cloths: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for product in TABLE:
        if product.fabric.pattern not in ("plain", "melange", "denim"):
            cloths.setdefault((product.fabric.pattern, product.fabric.colours), set()).add(product.cut)
    assert sum(len(cuts) > 1 for cuts in cloths.values()) >= 2


def test_every_cut_is_offered_and_every_offer_has_a_cut() -> None:
    assert set(RANGES) | {line.cut for line in LINES.values()} == set(CUTS)
    assert all(RANGES.values())


def test_the_first_collection_is_what_it_was() -> None:
    first = first_collection()
    assert len(first) == 97 and first == TABLE[:97]
    assert set(MORE) <= {product.model for product in first}


def test_additions_leave_everything_else_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new line in the middle, a new colour and a line taken away: every other product stays, split and all."""
    some = dict(LINES)
    gone = some.pop("topwear-32")
    some = {"topwear-99": gone, **some}
    monkeypatch.setattr(products_module, "LINES", some)
    monkeypatch.setattr(products_module, "MORE", {**MORE, "topwear-01": (*MORE["topwear-01"], "red")})
    now = {product.id: product for product in products()}
    before = {product.id: product for product in TABLE if not product.id.startswith("topwear-32")}
    assert before.items() <= now.items()
    assert set(now) - set(before) == {"topwear-99a", "topwear-99b", "topwear-01c"}
    assert all(now[name].split == product.split for name, product in before.items())


def test_a_model_is_one_cut_and_pattern_by_one_brand_in_different_colours() -> None:
    models: dict[str, list[Product]] = {}
    for product in TABLE:
        models.setdefault(product.model, []).append(product)
    for name, own in models.items():
        assert name == own[0].id
        assert len({(p.cut, p.brand, p.fabric.pattern, p.fabric.weave, p.logo, p.split, p.price) for p in own}) == 1
        assert len({p.colour for p in own}) == len(own)
    assert sum(len(own) > 1 for own in models.values()) >= 60


def test_splits_are_by_model_and_each_has_every_broad_category() -> None:
    for split, low, high in (("test", 0.17, 0.23), ("validation", 0.12, 0.2), ("train", 0.5, 0.7)):
        own = [product for product in TABLE if product.split == split]
        assert low <= len(own) / len(TABLE) <= high, split
        assert {product.broad for product in own} == set(Broad), split
    drawn = [split_of(f"model-{number}") for number in range(4000)]
    assert drawn.count("test") / 4000 == pytest.approx(0.2, abs=0.02)
    assert drawn.count("validation") / 4000 == pytest.approx(0.15, abs=0.02)


def test_likeness_has_tiers() -> None:
    """Most products have one of their model, of their brand and kind, and of their kind, to be found."""
    for tier, least in (("model", 0.6), ("brand", 0.4), ("kind", 0.99)):
        found = 0
        for product in TABLE:
            others = [p for p in TABLE if p.category == product.category and p.id != product.id]
            if tier == "model":
                others = [p for p in others if p.model == product.model]
            else:
                others = [
                    p for p in others if p.model != product.model and (tier == "kind" or p.brand == product.brand)
                ]
            found += bool(others)
        assert found / len(TABLE) >= least, tier


def test_way_reads_colours_and_trim() -> None:
    assert way("navy+white/tan").colours == ("navy", "white") and way("navy+white/tan").trim == "tan"
    assert way("red").colours == ("red",) and way("red").trim == ""


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
    assert write_catalogue(TABLE, tmp_path / "kept.csv", tmp_path / "images", keep_all=True) == 3
    with (tmp_path / "kept.csv").open(encoding="utf-8") as file:
        assert [r["images"] != "" for r in csv.DictReader(file)] == [True] * 3 + [False] * (len(TABLE) - 3)
    with (tmp_path / "some.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == SHOP_COLUMNS
    assert [r["id"] for r in rows] == [product.id for product in TABLE[:3]]
    assert list(rows[0].values()) == list(row(TABLE[0], SHOP_COLUMNS))
    assert write_catalogue(TABLE[:1], tmp_path / "plain.csv", columns=COLUMNS) == 1
