from __future__ import annotations

import pytest

from data.catalog.catalog import Catalog
from data.catalog.generations import Generations
from data.catalog.refresh import changing_catalog
from data.catalog.workflow import Feed, ensure_demo, import_feed, remove_products
from settings import Settings
from tests.data.catalog.conftest import ColourEmbedder, Problems, Shop


@pytest.fixture
def settings(settings: Settings, shop: Shop) -> Settings:
    """With a small demo catalogue in place of the one that ships."""
    shop.csv([shop.row(n) for n in range(5)])
    return settings.model_copy(update={"demo": shop.folder})


def test_the_first_start_imports_the_demo_and_the_second_does_not(settings: Settings, embedder: ColourEmbedder) -> None:
    assert Catalog.open(settings).is_empty
    assert ensure_demo(settings, embedder)
    catalog = Catalog.open(settings)
    assert (catalog.count(), catalog.count(demo=True), catalog.is_empty) == (5, 5, False)
    assert Generations(settings.index).current() == "000001"
    assert not ensure_demo(settings, embedder)


def test_a_first_start_that_was_cut_off_is_finished_by_the_next(
    settings: Settings, embedder: ColourEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ColourEmbedder, "embed", cut_off)
        ensure_demo(settings, embedder)
    assert Catalog.open(settings).count() == 5
    assert ensure_demo(settings, embedder)
    assert Generations(settings.index).current() == "000001"


def test_a_shops_own_goods_are_left_alone(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    import_feed(settings, Feed(shop.csv([shop.row(99)], "own.csv")), embedder, problems)
    assert not ensure_demo(settings, embedder)
    assert not ensure_demo(settings, ColourEmbedder("colours@2.0.0"))
    assert Catalog.open(settings).count() == 1


def test_a_demo_that_was_removed_stays_away(settings: Settings, embedder: ColourEmbedder) -> None:
    ensure_demo(settings, embedder)
    remove_products(settings, embedder, demo=True)
    assert not ensure_demo(settings, embedder)
    assert not ensure_demo(settings, ColourEmbedder("colours@2.0.0"))
    assert Catalog.open(settings).is_empty


def test_new_weights_embed_the_demo_again(settings: Settings, embedder: ColourEmbedder) -> None:
    ensure_demo(settings, embedder)
    newer = ColourEmbedder("colours@2.0.0")
    assert ensure_demo(settings, newer)
    manifest = Generations(settings.index).manifest()
    assert manifest is not None
    assert (newer.seen, manifest.model) == (5, "colours@2.0.0")


def test_no_demo_where_none_is_wanted_or_shipped(settings: Settings, shop: Shop, embedder: ColourEmbedder) -> None:
    assert not ensure_demo(settings.model_copy(update={"load_demo": False}), embedder)
    assert not ensure_demo(settings.model_copy(update={"demo": shop.folder / "none"}), embedder)
    assert not settings.state.exists() or Catalog.open(settings).is_empty


def test_a_running_import_is_not_disturbed(settings: Settings, embedder: ColourEmbedder) -> None:
    with changing_catalog(settings):
        assert not ensure_demo(settings, embedder)
    assert ensure_demo(settings, embedder)
