"""The catalogue with the embedder that ships, on pictures drawn here and on the demo catalogue."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.catalog.catalog import Catalog
from data.catalog.embed import STORED
from data.catalog.live import LiveIndex
from data.catalog.tables import EmbeddingRow
from data.catalog.workflow import Feed, ensure_demo, import_feed
from data.taxonomy import Broad
from pipeline.embedding import load_embedder, product_crop
from settings import Settings
from tests.data.catalog.conftest import Problems, Shop

SHIRT = [
    (90, 60),
    (150, 40),
    (210, 60),
    (270, 130),
    (230, 160),
    (205, 130),
    (205, 320),
    (95, 320),
    (95, 130),
    (70, 160),
    (30, 130),
]
BAG = [(60, 150), (240, 150), (260, 310), (40, 310)]


def draw(shop: Shop, name: str, outline: list[tuple[int, int]], colour: str) -> str:
    picture = Image.new("RGB", (300, 360), "white")
    ImageDraw.Draw(picture).polygon(outline, fill=colour, outline="black", width=3)
    picture.save(shop.folder / name)
    return name


def test_each_product_is_its_own_nearest(settings: Settings, shop: Shop, problems: Problems) -> None:
    embedder = load_embedder()
    colours = ("crimson", "navy", "gold", "seagreen")
    rows = [shop.row(n, images=draw(shop, f"s{n}.png", SHIRT, colour)) for n, colour in enumerate(colours)]
    rows += [
        shop.row(10 + n, category="", images=draw(shop, f"b{n}.png", BAG, colour)) for n, colour in enumerate(colours)
    ]
    _, done = import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert (problems, done.problems, done.named) == ({}, (), 4)
    catalog, index = Catalog.open(settings), LiveIndex(settings.index, embedder.model).current()
    assert index is not None
    assert (index.size, index.dimension) == (8, embedder.dimension)
    for product in catalog.page():
        crop = product_crop(catalog.store.pixels(product.pictures[0].removesuffix(".webp")))
        best = index.search(product.broad, embedder.embed([crop]).vectors, 2)[0][0]
        assert best.product_id == product.id
        assert best.similarity == pytest.approx(1.0, abs=1e-4)


def test_kept_vectors_are_those_of_the_kept_pictures(settings: Settings, shop: Shop, problems: Problems) -> None:
    embedder = load_embedder()
    import_feed(settings, Feed(shop.csv([shop.row(1, images=draw(shop, "a.png", SHIRT, "teal"))])), embedder, problems)
    catalog = Catalog.open(settings)
    with Session(catalog.engine) as session:
        row = session.scalars(select(EmbeddingRow)).one()
    expected = embedder.embed([product_crop(catalog.store.pixels(row.sha256))])
    np.testing.assert_allclose(np.frombuffer(row.vector, STORED), expected.vectors[0], atol=1e-5)
    np.testing.assert_allclose(np.frombuffer(row.fine, STORED), expected.fine[0], atol=1e-5)
    assert row.model == embedder.model


def test_the_demo_that_ships_has_all_categories_and_is_quick(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    embedder = load_embedder()
    begin = time.process_time()
    assert ensure_demo(settings, embedder)
    seconds = time.process_time() - begin
    catalog = Catalog.open(settings)
    assert caplog.records == [], "a row of the demo is bad"
    assert catalog.count() >= 60
    assert set(catalog.counts()) == set(Broad)
    assert all(catalog.counts().values())
    assert seconds < 20, "CPU seconds on all threads: at most 10 s on two cores"
