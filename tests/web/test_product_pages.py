"""Product pages as values: the shots, the product among its finds, colours, neighbours, the cache, and hostile ids."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from data.catalog.catalog import Catalog
from pipeline.look import Look
from pipeline.photo import Photo
from pipeline.product_page import ProductPage, Unreadable
from pipeline.retrieval import ShopIndex, ShopIndexError
from pipeline.shop_the_look import OnStage
from tests.web.staged import COLOURS_OF, HOSTILE, LOST, SHOTS, SOLD, Stages
from web import words
from web.product_pages import KEPT, ON_A_SHELF, ProductPages
from web.search import Search
from web.value import Value


@pytest.fixture(scope="module")
def stages(catalog: Catalog) -> Stages:
    return Stages(catalog)


@pytest.fixture
def pages(stages: Stages, catalog: Catalog) -> ProductPages:
    return stages.pages(catalog)


class Reader:
    """The stages' reader, counting its pages."""

    def __init__(self, stages: Stages) -> None:
        self.stages, self.read = stages, 0

    def __call__(self, pictures: Sequence[Photo | Unreadable], on_stage: OnStage | None = None) -> ProductPage:
        self.read += 1
        return self.stages.read(pictures, on_stage)


def pages_of(reader: Reader, catalog: Catalog, versions: dict[str, str] | None = None, **other: Any) -> ProductPages:
    fields: dict[str, Any] = {"index": lambda _: reader.stages.index, "views_known": True} | other
    return ProductPages(reader, catalog, matches=8, shown_threshold=0.5, versions=lambda: versions or {}, **fields)


def found(value: Value) -> set[str]:
    lists = [value["articles"], *([value["colours"]["articles"]] if value["colours"] else [])]
    return {card["id"] for articles in lists for article in articles for card in article["cards"]}


def test_the_product_comes_first_and_never_as_a_find(pages: ProductPages) -> None:
    value = pages.open("bottomwear-8")
    json.dumps(value, allow_nan=False)
    first, *others = value["articles"]
    assert first["this"]
    assert first["engineers"]["broad"] == "bottomwear"
    assert not any(other["this"] for other in others)
    assert {other["engineers"]["broad"] for other in others} == {"topwear", "outerwear", "footwear", "bags"}
    assert value["product"]["title"] == "Page 8"
    assert "bottomwear-8" not in found(value)
    assert {"bottomwear-7", "topwear-0", "outerwear-0"} <= found(value)


def test_every_shot_is_there_with_its_verdict(pages: ProductPages, catalog: Catalog) -> None:
    value = pages.open("bottomwear-8")
    assert [shot["view"] for shot in value["shots"]] == list(words.VIEWS.values())
    assert [shot["chosen"] for shot in value["shots"]] == [False, True, False, False, False]
    assert value["photo"] == value["shots"][value["chosen"]]
    assert value["photo"]["reason"] == "It shows most of the outfit."
    pictures = catalog.products(["bottomwear-8"])["bottomwear-8"].pictures
    assert [shot["src"] for shot in value["shots"]] == [f"pictures/{name}" for name in pictures]
    assert value["notes"] == []


def test_colours_are_one_find_until_they_are_asked_for(pages: ProductPages) -> None:
    value = pages.open("bottomwear-8")
    family = {COLOURS_OF, f"{COLOURS_OF}-ochre", f"{COLOURS_OF}-teal"}
    merged, each = ({card["id"] for card in v["articles"][0]["cards"]} & family for v in (value, value["colours"]))
    assert (len(merged), each) == (1, family)
    assert value["articles"][0]["count"] == SOLD[value["articles"][0]["engineers"]["broad"]] - 1


def test_on_its_own_page_a_model_is_listed_only_when_asked(pages: ProductPages) -> None:
    value = pages.open(COLOURS_OF)
    others = {f"{COLOURS_OF}-ochre", f"{COLOURS_OF}-teal"}
    assert {each["id"] for each in value["siblings"]} == others
    merged, each = ({card["id"] for card in v["articles"][0]["cards"]} for v in (value, value["colours"]))
    assert merged & {COLOURS_OF, *others} == set()
    assert each & {COLOURS_OF, *others} == others


def test_a_page_without_other_colours_has_nothing_to_switch(pages: ProductPages) -> None:
    # Skirts have no models, and their page's jeans do: the switch belongs to the page with the finds it changes.
    assert pages.open("skirts-broken")["colours"] is None
    assert pages.open("skirts-one")["colours"] is not None


@pytest.mark.parametrize(("product", "note"), [("skirts-none", "NO_PICTURES"), ("skirts-broken", "NO_GOOD_PICTURES")])
def test_without_any_picture_the_product_is_still_shoppable(pages: ProductPages, product: str, note: str) -> None:
    value = pages.open(product)
    assert (value["state"], value["photo"], value["chosen"]) == ("product", None, None)
    assert value["notes"] == [getattr(words, note)]
    (item,) = value["articles"]
    assert item["this"]
    assert item["spot"] is None
    # Without a picture, there is nothing to compare either.
    like_it = {"skirts-one", "skirts-thirty"} if product == "skirts-broken" else set()
    assert {card["id"] for card in item["cards"]} == like_it
    assert all(shot["failed"] and shot["reason"] == words.LOST_PICTURE for shot in value["shots"])


