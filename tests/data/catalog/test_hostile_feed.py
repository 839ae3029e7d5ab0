"""A file of goods from someone who is careless, or means harm: every bad row is named, every good one kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from data.catalog.catalog import Catalog
from data.catalog.feed import FeedError
from data.catalog.workflow import Feed, import_feed
from settings import Settings
from tests.data.catalog.conftest import ColourEmbedder, Problems, Shop

HOSTILE_TITLES = [
    "Costs ${price}",
    "${alert(document.cookie)}",
    "{{constructor.constructor('return 1')()}}",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://example.org";"x")',
    "'; DROP TABLE products; --",
    "[bold red]not markup[/]",
    "%s %n {0} \\u0000 \\",
    "عنوان \u202e reversed 👗",
]


def test_hostile_titles_are_plain_text(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    rows = [shop.row(n, title=title, brand=title) for n, title in enumerate(HOSTILE_TITLES)]
    import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert problems == {}
    products = Catalog.open(settings).products(f"p{n}" for n in range(len(rows)))
    assert [product.title for product in products.values()] == HOSTILE_TITLES
    assert [product.brand for product in products.values()] == HOSTILE_TITLES


BAD_ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "no id": ({"id": "  "}, "id is missing"),
    "long id": ({"id": "x" * 201}, "id has 201 characters: shorten it to 200"),
    "NUL in the id": ({"id": "a\0b"}, r"id holds the control character '\x00'"),
    "line in the id": ({"id": "a\nb"}, r"id holds the control character '\n'"),
    "no title": ({"title": ""}, "title is missing"),
    "long title": ({"title": "x" * 301}, "title has 301 characters: shorten it to 300"),
    "terminal codes": ({"title": "\x1b[31mred"}, r"title holds the control character '\x1b'"),
    "long brand": ({"brand": "x" * 201}, "brand has 201 characters"),
    "no price": ({"price": ""}, "price is missing"),
    "words for a price": ({"price": "free"}, "price 'free' is no price: write it like 19.90"),
    "negative price": ({"price": "-1"}, "is no price"),
    "endless price": ({"price": "1" * 30}, "is no price"),
    "price of infinity": ({"price": "inf"}, "is no price"),
    "thousands": ({"price": "1,299.00"}, "is no price"),
    "thousands or decimals?": ({"price": "1,299"}, "is no price"),
    "other digits": ({"price": "١٢"}, "is no price"),
    "currency sign": ({"currency": "€"}, "currency '€' is no currency: write its three letters"),
    "unknown category": ({"category": "spoons and forks"}, "category 'spoons and forks' is unknown"),
    "nearly a category": ({"category": "trouser"}, "did you mean 'trousers'?"),
    "no images": ({"images": " | "}, "images are missing"),
    "too many images": ({"images": "|".join(map(str, range(41)))}, "images are 41: give at most 40"),
    "too long a model": ({"model": "m" * 201}, "model has 201 characters: shorten it to 200"),
    "model with a control character": ({"model": "a\0b"}, "model holds the control character"),
    "missing image": ({"images": "images/none.png"}, "image 'images/none.png' is not in the image folder"),
    "one of two missing": ({"images": "good.png|none.png"}, "image 'none.png' is not in the image folder"),
    "wrong separator": ({"images": "good.png,good.png"}, "separate pictures with |"),
    "up and out": ({"images": "../../etc/passwd"}, "leads out of the image folder"),
    "up and out, there": ({"images": "../outside.png"}, "leads out of the image folder"),
    "in and out": ({"images": "images/../../outside.png"}, "leads out of the image folder"),
    "absolute": ({"images": "/etc/passwd"}, "must be a path relative"),
    "link out": ({"images": "link.png"}, "leads out of the image folder"),
    "linked folder": ({"images": "folder/outside.png"}, "leads out of the image folder"),
    "endless link": ({"images": "loop.png"}, "is not in the image folder"),
    "Windows path": ({"images": "..\\..\\secret.png"}, "with / between folders"),
    "web address": ({"images": "http://127.0.0.1/a.png"}, "is a web address"),
    "NUL in a path": ({"images": "good.png\0.jpg"}, "control character"),
    "endless path": ({"images": "a" * 400}, "is not in the image folder"),
    "folder": ({"images": "images"}, "is no file"),
    "pipe": ({"images": "pipe.png"}, "is no file"),
    "empty image": ({"images": "empty.png"}, "The file is empty"),
    "text for an image": ({"images": "text.png"}, "not a picture we can read"),
    "half an image": ({"images": "half.png"}, "broken or incomplete"),
    "tiny image": ({"images": "tiny.png"}, "8 x 8 pixels"),
    "bomb": ({"images": "bomb.png"}, "pixels. Choose a smaller"),
    "GIF": ({"images": "moving.gif"}, "GIF pictures are not supported"),
    "SVG": ({"images": "script.svg"}, "not a picture we can read"),
}


def _hostile_files(shop: Shop) -> None:
    good = shop.folder / shop.picture("good.png")
    outside = shop.folder.parent / "outside.png"
    shutil.copy(good, outside)
    (shop.folder / "link.png").symlink_to(outside)
    (shop.folder / "folder").symlink_to(outside.parent)
    (shop.folder / "loop.png").symlink_to("loop.png")
    os.mkfifo(shop.folder / "pipe.png")
    (shop.folder / "empty.png").write_bytes(b"")
    (shop.folder / "text.png").write_text("<?php system($_GET[0]); ?>")
    (shop.folder / "script.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    Image.effect_noise((200, 200), 80).save(shop.folder / "noise.png")
    (shop.folder / "half.png").write_bytes((shop.folder / "noise.png").read_bytes()[:9000])
    shop.picture("tiny.png", size=(8, 8))
    shop.picture("moving.gif")
    Image.new("1", (20_000, 20_000)).save(shop.folder / "bomb.png")


def test_every_bad_row_is_named_and_the_good_ones_are_kept(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    _hostile_files(shop)
    rows = [shop.row(0)]
    for number, (changes, _) in enumerate(BAD_ROWS.values(), start=1):
        rows += [shop.row(number, images="good.png") | changes, shop.row(1000 + number)]
    path = shop.csv(rows)
    summary, done = import_feed(settings, Feed(path), embedder, problems)
    expected = dict(zip(range(3, 3 + 2 * len(BAD_ROWS), 2), BAD_ROWS.items(), strict=True))
    for number, (case, (_, text)) in expected.items():
        assert text in problems.get(number, "no problem"), f"row {number}, {case}"
    assert set(problems) == set(expected)
    assert (summary.added, summary.bad) == (len(BAD_ROWS) + 1, len(BAD_ROWS))
    assert done.generation is not None
    assert all(problem.isprintable() for problem in problems.values())
    again, done = import_feed(settings, Feed(path), embedder, Problems())
    assert (again.unchanged, again.bad, done.generation) == (len(BAD_ROWS) + 1, len(BAD_ROWS), None)


def test_bad_rows_leave_the_product_that_is_there(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    import_feed(settings, Feed(shop.csv([shop.row(1, title="Old")])), embedder, problems)
    import_feed(settings, Feed(shop.csv([shop.row(1, title="New", price="?")])), embedder, problems)
    assert Catalog.open(settings).products(["p1"])["p1"].title == "Old"


def test_the_first_good_row_of_an_id_is_kept(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    rows = [shop.row(1, price="bad"), shop.row(1, title="First"), *(shop.row(n) for n in range(2, 80)), shop.row(1)]
    summary, _ = import_feed(settings, Feed(shop.csv(rows)), embedder, problems)
    assert sorted(problems) == [2, 82]
    assert "product 'p1' is in row 3 already, which was kept" in problems[82]
    assert (summary.added, summary.bad) == (79, 2)
    assert Catalog.open(settings).products(["p1"])["p1"].title == "First"


def test_wrong_encoding_only_costs_the_rows_that_have_it(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    rows = [shop.row(1), shop.row(2, title="Café"), shop.row(3)]
    summary, _ = import_feed(settings, Feed(shop.csv(rows, encoding="latin-1")), embedder, problems)
    assert summary.added == 2
    assert list(problems) == [3]
    assert "is not UTF-8: save the file as UTF-8" in problems[3]
    assert problems[3].isprintable()


def test_broken_quotes_and_shifted_cells(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    path = shop.csv([shop.row(1), shop.row(9)])
    lines = path.read_text("utf-8").splitlines()
    shifted = lines[1].replace("Thing 1", "Thing, 1").replace("p1,", "p2,")
    stray = lines[1].replace("Thing 1", '"Thing" 1').replace("p1,", "p3,")
    path.write_text("\r\n".join([lines[0], lines[1], "", ",,,,,,", shifted, stray, lines[2]]) + "\r\n", "utf-8")
    summary, _ = import_feed(settings, Feed(path), embedder, problems)
    assert summary.added == 2
    assert sorted(problems) == [5, 6]
    assert "has 14 cells, the header has 13" in problems[5]
    assert "not readable as CSV" in problems[6]


def test_an_unclosed_quote_does_not_swallow_the_file(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    path = shop.csv([shop.row(1)])
    with path.open("a", encoding="utf-8") as file:
        file.write(
            'p2,"' + "x" * 2_000_000 + "\n" + path.read_text("utf-8").splitlines()[1].replace("p1,", "p3,") + "\n"
        )
    summary, _ = import_feed(settings, Feed(path), embedder, problems)
    assert summary.added == 2
    assert list(problems) == [3]
    assert len(problems[3]) < 300


NO_FEEDS: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "is empty: its first row must name the columns id, title"),
    "no columns": ("a.csv", b"name,cost\nx,1\n", "has no column 'id', 'title', 'price', 'currency', 'images'"),
    "column twice": ("a.csv", b"id,title,price,currency,images,image\n", "has the column 'images' twice"),
    "UTF-16": ("a.csv", "id,title".encode("utf-16"), "is UTF-16: save it as UTF-8"),
    "a spreadsheet": ("a.csv", b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), "has no column"),
    "a spreadsheet by name": ("a.xlsx", b"PK", "neither CSV nor JSON lines by its name"),
    "a JSON array": ("a.json", b'[{"id": 1}]', "is one JSON array: write one product a line"),
    "no JSON lines": ("a.jsonl", b"\n\n", "is empty"),
}


@pytest.mark.parametrize("case", NO_FEEDS)
def test_files_that_are_no_goods_are_refused(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems, case: str
) -> None:
    name, data, text = NO_FEEDS[case]
    (shop.folder / name).write_bytes(data)
    with pytest.raises(FeedError) as caught:
        import_feed(settings, Feed(shop.folder / name), embedder, problems)
    assert text in str(caught.value)
    assert str(caught.value).isprintable()


def test_missing_file_and_missing_image_folder(
    settings: Settings, shop: Shop, embedder: ColourEmbedder, problems: Problems
) -> None:
    with pytest.raises(FeedError, match="not there: name a CSV"):
        import_feed(settings, Feed(shop.folder / "none.csv"), embedder, problems)
    feed = Feed(shop.csv([shop.row(1)]), images=Path("/nowhere"))
    with pytest.raises(FeedError, match=r"is no folder.*--images"):
        import_feed(settings, feed, embedder, problems)
