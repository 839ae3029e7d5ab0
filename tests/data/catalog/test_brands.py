"""Brands by the logos on a shop's own pictures: read once, kept in one file, taken over by the running app."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.catalog.brand_file import BrandFile, BrandsError
from data.catalog.brands import LiveBrands, ReadLogos, label_of, refresh_brands
from data.catalog.catalog import Catalog
from data.catalog.workflow import Feed, import_feed, no_progress, remove_products
from models.zoo import load_model
from pipeline.logos import FINDER, READER
from settings import Settings
from tests.data.catalog.conftest import ColourEmbedder, Shop
from tests.pipeline.logo_networks import Colour, Middle


@pytest.fixture
def finder() -> Middle:
    return Middle(lambda crop: bool(crop[128, 128, 0] > 100))


@pytest.fixture
def logos(finder: Middle) -> ReadLogos:
    return ReadLogos(finder, Colour(), "middle@1.0.0+colour@1.0.0")


def imported(settings: Settings, shop: Shop, rows: list[dict[str, object]]) -> Catalog:
    import_feed(settings, Feed(shop.csv(rows)), ColourEmbedder(), lambda *_: None)
    return Catalog.open(settings)


def test_a_picture_is_read_once_and_forgotten_when_it_is_gone(
    settings: Settings, shop: Shop, logos: ReadLogos, finder: Middle, tmp_path: Path
) -> None:
    pictures = [shop.picture(f"images/{n}.png", (30 + 30 * n, 30, 30)) for n in range(6)]
    rows = [shop.row(n, brand="Ash" if n % 2 else "Birch", images=name) for n, name in enumerate(pictures)]
    catalog = imported(settings, shop, rows)
    path = tmp_path / "brands.npz"
    found = refresh_brands(catalog, path, logos, no_progress)
    assert finder.seen == len(found.vectors) == len(found.brands) == 6
    assert set(found.brands.values()) == {"Ash", "Birch"}
    assert sorted(len(vector) for vector in found.vectors.values()) == [0, 0, 0, 3, 3, 3], "half are red enough"
    again = refresh_brands(catalog, path, logos, no_progress)
    assert finder.seen == 6
    assert again.vectors.keys() == found.vectors.keys()
    remove_products(settings, ColourEmbedder(), ["p1"])
    assert len(refresh_brands(catalog, path, logos, no_progress).vectors) == 5
    newer = ReadLogos(finder, Colour(), "middle@2.0.0+colour@1.0.0")
    refresh_brands(catalog, path, newer, no_progress)
    assert finder.seen == 6 + 5, "other networks read everything anew"


def test_goods_without_a_brand_are_not_read(settings: Settings, shop: Shop, logos: ReadLogos, tmp_path: Path) -> None:
    catalog = imported(settings, shop, [shop.row(0, brand=""), shop.row(1, brand="Ash")])
    found = refresh_brands(catalog, tmp_path / "brands.npz", logos, no_progress)
    assert set(found.brands.values()) == {"Ash"}
    assert found.vectors.keys() == found.brands.keys()


def test_the_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    file = BrandFile("reader@1.0.0")
    file.vectors = {"a": np.array([0.6, 0.8], np.float32), "b": np.zeros(0, np.float32), "c": np.eye(2)[0]}
    file.brands = {"a": "Ash", "b": "Birch", "c": "Ä & Ö"}
    file.save(tmp_path / "brands.npz")
    found = BrandFile.load(tmp_path / "brands.npz")
    assert (found.model, found.brands) == (file.model, file.brands)
    assert all((found.vectors[name] == vector).all() for name, vector in file.vectors.items())
    known = found.known(0.1, 0.5)
    assert known is not None
    assert known.names == ("Ash", "Ä & Ö"), "a picture without a logo tells nothing of its brand"
    assert BrandFile("reader@1.0.0").known(0.1, 0.5) is None


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "brands.npz").write_bytes(content)
    with pytest.raises(BrandsError, match="rebuild"):
        BrandFile.load(tmp_path / "brands.npz")
    assert LiveBrands(tmp_path / "brands.npz").current() is None


def test_the_app_takes_a_new_file_over(tmp_path: Path) -> None:
    path = tmp_path / "brands.npz"
    live = LiveBrands(path)
    assert live.current() is None
    file = BrandFile(label_of(load_model(FINDER), load_model(READER)))
    file.vectors, file.brands = {"a": np.array([0.6, 0.8], np.float32)}, {"a": "Ash"}
    file.save(path)
    first = live.current()
    assert first is not None
    assert first.names == ("Ash",)
    assert live.current() is first, "read once"
    file.vectors["b"], file.brands["b"] = np.array([1.0, 0.0], np.float32), "Birch"
    file.save(path)
    second = live.current()
    assert second is not None
    assert second.names == ("Ash", "Birch")
    other = BrandFile("logo@0.0.0+logo_reader@0.0.0")
    other.vectors, other.brands = file.vectors, file.brands
    other.save(path)
    assert live.current() is None, "vectors of other networks can't be compared"
