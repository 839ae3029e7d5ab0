"""From a look to the page's value."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.catalog.catalog import Catalog
from data.taxonomy import Broad
from pipeline.colours import COLOURS
from pipeline.look import Article, Look
from pipeline.photo import Photo, open_photo
from tests.web.staged import BRAND, HOSTILE, SOLD, Stages, draw_person
from web.value import Value, look_value


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    return open_photo(draw_person(tmp_path / "street.png"))


def value_of(photo: Photo, look: Look, catalog: Catalog) -> Value:
    wanted = [match.product_id for article in look.articles for match in article.matches]
    return look_value(photo, look, catalog.products(wanted))


@pytest.fixture
def look(photo: Photo, catalog: Catalog) -> Look:
    return Stages(catalog).runner().run(photo)


@pytest.fixture
def value(photo: Photo, look: Look, catalog: Catalog) -> Value:
    return value_of(photo, look, catalog)


def test_articles_go_from_head_to_toe_and_keep_their_colours(value: Value) -> None:
    heights = [article["spot"][1] for article in value["articles"]]
    assert heights == sorted(heights)
    assert value["articles"][0]["engineers"]["broad"] == "topwear"
    assert all(article["colour"] == COLOURS[Broad(article["engineers"]["broad"])] for article in value["articles"])


def test_only_goods_of_the_catalogue_become_cards_and_are_counted(value: Value) -> None:
    for article in value["articles"]:
        sold = SOLD[Broad(article["engineers"]["broad"])]
        assert article["count"] == len(article["cards"]) == sold
        assert all(card["id"] != "sold out" for card in article["cards"])
    bag = next(article for article in value["articles"] if article["engineers"]["broad"] == "bags")
    assert bag["name"] == "Bag: no similar items"


def test_a_card_shows_the_products_main_picture_whichever_matched(photo: Photo, look: Look, catalog: Catalog) -> None:
    first = look.articles[0]
    matches = tuple(match.model_copy(update={"image": f"{'0' * 64}.webp"}) for match in first.matches)
    value = value_of(photo, look.with_(articles=(first.model_copy(update={"matches": matches}),)), catalog)
    cards = value["articles"][0]["cards"]
    assert cards
    for card in cards:
        assert card["picture"] == f"pictures/{catalog.products([card['id']])[card['id']].pictures[0]}"


def test_icons_stand_in_percent_of_the_photo(value: Value, look: Look) -> None:
    for entry in value["articles"]:
        article = look.article(entry["id"])
        assert article is not None and article.icon is not None
        assert entry["spot"] == pytest.approx(
            [100 * article.icon[0] / look.width, 100 * article.icon[1] / look.height], abs=0.01
        )


def test_without_an_icon_the_box_says_where(photo: Photo, look: Look, catalog: Catalog) -> None:
    bare = look.with_(articles=tuple(article.model_copy(update={"icon": None}) for article in look.articles))
    assert [entry["spot"] for entry in value_of(photo, bare, catalog)["articles"]] == [
        entry["spot"] for entry in value_of(photo, look, catalog)["articles"]
    ]


def test_titles_are_passed_on_as_they_are(value: Value) -> None:
    jackets = next(article for article in value["articles"] if article["engineers"]["broad"] == "outerwear")
    assert [card["title"] for card in jackets["cards"]][: len(HOSTILE)] == list(HOSTILE)


def test_the_photo_travels_as_a_picture_of_itself(value: Value, photo: Photo) -> None:
    kind, data = value["photo"]["src"].split(",")
    assert kind == "data:image/jpeg;base64"
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"), dtype=float)
    assert np.abs(shown - photo.pixels).mean() < 4


def test_a_large_photo_is_sent_small_and_in_shape(catalog: Catalog) -> None:
    photo = Photo("large", np.zeros((1600, 800, 3), np.uint8))
    data = look_value(photo, Look(photo="large", width=800, height=1600), {})["photo"]["src"].split(",")[1]
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (640, 1280)


def test_half_a_person_and_a_broken_shop_are_said(photo: Photo, look: Look, catalog: Catalog) -> None:
    half = Stages(catalog).judge(Photo("half", photo.pixels), look).with_(failed=("retrieval",))
    value = value_of(photo, half, catalog)
    assert value["missing"] == "The feet are not in the photo."
    assert value["unsearched"]
    assert value["state"] == "look"


def test_no_articles_is_a_state_of_its_own(photo: Photo, catalog: Catalog) -> None:
    nobody = Stages(catalog).runner().run(Photo("nobody", photo.pixels))
    value = value_of(photo, nobody, catalog)
    assert (value["state"], value["articles"]) == ("nothing", [])
    assert value["missing"] == "We see no person in this photo."


def test_the_value_is_json(value: Value) -> None:
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    assert value["summary"] == "5 articles in your photo, 31 similar items in the shop"


def test_a_match_that_is_far_gets_no_card_and_the_others_say_their_tier(
    photo: Photo, look: Look, catalog: Catalog
) -> None:
    tiers = ("exact", "model", "style", "inspired", "far")

    def tiered(article: Article) -> Article:
        matches = [m.model_copy(update={"tier": t}) for m, t in zip(article.matches, tiers, strict=False)]
        return article.model_copy(update={"matches": tuple(matches)})

    value = value_of(photo, look.with_(articles=tuple(map(tiered, look.articles))), catalog)
    jacket = next(article for article in value["articles"] if article["engineers"]["broad"] == "outerwear")
    assert [card["badge"] for card in jacket["cards"]] == [
        "Exact match", "Same model, other colour", "Same style", "Inspired by it",
    ]  # fmt: skip
    assert jacket["count"] == 4
    assert not jacket["far"]
    json.dumps(value, allow_nan=False)


def test_filler_is_not_shown(photo: Photo, look: Look, catalog: Catalog) -> None:
    def far(article: Article) -> Article:
        return article.model_copy(
            update={"matches": tuple(match.model_copy(update={"tier": "far"}) for match in article.matches)}
        )

    value = value_of(photo, look.with_(articles=tuple(map(far, look.articles))), catalog)
    by_broad = {article["engineers"]["broad"]: article for article in value["articles"]}
    assert by_broad["topwear"]["cards"] == []
    assert by_broad["topwear"]["far"]
    assert not by_broad["bags"]["far"], "the shop has no bags at all"


def test_an_article_says_whose_logo_was_read_on_it(catalog: Catalog, tmp_path: Path) -> None:
    photo = open_photo(draw_person(tmp_path / "branded.png"))
    value = value_of(photo, Stages(catalog).runner().run(photo), catalog)
    brands = {article["engineers"]["broad"]: article["brand"] for article in value["articles"]}
    assert brands == {"outerwear": BRAND, **dict.fromkeys(("topwear", "bottomwear", "footwear", "bags"))}
