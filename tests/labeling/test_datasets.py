from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from data.street.coco import CATEGORY_ID, coco_categories
from labeling.datasets import DataSetError, DataSets, articles_of, merged


def coco(*photos: str, fine: str = "jeans", pool: bool = False) -> dict[str, Any]:
    images = [
        {"id": n, "file_name": f"{name}.jpg", "width": 10, "height": 20} | ({"photo": name} if pool else {})
        for n, name in enumerate(photos)
    ]
    annotations = [
        {"id": 1, "image_id": n, "category_id": CATEGORY_ID[fine], "bbox": [0, 0, 5, 5], "iscrowd": 0}
        for n in range(len(photos))
    ]
    return {"images": images, "annotations": annotations, "categories": coco_categories()}


def test_base_and_corrections_become_one_set_with_numbers_of_its_own() -> None:
    both = merged(coco("a", "b"), coco("c", fine="skirts", pool=True))
    assert [(image["id"], image["source"]) for image in both["images"]] == [(1, "base"), (2, "base"), (3, "pool")]
    assert [one["id"] for one in both["annotations"]] == [1, 2, 3]
    assert [(image["file_name"], [one["category_id"] for one in found]) for image, found in articles_of(both)] == [
        ("a.jpg", [CATEGORY_ID["jeans"]]), ("b.jpg", [CATEGORY_ID["jeans"]]), ("c.jpg", [CATEGORY_ID["skirts"]]),
    ]  # fmt: skip


def test_a_version_names_its_parent_its_counts_and_its_hash(tmp_path: Path) -> None:
    sets = DataSets(tmp_path)
    first = sets.write(merged(coco("a", "b"), coco()))
    second = sets.write(merged(coco("a", "b"), coco("c", pool=True)))
    assert (first.name, first.parent, second.name, second.parent) == ("v0001", None, "v0002", "v0001")
    assert second.photos == {"base": 2, "pool": 1} and second.articles == {"jeans": 3}
    data = (tmp_path / "v0002" / "annotations.json").read_bytes()
    assert second.sha256 == hashlib.sha256(data).hexdigest()
    assert sets.read("v0002") == json.loads(data)
    assert sets.names() == ["v0001", "v0002"]


def test_the_same_data_make_no_new_version(tmp_path: Path) -> None:
    sets = DataSets(tmp_path)
    assert sets.write(merged(coco("a"), coco())) == sets.write(merged(coco("a"), coco()))
    assert sets.names() == ["v0001"]


def test_a_version_that_was_touched_is_refused(tmp_path: Path) -> None:
    sets = DataSets(tmp_path)
    sets.write(merged(coco("a"), coco()))
    file = tmp_path / "v0001" / "annotations.json"
    file.write_text(file.read_text().replace("a.jpg", "b.jpg"))
    with pytest.raises(DataSetError, match="changed by hand"):
        sets.read("v0001")
    with pytest.raises(DataSetError, match="v0001"):
        sets.version("v0009")


def test_a_write_that_was_cut_off_leaves_no_version(tmp_path: Path) -> None:
    (tmp_path / "v0001.part").mkdir()
    (tmp_path / "v0001.part" / "annotations.json").write_text("{")
    sets = DataSets(tmp_path)
    assert sets.names() == []
    assert sets.write(merged(coco("a"), coco())).name == "v0001"


def test_forgetting_takes_a_photo_out_of_every_version(tmp_path: Path) -> None:
    sets = DataSets(tmp_path)
    first = sets.write(merged(coco("a"), coco("x" * 64, pool=True)))
    sets.write(merged(coco("a"), coco("x" * 64, "y" * 64, pool=True)))
    assert sets.forget("x" * 64) == 2
    assert sets.forget("x" * 64) == 0
    now = sets.version("v0001")
    assert (now.forgotten, now.sha256, now.photos) == (1, first.sha256, {"base": 1})
    assert sets.read("v0001")["images"][0]["file_name"] == "a.jpg"
    assert sets.version("v0002").photos == {"base": 1, "pool": 1}
    assert not any("x" * 64 in path.read_text() for path in tmp_path.rglob("*") if path.is_file())