def test_a_product_that_no_article_is_stands_beside_the_look(pages: ProductPages) -> None:
    """The drawn person wears no skirt, and trousers that are no more like this one than like the shop's trousers."""
    value = pages.open("skirts-one")
    assert [article["id"] for article in value["articles"] if article["this"]] == ["item"]
    assert len(value["articles"]) == 6
    assert value["summary"].startswith("5 articles in this picture")
    assert value["notes"] == ["No picture shows the whole outfit from the front."]


def test_thirty_pictures_of_which_one_is_lost(pages: ProductPages) -> None:
    value = pages.open("skirts-thirty")
    assert len(value["shots"]) == 30
    assert [number for number, shot in enumerate(value["shots"]) if shot["failed"]] == [LOST]


def test_neighbours_and_place(pages: ProductPages) -> None:
    value = pages.open("skirts-none")
    assert (value["previous"], value["next"]) == ("skirts-broken", "skirts-one")
    assert value["place"] == "2 of 4 in Skirts"
    assert pages.open("skirts-broken")["previous"] is None
    assert pages.open("skirts-thirty")["next"] is None


@pytest.mark.parametrize(
    "product", ["", "nobody", "bottomwear-8 ", "' OR 1=1 --", *HOSTILE, "\0", "\ud800", "x" * 10_000, "../catalog.db"]
)
def test_an_unknown_product_is_said_to_be_unknown(search: Search, product: str) -> None:
    value = search.answer({"product": product, "asked": "7"}, lambda *_: None)
    assert value["state"] == "problem"
    assert (value["title"], value["message"]) == (words.UNKNOWN_PRODUCT, words.UNKNOWN_PRODUCT_WAY)
    assert value["asked"] == "7"


def test_a_page_is_read_once_for_the_same_weights(stages: Stages, catalog: Catalog) -> None:
    reader, versions = Reader(stages), {"detection": "d@1"}
    pages = pages_of(reader, catalog, versions)
    first = pages.open("bottomwear-8")
    assert pages.open("bottomwear-8") == first
    assert reader.read == 1
    versions["detection"] = "d@2"
    pages.open("bottomwear-8")
    assert reader.read == 2


def test_finds_are_those_of_the_index_of_the_moment(stages: Stages, catalog: Catalog) -> None:
    reader, empty = Reader(stages), ShopIndex({}, {}, "s@1")
    now: list[ShopIndex | None] = [stages.index]
    pages = pages_of(reader, catalog, index=lambda _: now[0])
    assert found(pages.open("bottomwear-8"))
    for now[0] in (empty, None):
        assert found(pages.open("bottomwear-8")) == set()
    assert reader.read == 1


def test_a_page_with_a_lost_picture_is_read_again(stages: Stages, catalog: Catalog) -> None:
    reader = Reader(stages)
    pages = pages_of(reader, catalog)
    for _ in range(2):
        pages.open("skirts-thirty")
    assert reader.read == 2


def test_only_so_many_pages_are_kept(stages: Stages, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEPT >= 16
    monkeypatch.setattr("web.product_pages.KEPT", 2)
    reader = Reader(stages)
    pages = pages_of(reader, catalog)
    for product in ("topwear-0", "topwear-1", "topwear-0", "topwear-2", "topwear-0", "topwear-1"):
        pages.open(product)
    assert reader.read == 4


def test_a_broken_index_costs_the_finds_only(stages: Stages, catalog: Catalog) -> None:
    def broken(_: Look | None) -> ShopIndex:
        raise ShopIndexError("made by other weights")

    value = pages_of(Reader(stages), catalog, index=broken).open("bottomwear-8")
    assert value["unsearched"]
    assert value["articles"][0]["this"]
    assert found(value) == set()


def test_a_missing_view_classifier_is_said(stages: Stages, catalog: Catalog) -> None:
    assert pages_of(Reader(stages), catalog, views_known=False).open("bottomwear-8")["notes"] == [words.NO_VIEWS]


def test_shelves_by_category_and_page(pages: ProductPages, catalog: Catalog) -> None:
    everything = pages.shelves({})
    assert [kind["count"] for kind in everything["categories"]] == [catalog.count(), *catalog.counts().values()]
    assert (len(everything["products"]), everything["pages"]) == (ON_A_SHELF, 2)
    last = pages.shelves({"page": 99})
    assert (last["page"], len(last["products"])) == (2, catalog.count() - ON_A_SHELF)
    skirts = pages.shelves({"category": "skirts"})
    assert [each["id"] for each in skirts["products"]] == sorted(id_ for id_ in SHOTS if id_.startswith("skirts"))
    assert pages.shelves({"category": "bags"})["products"] == []


@pytest.mark.parametrize("fields", [None, [], "x", {"category": 7}, {"page": "2"}, {"page": -1}, {"category": "\0"}])
def test_shelves_take_anything_a_browser_sends(pages: ProductPages, fields: object) -> None:
    assert (pages.shelves(fields)["category"], pages.shelves(fields)["page"]) == ("", 1)
