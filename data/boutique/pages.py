"""Assembly of the shop's truth: `truth.json` (COCO) and `pages.csv` from the records of what was rendered.

`truth.json` holds, apart from COCO's own fields:
`images`: `kind` (page | look | packshot), `view`, `page` or `look`, `split`, `products` (ids worn), `lead`, `scene`;
`annotations`: category `person` with `keypoints`, one of the fine types with `product` and an RLE mask, or `logo` with
`product`; all with `bbox` and `area`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from data.boutique.products import Product
from data.boutique.records import Record, Seen, read_record, save_record
from data.boutique.truth import write_json
from data.taxonomy import FINE_TYPES, VIEWS
from pipeline.look import KEYPOINT_NAMES

RECORDS = "records"
PERSON, LOGO = 1, 2
FIRST_TYPE = 3
"""Category numbers: the person, brand marks, then the fine types in the taxonomy's order."""
PAGE_COLUMNS = ("page", "product", "secondary", "split")


def categories() -> list[dict[str, Any]]:
    """COCO's list of categories."""
    types = [{"id": FIRST_TYPE + number, "name": fine.name, "supercategory": str(fine.broad)}
             for number, fine in enumerate(FINE_TYPES)]  # fmt: skip
    person = {"id": PERSON, "name": "person", "supercategory": "person", "keypoints": list(KEYPOINT_NAMES),
              "skeleton": []}  # fmt: skip
    return [person, {"id": LOGO, "name": "logo", "supercategory": "logo"}, *types]


def assemble(shop: Path, table: Sequence[Product]) -> tuple[int, int]:
    """Writes `truth.json` and `pages.csv`; returns how many pictures of people and how many whole pages there are.

    Only pictures that passed the gate and whose file is there count, and only pages with all five views.
    """
    records = [record for record in read_records(shop) if not record.faults and (shop / record.file).is_file()]
    whole = whole_pages(records)
    kept = [record for record in records if record.kind != "page" or record.owner in whole]
    write_json(coco_shop(kept, table, shop), shop / "truth.json", indent=None)
    write_pages(kept, shop / "pages.csv")
    return sum(record.kind != "packshot" for record in kept), len(whole)


def read_records(shop: Path) -> list[Record]:
    """All records, in the order of the pictures' names; a shop that was checked out gets its records back first."""
    folder = shop / RECORDS
    if not folder.is_dir() and (shop / "truth.json").is_file():
        for record in unpacked(json.loads((shop / "truth.json").read_text("utf-8"))):
            save_record(record, folder)
    return sorted((read_record(path) for path in folder.glob("*.json")), key=lambda record: record.file)


def whole_pages(records: Iterable[Record]) -> set[str]:
    """Pages of which every view is there."""
    views: dict[str, set[str]] = {}
    for record in records:
        if record.kind == "page":
            views.setdefault(record.owner, set()).add(record.view)
    return {owner for owner, found in views.items() if found == {str(view) for view in VIEWS}}


def coco_shop(records: Sequence[Record], table: Sequence[Product], shop: Path) -> dict[str, Any]:
    """The whole truth: what has a record, then the shots on white that are there without one."""
    types = {product.id: _type_number(product.category) for product in table}
    images, annotations = [], []
    for number, record in enumerate(records, 1):
        images.append(_image(number, record))
        annotations += [{**each, "image_id": number} for each in _annotations(record, types)]
    labelled = {record.file for record in records}
    for product in table:
        if product.image not in labelled and (shop / product.image).is_file():
            images.append(_packshot(len(images) + 1, product, shop))
    numbered = [{"id": number, **each} for number, each in enumerate(annotations, 1)]
    return {"images": images, "annotations": numbered, "categories": categories()}


def _type_number(fine: str) -> int:
    return FIRST_TYPE + [known.name for known in FINE_TYPES].index(fine)


def _image(number: int, record: Record) -> dict[str, Any]:
    return {
        "id": number, "file_name": record.file, "width": record.width, "height": record.height, "kind": record.kind,
        record.kind: record.owner, "view": record.view or None, "split": record.split, "products": record.outfit,
        "lead": record.lead, "scene": record.scene,
    }  # fmt: skip


def _packshot(number: int, product: Product, shop: Path) -> dict[str, Any]:
    with Image.open(shop / product.image) as picture:
        width, height = picture.size
    return {
        "id": number, "file_name": product.image, "width": width, "height": height, "kind": "packshot", "view": None,
        "split": product.split, "products": [product.id], "lead": product.id, "scene": "white",
    }  # fmt: skip


def _annotations(record: Record, types: dict[str, int]) -> list[dict[str, Any]]:
    if record.kind == "packshot":
        return _goods(record, types)
    person = {
        "category_id": PERSON, "iscrowd": 0, "bbox": record.person, "area": record.person[2] * record.person[3],
        "keypoints": record.keypoints, "num_keypoints": sum(1 for seen in record.keypoints[2::3] if seen > 0),
    }  # fmt: skip
    return [person, *_goods(record, types)]


def _goods(record: Record, types: dict[str, int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for seen in record.seen:
        found.append({"category_id": types[seen.product], "iscrowd": 0, "bbox": seen.bbox, "area": seen.area,
                      "segmentation": dict(seen.rle), "product": seen.product})  # fmt: skip
        found += [{"category_id": LOGO, "iscrowd": 0, "bbox": logo, "area": logo[2] * logo[3],
                   "product": seen.product} for logo in seen.logos]  # fmt: skip
    return found


def unpacked(truth: dict[str, Any]) -> list[Record]:
    """The records that a `truth.json` was made of."""
    by_image: dict[int, list[dict[str, Any]]] = {}
    for annotation in truth["annotations"]:
        by_image.setdefault(annotation["image_id"], []).append(annotation)
    return [_record(image, by_image[image["id"]]) for image in truth["images"] if image["id"] in by_image]


def _record(image: dict[str, Any], annotations: list[dict[str, Any]]) -> Record:
    nobody = {"keypoints": [0.0] * 51, "bbox": [0.0] * 4}
    person = next((each for each in annotations if each["category_id"] == PERSON), nobody)
    logos: dict[str, list[list[float]]] = {}
    for each in annotations:
        if each["category_id"] == LOGO:
            logos.setdefault(each["product"], []).append(each["bbox"])
    seen = [Seen(each["product"], each["bbox"], each["segmentation"], each["area"], logos.get(each["product"], []))
            for each in annotations if each["category_id"] >= FIRST_TYPE]  # fmt: skip
    return Record(
        image["file_name"], image["kind"], image[image["kind"]], image["view"] or "", image["split"], image["lead"],
        image["products"], image["scene"], image["width"], image["height"], person["keypoints"], person["bbox"], seen,
    )  # fmt: skip


def write_pages(records: Sequence[Record], path: Path) -> None:
    """`pages.csv`: a line for each page, the secondary products' ids separated by blanks."""
    pages = {record.owner: record for record in records if record.kind == "page"}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PAGE_COLUMNS)
        for owner, record in sorted(pages.items()):
            secondary = " ".join(name for name in record.outfit if name != record.lead)
            writer.writerow((owner, record.lead, secondary, record.split))
