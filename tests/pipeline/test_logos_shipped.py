"""The networks that ship, on looks of the rendered shop with true masks: large logos are found and read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.boutique.read import Picture, Shop, Worn, read_shop
from models.zoo import load_model
from pipeline.brands import Brands
from pipeline.crops import content_box, product_crop, square_around
from pipeline.logo_patches import logo_patch
from pipeline.logos import FINDER, READER, FindLogos, OnnxLogoFinder, OnnxLogoReader, ReadBrands, in_picture
from pipeline.look import Article, Look, Mask
from pipeline.photo import open_photo

BOUTIQUE = Path(__file__).parents[2] / "data" / "boutique" / "shop"
LARGE = 20
"""Pixels of a logo's shorter side that nobody could overlook."""


@pytest.fixture(scope="module")
def shop() -> Shop:
    return read_shop(BOUTIQUE)


@pytest.fixture(scope="module")
def networks() -> tuple[OnnxLogoFinder, OnnxLogoReader]:
    return OnnxLogoFinder(load_model(FINDER)), OnnxLogoReader(load_model(READER))


@pytest.fixture(scope="module")
def brands(shop: Shop, networks: tuple[OnnxLogoFinder, OnnxLogoReader]) -> Brands:
    """Read on the shots on white that show a logo."""
    finder, reader = networks
    names, patches = [], []
    for picture in shop.of_kind("packshot"):
        if not picture.logos:
            continue
        pixels = open_photo(shop.path(picture)).pixels
        (spots,) = finder.find([product_crop(pixels)])
        if spots and spots[0].score >= finder.threshold:
            names.append(shop.goods[picture.lead].brand)
            patches.append(logo_patch(pixels, in_picture(spots[0].box, square_around(content_box(pixels)))))
    settings = load_model(READER).card.settings
    return Brands(names, reader.read(patches), settings["temperature"], settings["unknown"])


def large_logos(shop: Shop) -> list[tuple[Picture, Worn]]:
    """Worn goods of test products with a large logo."""
    return [
        (picture, worn)
        for picture in shop.pictures
        for worn in picture.goods
        if picture.kind != "packshot" and shop.goods[worn.product].split == "test"
        if any(logo.product == worn.product and min(logo.box[2:]) >= LARGE for logo in picture.logos)
    ]


def test_large_logos_are_found_and_read(
    shop: Shop, networks: tuple[OnnxLogoFinder, OnnxLogoReader], brands: Brands
) -> None:
    finder, reader = networks
    find, read = FindLogos(finder), ReadBrands(reader, lambda: brands, finder.threshold)
    named, right, wanted = 0, 0, large_logos(shop)[::2]
    for picture, worn in wanted:
        photo = open_photo(shop.path(picture))
        x, y, width, height = worn.box
        article = Article(
            id="a1", broad=shop.goods[worn.product].broad, fine=worn.category, score=0.9,
            box=(x, y, x + width, y + height), mask=Mask.encode(worn.mask()),
        )  # fmt: skip
        look = Look(photo=photo.name, width=photo.width, height=photo.height, articles=(article,))
        logo = read(photo, find(photo, look)).articles[0].logo
        if logo is not None and logo.brand is not None:
            named += 1
            right += logo.brand == shop.goods[worn.product].brand
    assert len(wanted) >= 10
    assert named >= 0.8 * len(wanted)
    assert right >= 0.9 * named


def test_a_plain_ground_has_no_logo(networks: tuple[OnnxLogoFinder, OnnxLogoReader]) -> None:
    finder, _ = networks
    plain = [np.full((256, 256, 3), value, np.uint8) for value in (0, 90, 255)]
    assert all(not spots or spots[0].score < finder.least for spots in finder.find(plain))
