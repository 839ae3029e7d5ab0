from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from data.catalog.catalog import Catalog
from data.catalog.generations import Generations
from data.catalog.workflow import Feed, import_feed, rebuild, remove_products
from data.taxonomy import FINE_TYPES, Broad
from settings import Settings
from tests.data.catalog.conftest import ColourEmbedder, Problems, Shop


def test_goods_come_in_as_given(settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems) -> None:
    rows = [
        shop.row(1, title="Costs ${price} {{1+1}} <img src=x onerror=alert(1)>", price="7.5", category="Jeans"),
        shop.row(2, brand="", price="1200", currency="jpy", category="OUTERWEAR"),
    ]
    summary, done = import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert (summary.added, summary.bad, problems) == (2, 0, {})
    products = Catalog.open(settings).products(["p2", "p1", "nobody"])
    assert list(products) == ["p2", "p1"]
    one, two = products["p1"], products["p2"]
    assert one.title == "Costs ${price} {{1+1}} <img src=x onerror=alert(1)>"
    assert (one.price, one.currency, one.broad, one.fine, one.predicted) == (
        Decimal("7.50"), "EUR", Broad.BOTTOMWEAR, "jeans", False,
    )  # fmt: skip
    assert (two.brand, str(two.price), two.currency, two.broad, two.predicted) == (
        "", "1200.00", "JPY", Broad.OUTERWEAR, True,
    )  # fmt: skip
    assert done.generation == "000001"


