"""The boutique's reader on a tiny made-up folder: what it hands out, and what it says when something is wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from data.boutique.pages import assemble
from data.boutique.products import SHOP_COLUMNS, Product, products, write_catalogue
from data.boutique.read import ShopError, read_shop
from data.boutique.records import Record, Seen, save_record
from data.taxonomy import VIEWS, View

RLE = {"size": [4, 3], "counts": "02:"}
TABLE = products()


def _one(category: str, split: str) -> Product:
    return next(product for product in TABLE if product.category == category and product.split == split)


TEE, JEANS = _one("t-shirts", "test"), _one("jeans", "train")


def _record(file: str, kind: str, owner: str, view: str) -> Record:
    seen = [Seen(TEE.id, [1, 1, 2, 3], RLE, 6, [[1, 2, 1, 1]]), Seen(JEANS.id, [0, 2, 3, 2], RLE, 5)]
    points = [1.0, 2.0, 2] + [0.0, 0.0, 0] * 15 + [2.0, 3.0, 1]
    if kind == "packshot":
        return Record(file, kind, owner, "", "test", TEE.id, [TEE.id], "white", 3, 4, [0.0] * 51, [0.0] * 4, seen[:1])
    return Record(
        file, kind, owner, view, "test", TEE.id, [JEANS.id, TEE.id], "studio", 3, 4, points, [0, 0, 3, 4], seen
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two products, a page, a look and a picture on white, written by the boutique's own code."""
    files = [(f"pages/p/{view}.webp", "page", "p", str(view)) for view in VIEWS]
    files += [("looks/l.webp", "look", "l", ""), (TEE.image, "packshot", TEE.id, "")]
    for file, kind, owner, view in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (3, 4)).save(tmp_path / file)
        save_record(_record(file, kind, owner, view), tmp_path / "records")
    Image.new("RGB", (3, 4)).save(tmp_path / JEANS.image)
    assemble(tmp_path, [TEE, JEANS])
    write_catalogue([TEE, JEANS], tmp_path / "products.csv")
    return tmp_path


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_products_come_with_all_their_attributes(shop: Path) -> None:
    goods = read_shop(shop).goods
    assert list(goods) == [TEE.id, JEANS.id]
    tee = goods[TEE.id]
    assert (tee.title, tee.brand, tee.price, tee.model) == (TEE.title, TEE.brand, TEE.price, TEE.model)
    assert (tee.hex, tee.neckline, tee.split) == (TEE.fabric.colours[0], TEE.traits.neckline, "test")
    assert tee.images == (TEE.image,)
    assert tee.broad == TEE.broad


def test_a_page_has_its_shots_in_the_order_of_views(shop: Path) -> None:
    read = read_shop(shop)
    page = read.pages["p"]
    assert (page.product, page.secondary, page.split) == (TEE.id, (JEANS.id,), "test")
    assert [shot.view for shot in page.shots] == list(VIEWS)
    assert page.shots[0].view is View.FRONT
    assert all(read.path(shot).is_file() for shot in page.shots)


def test_truth_of_a_picture(shop: Path) -> None:
    read = read_shop(shop)
    (look,) = read.of_kind("look")
    assert look.keypoints is not None and look.keypoints[0] == (1.0, 2.0, 2) and look.keypoints[16] == (2.0, 3.0, 1)
    assert [worn.product for worn in look.goods] == [TEE.id, JEANS.id]
    assert look.goods[0].category == "t-shirts" and look.goods[0].box == (1, 1, 2, 3)
    assert [(logo.product, logo.box) for logo in look.logos] == [(TEE.id, (1, 2, 1, 1))]
    assert look.products == (JEANS.id, TEE.id) and look.view is None


def test_pictures_by_kind_and_split(shop: Path) -> None:
    read = read_shop(shop)
    assert len(list(read.of_kind("page", "test"))) == 5
    assert list(read.of_kind("page", "train")) == []
    shots = {each.file: each for each in read.of_kind("packshot")}
    assert shots[TEE.image].goods and shots[TEE.image].person is None and shots[TEE.image].keypoints is None
    assert shots[JEANS.image].goods == () and shots[JEANS.image].split == "train"
    assert [each.id for each in read.of_split("train")] == [JEANS.id]


