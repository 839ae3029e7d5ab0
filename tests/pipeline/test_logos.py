"""The stages that find logos and read brands; the networks themselves on looks of the rendered shop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.brands import Brands
from pipeline.logos import (
    FindLogos,
    ReadBrands,
    Spot,
)
from pipeline.look import Article, Logo, Look
from pipeline.photo import Photo
from tests.looks import article, rectangle

BOUTIQUE = Path(__file__).parents[2] / "data" / "boutique" / "shop"
PHOTO = Photo("street.png", np.full((400, 300, 3), 90, np.uint8))
WORN = article(rectangle(400, 300, (50, 100, 250, 300)))


class Says:
    """A finder that says what it is told, of each crop the same."""

    threshold, least = 0.6, 0.5

    def __init__(self, *spots: Spot) -> None:
        self.spots, self.crops = list(spots), 0

    def find(
        self, crops: Sequence[NDArray[np.uint8]], shares: Sequence[NDArray[np.uint8]] | None = None, most: int = 1
    ) -> list[list[Spot]]:
        self.crops += len(crops)
        return [self.spots[:most] for _ in crops]


class Corner:
    """A reader whose vector tells the colour of a patch's middle."""

    model = "corner@1.0.0"

    def read(self, patches: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        vectors = np.array([patch[32, 32].astype(np.float32) + 1 for patch in patches]).reshape(-1, 3)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def look_of(*articles: Article) -> Look:
    return Look(photo=PHOTO.name, width=PHOTO.width, height=PHOTO.height, articles=articles)


def test_a_logo_is_placed_in_the_photo() -> None:
    # The crop shows 232 pixels of the photo from (34, 84) on.
    finder = Says(Spot((128.0, 64.0, 160.0, 96.0), 0.8))
    logo = FindLogos(finder)(PHOTO, look_of(WORN)).articles[0].logo
    assert logo is not None
    assert logo.box == pytest.approx((34 + 116, 84 + 58, 34 + 145, 84 + 87))
    assert (logo.score, logo.brand, logo.certainty) == (0.8, None, 0.0)


def test_no_logo_below_the_threshold_or_beside_the_photo() -> None:
    assert FindLogos(Says(Spot((10.0, 10.0, 30.0, 30.0), 0.49)))(PHOTO, look_of(WORN)).articles[0].logo is None
    assert FindLogos(Says())(PHOTO, look_of(WORN)).articles[0].logo is None
    at_the_edge = article(rectangle(400, 300, (200, 100, 300, 300)))
    spot = Spot((236.0, 100.0, 256.0, 120.0), 0.9)
    assert FindLogos(Says(spot))(PHOTO, look_of(at_the_edge)).articles[0].logo is None


def test_only_the_most_certain_articles_are_searched() -> None:
    finder = Says(Spot((128.0, 64.0, 160.0, 96.0), 0.8))
    second = WORN.model_copy(update={"id": "a2", "score": 0.5})
    found = FindLogos(finder, most=1)(PHOTO, look_of(WORN, second)).articles
    assert finder.crops == 1
    assert [each.logo is None for each in found] == [False, True]
    assert FindLogos(finder)(PHOTO, look_of()).articles == ()


def test_a_shop_without_brands_does_not_search() -> None:
    finder = Says(Spot((128.0, 64.0, 160.0, 96.0), 0.8))
    assert FindLogos(finder, provider=lambda: None)(PHOTO, look_of(WORN)) == look_of(WORN)
    assert finder.crops == 0
    shop = Brands(["Red"], np.eye(3, dtype=np.float32)[:1], temperature=0.05, unknown=0.7)
    assert FindLogos(finder, provider=lambda: shop)(PHOTO, look_of(WORN)).articles[0].logo is not None


def test_a_brand_is_named_where_it_is_likely() -> None:
    pixels = PHOTO.pixels.copy()
    pixels[120:160, 100:140] = (250, 0, 0)
    shop = Brands(["Red", "Green"], np.eye(3, dtype=np.float32)[:2], temperature=0.05, unknown=0.7)
    logo = Logo(box=(100.0, 120.0, 140.0, 160.0), score=0.9)
    grey = Logo(box=(60.0, 220.0, 80.0, 240.0), score=0.9)
    worn = look_of(
        WORN.model_copy(update={"logo": logo}),
        WORN.model_copy(update={"id": "a2", "logo": grey}),
        WORN.model_copy(update={"id": "a3"}),
    )
    first, second, third = ReadBrands(Corner(), lambda: shop, 0.6)(Photo("p", pixels), worn).articles
    assert first.logo is not None
    assert (first.logo.brand, first.logo.box) == ("Red", logo.box)
    assert first.logo.certainty > 0.9
    assert second.logo is not None
    assert second.logo.brand is None, "like none of the shop's brands"
    assert third.logo is None
    assert ReadBrands(Corner(), lambda: None, 0.6)(Photo("p", pixels), worn) == worn


def test_what_is_hardly_a_logo_stays_only_if_its_brand_is_read() -> None:
    pixels = PHOTO.pixels.copy()
    pixels[120:160, 100:140] = (250, 0, 0)
    shop = Brands(["Red", "Green"], np.eye(3, dtype=np.float32)[:2], temperature=0.05, unknown=0.7)
    red, grey = ((100.0, 120.0, 140.0, 160.0), (60.0, 220.0, 80.0, 240.0))
    worn = look_of(
        WORN.model_copy(update={"logo": Logo(box=red, score=0.55)}),
        WORN.model_copy(update={"id": "a2", "logo": Logo(box=grey, score=0.55)}),
    )
    first, second = ReadBrands(Corner(), lambda: shop, 0.6)(Photo("p", pixels), worn).articles
    assert first.logo is not None
    assert first.logo.brand == "Red"
    assert second.logo is None
    bare = ReadBrands(Corner(), lambda: None, 0.6)(Photo("p", pixels), worn)
    assert [each.logo for each in bare.articles] == [None, None], "nothing to read it with"


def test_a_look_says_its_logos_in_json_only_where_there_are_any() -> None:
    logo = Logo(box=(1.0, 2.0, 3.0, 4.0), score=0.9, brand="Red", certainty=0.75)
    fields = look_of(WORN.model_copy(update={"logo": logo})).to_json()
    expected = {"box": [1.0, 2.0, 3.0, 4.0], "score": 0.9, "brand": "Red", "certainty": 0.75}
    assert fields["articles"][0]["logo"] == expected
    assert Look.from_json(fields).articles[0].logo == logo
    assert "logo" not in look_of(WORN).to_json()["articles"][0]
