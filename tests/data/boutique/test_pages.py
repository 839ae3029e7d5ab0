"""Records and the shop's truth: masks, boxes, logos, COCO, pages, and a round trip."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from data.boutique.pages import LOGO, PERSON, RECORDS, assemble, read_records, unpacked
from data.boutique.products import products
from data.boutique.records import Record, box, logo_boxes, read_record, record_path, save_record, seen_products
from data.boutique.truth import LOGO_PASS
from data.taxonomy import VIEWS

TABLE = products()
TOP = next(p for p in TABLE if p.made.slot == "top")
SHOES = next(p for p in TABLE if p.made.slot == "shoes" and p.split == TOP.split)


def labels() -> tuple[np.ndarray, np.ndarray]:
    objects = np.zeros((60, 40), np.int64)
    objects[10:30, 5:25] = 10
    objects[50:55, 5:12], objects[50:55, 18:25] = 11, 11
    materials = np.zeros_like(objects)
    materials[12:16, 8:14] = LOGO_PASS
    materials[0:5, 0:5] = LOGO_PASS  # off the product: somebody else's
    return objects, materials


def record(file: str = "looks/look-a.webp", **changes: object) -> Record:
    seen = seen_products(*labels(), {TOP.id: 10, SHOES.id: 11, "unseen": 12})
    made = Record(file, "look", "look-a", "", TOP.split, TOP.id, [TOP.id, SHOES.id], "park", 40, 60,
                  [1.0, 2.0, 2.0] * 16 + [0.0, 0.0, 0.0], [5.0, 5.0, 20.0, 50.0], seen)  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_boxes_masks_and_logos_of_what_is_seen() -> None:
    top, shoes = seen_products(*labels(), {TOP.id: 10, SHOES.id: 11, "unseen": 12})
    assert (top.bbox, top.area, top.logos) == ([5, 10, 20, 20], 400, [[8, 12, 6, 4]])
    assert (shoes.bbox, shoes.area, shoes.logos) == ([5, 50, 20, 5], 70, [])
    assert box(np.eye(5, dtype=bool)[1:4]) == [1, 0, 3, 3]


def test_letters_of_a_mark_are_one_box_and_specks_none() -> None:
    mask = np.zeros((40, 60), bool)
    mask[5:10, 5:9] = mask[5:10, 12:16] = True  # three pixels apart: one word
    mask[30:34, 50:54] = True  # another mark
    mask[20, 30] = True  # a speck
    assert sorted(logo_boxes(mask)) == [[5, 5, 11, 5], [50, 30, 4, 4]]


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    save_record(record(), tmp_path)
    assert record_path("looks/look-a.webp", tmp_path).name == "looks-look-a.json"
    assert read_record(tmp_path / "looks-look-a.json") == record()


def shop_of(folder: Path, views: tuple[str, ...] = tuple(map(str, VIEWS))) -> None:
    found = [record(), record("looks/look-b.webp", owner="look-b", faults=["a keypoint is off"])]
    found += [record(f"pages/page-a/{view}.webp", kind="page", owner="page-a", view=view) for view in views]
    found += [record("pages/page-b/front.webp", kind="page", owner="page-b", view="front")]
    for each in found:
        save_record(each, folder / RECORDS)
        (folder / each.file).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 60)).save(folder / each.file)
    (folder / "images").mkdir()
    Image.new("RGB", (30, 40)).save(folder / TOP.image)


def test_the_truth_is_coco_and_holds_good_pictures_of_whole_pages_only(tmp_path: Path) -> None:
    shop_of(tmp_path)
    assert assemble(tmp_path, TABLE) == (6, 1)
    read = COCO(str(tmp_path / "truth.json"))
    kinds = [image["kind"] for image in read.loadImgs(read.getImgIds())]
    assert sorted(kinds) == ["look"] + ["packshot"] + ["page"] * 5
    look = next(image for image in read.loadImgs(read.getImgIds()) if image["kind"] == "look")
    assert (look["look"], look["view"], look["split"], look["products"]) == (
        "look-a",
        None,
        TOP.split,
        [TOP.id, SHOES.id],
    )
    annotations = read.loadAnns(read.getAnnIds(imgIds=[look["id"]]))
    by_category = {read.loadCats([each["category_id"]])[0]["name"]: each for each in annotations}
    assert set(by_category) == {"person", "logo", TOP.category, SHOES.category}
    assert read.annToMask(by_category[SHOES.category]).sum() == 70 == by_category[SHOES.category]["area"]
    np.testing.assert_array_equal(read.annToMask(by_category[TOP.category]), labels()[0] == 10)
    assert by_category["logo"]["product"] == TOP.id
    assert by_category["person"]["num_keypoints"] == 16


def test_pages_name_their_products(tmp_path: Path) -> None:
    shop_of(tmp_path)
    assemble(tmp_path, TABLE)
    with (tmp_path / "pages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows == [{"page": "page-a", "product": TOP.id, "secondary": SHOES.id, "split": TOP.split}]


def test_a_page_that_lacks_a_view_is_left_out(tmp_path: Path) -> None:
    shop_of(tmp_path, ("front", "back", "left", "detail"))
    assert assemble(tmp_path, TABLE) == (1, 0)


def test_a_picture_that_is_gone_is_left_out(tmp_path: Path) -> None:
    shop_of(tmp_path)
    (tmp_path / "looks/look-a.webp").unlink()
    assert assemble(tmp_path, TABLE) == (5, 1)


def test_records_come_back_from_the_truth_of_a_checkout(tmp_path: Path) -> None:
    shop_of(tmp_path)
    assemble(tmp_path, TABLE)
    kept = [each for each in read_records(tmp_path) if not each.faults and each.owner != "page-b"]
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert sorted(unpacked(truth), key=lambda each: each.file) == kept
    for path in (tmp_path / RECORDS).iterdir():
        path.unlink()
    (tmp_path / RECORDS).rmdir()
    assert read_records(tmp_path) == kept
    assert assemble(tmp_path, TABLE) == (6, 1)


def test_categories_are_numbered_once_and_for_all() -> None:
    assert (PERSON, LOGO) == (1, 2)


def test_a_shot_on_white_with_a_record_has_its_mask_and_nobody_in_it(tmp_path: Path) -> None:
    shop_of(tmp_path)
    (top, _) = record().seen
    shot = record(TOP.image, kind="packshot", owner=TOP.id, seen=[top], keypoints=[0.0] * 51, person=[0.0] * 4)
    save_record(shot, tmp_path / RECORDS)
    assert assemble(tmp_path, TABLE) == (6, 1), "it counts as no picture of a person"
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    (image,) = (each for each in truth["images"] if each["kind"] == "packshot")
    own = [each for each in truth["annotations"] if each["image_id"] == image["id"]]
    assert [each["category_id"] == PERSON for each in own] == [False] * 2
    assert shot in unpacked(truth)


def test_an_empty_folder_has_no_records(tmp_path: Path) -> None:
    assert read_records(tmp_path) == []
    with pytest.raises(FileNotFoundError):
        assemble(tmp_path / "nowhere", TABLE)