def test_a_mask_is_decoded(shop: Path) -> None:
    mask_of = pytest.importorskip("pycocotools.mask")
    mask = [[0, 1, 1], [0, 1, 1], [0, 0, 0], [1, 0, 0]]
    import numpy as np

    packed = mask_of.encode(np.asfortranarray(np.array(mask, np.uint8)))
    truth = json.loads((shop / "truth.json").read_text())
    for each in truth["annotations"]:
        if "segmentation" in each:
            each["segmentation"] = {"size": list(packed["size"]), "counts": packed["counts"].decode()}
    (shop / "truth.json").write_text(json.dumps(truth))
    (look,) = read_shop(shop).of_kind("look")
    assert look.goods[0].mask().astype(int).tolist() == mask


def test_tiers_of_likeness(shop: Path) -> None:
    sold = [product for product in TABLE if product.category == "t-shirts"]
    write_catalogue([*sold, JEANS], shop / "products.csv")
    read = read_shop(shop)
    for other in sold:
        same_model, same_brand = other.model == TEE.model, other.brand == TEE.brand
        expected = 4 if other.id == TEE.id else 3 if same_model else 2 if same_brand else 1
        assert read.tier(TEE.id, other.id) == expected
    assert {read.tier(sold[0].id, other.id) for other in sold} == {1, 2, 3, 4}
    assert read.tier(TEE.id, JEANS.id) == 0


@pytest.mark.parametrize("name", ["products.csv", "pages.csv", "truth.json"])
def test_a_missing_file_is_named(shop: Path, name: str) -> None:
    (shop / name).unlink()
    with pytest.raises(ShopError, match=name):
        read_shop(shop)


@pytest.mark.parametrize(
    ("file", "before", "after", "message"),
    [
        ("products.csv", f"{TEE.price:.2f}", "cheap", "'cheap' is no number"),
        ("products.csv", f"{TEE.price:.2f}", "nan", "not above 0"),
        ("products.csv", ",t-shirts,", ",hats,", "unknown category 'hats'; known are"),
        ("products.csv", ",test,", ",exam,", "unknown split 'exam'"),
        ("products.csv", f"\n{JEANS.id},", f"\n{TEE.id},", "already"),
        ("products.csv", "occasion,", "", "no column occasion"),
        ("products.csv", ",test,images", ",test,,images", "more or fewer cells"),
        ("pages.csv", JEANS.id, "bags-999", "bags-999 is not in products.csv"),
        ("pages.csv", "\np,", "\nq,", "no picture of q"),
        ("truth.json", '"kind": "look"', '"kind": "poem"', "poem"),
        ("truth.json", '"file_name"', '"fname"', "file_name"),
        ("truth.json", f'"products": ["{JEANS.id}"', '"products": ["bags-999"', "bags-999"),
        ("truth.json", "{", "", "no JSON"),
        ("truth.json", "looks/l.webp", "looks/m.webp", "m.webp is missing"),
    ],
)
def test_what_is_wrong_is_said(shop: Path, file: str, before: str, after: str, message: str) -> None:
    _edit(shop / file, before, after)
    with pytest.raises(ShopError, match=message):
        read_shop(shop)


def test_a_model_in_two_splits_is_refused(shop: Path) -> None:
    with (shop / "products.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[2][SHOP_COLUMNS.index("model")] = rows[1][SHOP_COLUMNS.index("model")]
    with (shop / "products.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(ShopError, match="in two splits"):
        read_shop(shop)


def test_a_picture_of_a_page_without_a_person_is_refused(shop: Path) -> None:
    truth: dict[str, Any] = json.loads((shop / "truth.json").read_text())
    truth["annotations"] = [each for each in truth["annotations"] if "keypoints" not in each]
    (shop / "truth.json").write_text(json.dumps(truth))
    with pytest.raises(ShopError, match="0 people"):
        read_shop(shop)
