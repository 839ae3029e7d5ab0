"""Colours of one model, neighbours in a category, and the pictures of a product page, from the file to the index."""

from __future__ import annotations

import csv
import hashlib

import numpy as np
import pytest

from data.catalog.catalog import Catalog, Neighbours
from data.catalog.generations import Generations
from data.catalog.workflow import Feed, import_feed
from data.taxonomy import Broad
from settings import Settings
from tests.data.catalog.conftest import ColourEmbedder, Problems, Shop


@pytest.fixture
def catalog(settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems) -> Catalog:
    """Three colours of one shirt, a shirt of its own, and a pair of jeans."""
    rows = [shop.row(n, model="oxford") for n in (1, 2, 3)]
    rows += [shop.row(4, model=" "), shop.row(5, category="jeans", model="501")]
    import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert problems == {}
    return Catalog.open(settings)


def test_colours_of_a_model(catalog: Catalog) -> None:
    products = {product.id: product for product in catalog.page()}
    assert [product.model for product in products.values()] == ["oxford"] * 3 + [None, "501"]
    assert [other.id for other in catalog.colours(products["p2"])] == ["p1", "p3"]
    assert catalog.colours(products["p4"]) == catalog.colours(products["p5"]) == []


def test_the_index_knows_the_models(
    catalog: Catalog, settings: Settings, embedder: ColourEmbedder, shop: Shop, problems: Problems
) -> None:
    generations = Generations(settings.index)
    index = generations.load(generations.current() or "")
    query = embedder.embed([np.full((50, 50, 3), (2, 0, 60), np.uint8)]).vectors
    (merged,) = index.search(Broad.TOPWEAR, query, 3)
    assert len(merged) == 2
    assert {match.model for match in merged} == {"oxford", None}
    (each,) = index.search(Broad.TOPWEAR, query, 9, other_colours=True)
    assert {match.product_id for match in each} == {"p1", "p2", "p3", "p4"}
    # A model that changes makes a new index, as a picture does.
    _, done = import_feed(settings, Feed(shop.csv([shop.row(3, model="poplin")])), embedder, problems)
    assert done.generation == "000002"


def test_a_file_without_the_column_makes_the_index_it_always_made(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    rows = [shop.row(n) for n in range(3)]
    with (shop.folder / "old.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    import_feed(settings, Feed(shop.folder / "old.csv"), embedder, problems)
    manifest = Generations(settings.index).manifest()
    assert manifest is not None
    # As the release before models wrote it, so that its indexes stay in use.
    lines = [f"topwear\0{product.id}\0{product.pictures[0][:64]}\n" for product in Catalog.open(settings).page()]
    assert manifest.fingerprint == hashlib.sha256("".join(lines).encode()).hexdigest()
    summary, done = import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert (summary.unchanged, done.generation) == (3, None)


def test_neighbours_are_of_the_same_category_in_order(catalog: Catalog) -> None:
    products = {product.id: product for product in catalog.page()}
    assert catalog.neighbours(products["p1"]) == Neighbours(None, "p2", 1, 4)
    assert catalog.neighbours(products["p3"]) == Neighbours("p2", "p4", 3, 4)
    assert catalog.neighbours(products["p4"]) == Neighbours("p3", None, 4, 4)
    assert catalog.neighbours(products["p5"]) == Neighbours(None, None, 1, 1)


def test_a_category_page_by_page(catalog: Catalog) -> None:
    assert [product.id for product in catalog.page(1, 2, Broad.TOPWEAR)] == ["p2", "p3"]
    assert [product.id for product in catalog.page(broad=Broad.BOTTOMWEAR)] == ["p5"]
    assert catalog.page(broad=Broad.BAGS) == []


def test_a_product_keeps_the_order_of_its_page(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    """The main picture first, then the other shots, each content once, also for thirty of them."""
    shots = [shop.picture(f"page/{n}.png", (n * 8, 9, 200)) for n in range(30)]
    import_feed(settings, Feed(shop.csv([shop.row(1, images="|".join([*shots, shots[3]]))])), embedder, problems)
    (product,) = Catalog.open(settings).page()
    assert problems == {}
    reds = [catalog_red(settings, name) for name in product.pictures]
    assert len(reds) == 30
    assert reds == sorted(reds)


def catalog_red(settings: Settings, name: str) -> int:
    return int(Catalog.open(settings).store.pixels(name.removesuffix(".webp"))[..., 0].mean())