def test_again_changes_nothing_and_computes_nothing(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    feed = Feed(shop.csv([shop.row(n) for n in range(70)]))
    import_feed(settings, feed, embedder, problems)
    assert embedder.seen == 70
    summary, done = import_feed(settings, feed, embedder, problems)
    assert (summary.unchanged, summary.added, summary.changed) == (70, 0, 0)
    assert done.generation is None
    assert embedder.seen == 70


def test_changed_rows_are_taken_over(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    rows = [shop.row(n, images=shop.picture(f"{n}.png") + "|" + shop.picture(f"{n}b.png", (n, 9, 9))) for n in range(3)]
    import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    rows[0] |= {"title": "New", "price": "5"}
    rows[1] |= {"images": shop.picture("other.png", (1, 2, 3)) + "|1.png"}
    summary, done = import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert (summary.changed, summary.unchanged) == (2, 1)
    assert done.generation == "000002"
    products = Catalog.open(settings).products(["p0", "p1"])
    assert (products["p0"].title, products["p0"].price) == ("New", Decimal(5))
    assert len(products["p1"].pictures) == 2


def test_a_text_change_alone_leaves_the_index(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    import_feed(settings, Feed(shop.csv([shop.row(1)])), embedder, problems)
    _, done = import_feed(settings, Feed(shop.csv([shop.row(1, title="New")])), embedder, problems)
    assert done.generation is None


def test_missing_categories_are_predicted_from_the_first_picture(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    dark, red = shop.picture("dark.png", (0, 99, 99)), shop.picture("red.png", (255, 99, 99))
    rows = [
        shop.row(1, category="", images=f"{dark}|{red}"),
        shop.row(2, category="", images=f"{red}|{dark}"),
        shop.row(3, category="footwear", images=dark),
    ]
    _, done = import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert done.named == 3
    products = Catalog.open(settings).products(["p1", "p2", "p3"])
    assert [product.fine for product in products.values()][:2] == [FINE_TYPES[0].name, FINE_TYPES[-1].name]
    assert products["p3"].broad is Broad.FOOTWEAR
    assert all(product.predicted for product in products.values())


def test_pictures_of_one_product_are_all_searchable(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    red, blue = shop.picture("red.png", (250, 0, 0)), shop.picture("blue.png", (0, 0, 250))
    rows = [shop.row(1, images=f"{red}|{blue}|{red}"), shop.row(2, images=shop.picture("green.png", (0, 250, 0)))]
    import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    catalog, generations = Catalog.open(settings), Generations(settings.index)
    index = generations.load(generations.current() or "")
    product = catalog.products(["p1"])["p1"]
    assert len(product.pictures) == 2
    for colour, picture in zip([(250, 0, 0), (0, 0, 250)], product.pictures, strict=True):
        crop = np.full((50, 50, 3), colour, np.uint8)
        match = index.search(Broad.TOPWEAR, embedder.embed([crop]).vectors, 1)[0][0]
        assert (match.product_id, match.image) == ("p1", picture)
        assert catalog.picture_path(match.image) is not None


def test_new_weights_embed_again_and_old_ones_are_swept(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    import_feed(settings, Feed(shop.csv([shop.row(n, category="") for n in range(5)])), embedder, problems)
    newer = ColourEmbedder("colours@2.0.0")
    cleared, done = rebuild(settings, newer)
    assert (newer.seen, cleared, done.named, done.generation) == (5, 0, 5, "000002")
    manifest = Generations(settings.index).manifest()
    assert manifest is not None
    assert manifest.model == "colours@2.0.0"
    back = ColourEmbedder()
    rebuild(settings, back)
    assert back.seen == 5


def test_removed_products_leave_the_index_at_once_and_their_pictures_at_rebuild(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    import_feed(settings, Feed(shop.csv([shop.row(n) for n in range(4)])), embedder, problems)
    removed, _ = remove_products(settings, embedder, ["p1", "nobody"])
    generations = Generations(settings.index)
    manifest = generations.manifest()
    assert manifest is not None
    assert (removed, manifest.products) == (["p1"], 3)
    assert len(list(settings.pictures.iterdir())) == 4
    assert rebuild(settings, embedder)[0] == 1
    assert len(list(settings.pictures.iterdir())) == 3


def test_json_lines(settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems) -> None:
    image = shop.picture("a.png")
    rows = [
        shop.row(1, price=19.9, images=[image]),
        shop.row(2, id=17, price=20, category=None),
        shop.row(3, price=True),
        shop.row(4, images=[image, 7]),
        {"id": "p5", "title": "No price"},
    ]
    path = shop.jsonl(rows)
    path.write_text(path.read_text("utf-8") + '\n{"id": 1,\n[1]\n{"price": NaN}\n' + "[" * 100_000 + "\n", "utf-8")
    summary, _ = import_feed(settings, Feed(path), embedder, problems)
    assert summary.added == 2
    assert sorted(Catalog.open(settings).products(["p1", "17"])) == ["17", "p1"]
    assert str(Catalog.open(settings).products(["p1"])["p1"].price) == "19.90"
    assert sorted(problems) == [3, 4, 5, 7, 8, 9, 10]
    assert "price 'True' is no price" in problems[3]
    assert "list of paths" in problems[4]
    assert "price is missing" in problems[5]
    assert "valid JSON" in problems[7]
    assert "JSON object" in problems[8]


def test_a_damaged_stored_picture_is_reported_and_mended_by_the_next_import(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    feed = Feed(shop.csv([shop.row(n) for n in range(3)]))
    import_feed(settings, feed, embedder, problems)
    victim = next(settings.pictures.iterdir())
    victim.write_bytes(b"RIFF")
    _, done = rebuild(settings, ColourEmbedder("colours@2.0.0"))
    assert len(done.problems) == 1
    assert "import its product again" in done.problems[0]
    import_feed(settings, feed, ColourEmbedder("colours@2.0.0"), problems)
    manifest = Generations(settings.index).manifest()
    assert manifest is not None
    assert manifest.pictures == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_byte_order_mark(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems, delimiter: str
) -> None:
    rows = [shop.row(1, title='A, "quoted"; title\twith\nall', price="19,90" if delimiter == ";" else "19.90")]
    path: Path = shop.csv(rows, delimiter=delimiter, encoding="utf-8-sig")
    import_feed(settings, Feed(path), embedder, problems)
    product = Catalog.open(settings).products(["p1"])["p1"]
    assert (product.title, str(product.price)) == ('A, "quoted"; title\twith\nall', "19.90")


def test_words_of_the_shop_come_along_and_change(settings: Settings, shop: Shop, problems: Problems) -> None:
    rows = [
        shop.row(1, colour="Navy ", pattern="striped", sleeve="short", neckline="crew  neck", occasion="office"),
        shop.row(2, colour=""),
    ]
    import_feed(settings, Feed(shop.csv(rows)), ColourEmbedder(), problems)
    found = Catalog.open(settings).products(["p1", "p2"])
    assert found["p1"].attributes == {
        "colour": "navy", "pattern": "striped", "neckline": "crew neck", "sleeve": "short", "occasion": "office",
    }  # fmt: skip
    assert found["p2"].attributes == {}
    summary, done = import_feed(settings, Feed(shop.csv(rows)), ColourEmbedder(), problems)
    assert (summary.unchanged, done.generation) == (2, None)
    rows[0]["colour"] = "teal"
    summary, _ = import_feed(settings, Feed(shop.csv(rows)), ColourEmbedder(), problems)
    assert (summary.changed, summary.unchanged) == (1, 1)
    assert Catalog.open(settings).products(["p1"])["p1"].attributes["colour"] == "teal"
    assert problems == {}


def test_a_word_that_is_none_names_its_column(settings: Settings, shop: Shop, problems: Problems) -> None:
    import_feed(settings, Feed(shop.csv([shop.row(1, colour="x" * 61)])), ColourEmbedder(), problems)
    assert "colour has 61 characters" in problems[2]
    problems.clear()
    with_color = [{"color" if name == "colour" else name: value for name, value in shop.row(1, colour="Red").items()}]
    import_feed(settings, Feed(shop.jsonl(with_color)), ColourEmbedder(), problems)
    assert Catalog.open(settings).products(["p1"])["p1"].attributes == {"colour": "red"}
