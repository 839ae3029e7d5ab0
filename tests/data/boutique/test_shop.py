"""The boutique that ships: its table is the generator's, and its truth is held against the pictures themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from data.boutique.branding import logo_picture
from data.boutique.gate import FEWEST
from data.boutique.plan import LOOKS_EACH, OUTDOORS, plan_looks
from data.boutique.products import products
from data.boutique.read import Picture, Shop, read_shop

SHOP = Path(__file__).resolve().parents[3] / "data" / "boutique" / "shop"
MAX_BYTES = 45_000_000
TABLE = {product.id: product for product in products()}
pytestmark = pytest.mark.skipif(not (SHOP / "truth.json").is_file(), reason="the boutique has not been rendered yet")


@pytest.fixture(scope="module")
def shop() -> Shop:
    return read_shop(SHOP)


@pytest.fixture(scope="module")
def packshots(shop: Shop) -> list[tuple[Picture, NDArray[np.int64]]]:
    return [
        (each, np.asarray(Image.open(shop.path(each)).convert("RGB"), np.int64)) for each in shop.of_kind("packshot")
    ]


def test_the_table_is_the_generators_own(shop: Shop) -> None:
    assert list(shop.goods) == list(TABLE)
    for each in shop.goods.values():
        made = TABLE[each.id]
        assert (each.title, each.model, each.split, each.hex) == (
            made.title,
            made.model,
            made.split,
            made.fabric.colours[0],
        )
        assert all((SHOP / image).is_file() for image in each.images)


def test_every_product_is_seen_in_three_looks_half_of_them_outdoors(shop: Shop) -> None:
    seen, outdoors = Counter[str](), Counter[str]()
    for picture in shop.of_kind("look"):
        products = [worn.product for worn in picture.goods if worn.area >= FEWEST * picture.width * picture.height]
        seen.update(products)
        outdoors.update(products if picture.scene in OUTDOORS else ())
    assert {product: seen[product] for product in shop.goods if seen[product] < LOOKS_EACH} == {}
    assert [product for product in shop.goods if 2 * outdoors[product] < seen[product]] == []


def test_the_looks_are_those_of_the_plan(shop: Shop) -> None:
    planned = {plan.id: plan for plan in plan_looks(list(TABLE.values()))}
    for picture in shop.of_kind("look"):
        plan = planned[picture.owner]
        assert (picture.lead, picture.scene) == (plan.lead.id, plan.scene)
        assert picture.products == tuple(product.id for product in plan.outfit)


def test_the_whole_is_small() -> None:
    assert sum(path.stat().st_size for path in SHOP.rglob("*") if "records" not in path.parts) <= MAX_BYTES


def test_boxes_hold_the_product_and_nothing_else(packshots: list[tuple[Picture, NDArray[np.int64]]]) -> None:
    for picture, pixels in packshots:
        assert pixels[[0, 0, -1, -1], [0, -1, 0, -1]].min() >= 250, f"{picture.file} is not on white"
        (worn,) = picture.goods
        mask = worn.mask()
        x, y, width, height = worn.box
        rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
        tight = [int(edge) for edge in (columns[0], rows[0], np.ptp(columns) + 1, np.ptp(rows) + 1)]
        assert tight == [x, y, width, height], picture.file
        coloured = np.ptp(pixels, axis=-1) > 40  # the shadow is grey
        assert (coloured & ~mask).sum() <= 0.02 * mask.sum() + 60, f"{picture.file}: product outside its mask"


def test_logos_are_where_the_truth_says(packshots: list[tuple[Picture, NDArray[np.int64]]]) -> None:
    checked = 0
    for picture, pixels in packshots:
        ink = np.array(_ink(picture.lead) if picture.logos else (0, 0, 0))
        for logo in picture.logos:
            x, y, width, height = (round(value) for value in logo.box)
            inside = pixels[y : y + height, x : x + width]
            outside = pixels[picture.goods[0].mask()]
            near = [np.percentile(np.abs(part.reshape(-1, 3) - ink).sum(-1), 4) for part in (inside, outside)]
            assert near[0] < 200, f"{picture.file}: nothing in the logo's colour at {logo.box}"
            checked += near[0] < near[1]
    assert checked >= 0.85 * sum(len(picture.logos) for picture, _ in packshots), "logo boxes are no better than cloth"


def _ink(product: str) -> tuple[int, int, int]:
    """The commonest colour of a product's logo."""
    pixels = np.asarray(logo_picture(TABLE[product].fabric))
    colours, counts = np.unique(pixels[pixels[..., 3] == 255][:, :3], axis=0, return_counts=True)
    red, green, blue = (int(value) for value in colours[counts.argmax()])
    return red, green, blue


def test_products_with_a_logo_show_it_unless_it_is_behind(shop: Shop) -> None:
    for picture in shop.of_kind("packshot"):
        place = TABLE[picture.lead].logo.rsplit(maxsplit=1)[:1]
        if place and place[0] not in ("back", "back neck"):
            assert picture.logos, f"{picture.file} shows no logo ({place[0]})"
        if not place or place[0] == "back":
            assert not picture.logos, picture.file
