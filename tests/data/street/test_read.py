from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.io import savemat

from data.street import read_street, read_tagged, to_coco
from data.street.__main__ import main
from data.street.read import StreetDataError, articles_of, tight_box
from data.taxonomy import Broad

NAMES = ("null", "blouse", "top", "shoes", "sneakers", "suit", "skin", "jeans")


def label_map() -> NDArray[np.uint8]:
    labels = np.zeros((100, 80), np.uint8)
    labels[10:30, 20:50] = 1  # blouse
    labels[32:36, 20:50] = 2  # top: a second article, though of the same fine type
    labels[90:96, 10:20] = 3  # left shoe
    labels[88:95, 40:52] = 4  # right shoe, labelled as a sneaker
    labels[40:44, 60:61] = 7  # four pixels of jeans: under 0.1 % of 8,000
    return labels


def folder(tmp_path: Path, labels: NDArray[np.uint8]) -> Path:
    for name in ("photos", "annotations/pixel-level", "annotations/image-level"):
        (tmp_path / name).mkdir(parents=True)
    cells = np.empty((1, len(NAMES)), object)
    for number, name in enumerate(NAMES):
        cells[0, number] = np.array([name])
    savemat(tmp_path / "label_list.mat", {"label_list": cells})
    savemat(tmp_path / "annotations/pixel-level/0001.mat", {"groundtruth": labels})
    savemat(tmp_path / "annotations/image-level/0002.mat", {"tags": np.array([[0], [3], [7]], np.uint8)})
    for name in ("0001", "0002"):
        Image.new("RGB", labels.shape[::-1]).save(tmp_path / f"photos/{name}.jpg")
    return tmp_path


def test_one_article_a_label_and_shoes_are_a_pair() -> None:
    articles = articles_of(label_map(), NAMES)
    assert [(a.label, a.fine, a.broad) for a in articles] == [
        ("blouse", "women tops", Broad.TOPWEAR),
        ("footwear", "casual shoes", Broad.FOOTWEAR),
        ("top", "women tops", Broad.TOPWEAR),
    ]
    assert articles[1].box == (10.0, 88.0, 52.0, 96.0)
    assert int(articles[1].mask.sum()) == 6 * 10 + 7 * 12


def test_sneakers_alone_are_sports_shoes() -> None:
    labels = np.where(label_map() == 3, 0, label_map()).astype(np.uint8)
    assert [a.fine for a in articles_of(labels, NAMES) if a.broad is Broad.FOOTWEAR] == ["sports shoes"]


def test_an_article_of_exactly_a_thousandth_is_kept() -> None:
    labels = np.zeros((100, 80), np.uint8)
    labels[0, :8] = 7
    assert [a.fine for a in articles_of(labels, NAMES)] == ["jeans"]
    labels[0, 7] = 0
    assert articles_of(labels, NAMES) == []


def test_tight_box_against_a_loop() -> None:
    mask = np.random.default_rng(0).random((40, 30)) > 0.995
    rows = [y for y in range(40) for x in range(30) if mask[y, x]]
    columns = [x for y in range(40) for x in range(30) if mask[y, x]]
    assert tight_box(mask) == (min(columns), min(rows), max(columns) + 1, max(rows) + 1)


def test_a_suit_is_not_judged(tmp_path: Path) -> None:
    labels = label_map()
    labels[50:80, 20:50] = 5
    (photo,) = read_street(folder(tmp_path, labels))
    (region,) = photo.ignored()
    assert region.label == "suit" and int(region.mask.sum()) == 900
    coco = to_coco([photo])
    crowds = [a for a in coco["annotations"] if a["iscrowd"]]
    broad = {c["id"]: c["supercategory"] for c in coco["categories"]}
    assert {broad[a["category_id"]] for a in crowds} == {"topwear", "outerwear", "bottomwear"}
    assert all(a["bbox"] == [20, 50, 30, 30] for a in crowds)


def test_tags_are_names(tmp_path: Path) -> None:
    (photo,) = read_tagged(folder(tmp_path, label_map()))
    assert photo.id == "0002" and photo.tags == {"null", "shoes", "jeans"}


def test_the_command_writes_coco(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "articles.json"
    monkeypatch.setattr("sys.argv", ["street", str(folder(tmp_path, label_map())), "--out", str(out)])
    assert main() == 0
    coco = json.loads(out.read_text())
    assert len(coco["annotations"]) == 3 and coco["images"][0]["file_name"] == "0001.jpg"


def test_a_wrong_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["street", str(tmp_path), "--out", str(tmp_path / "x.json")])
    assert main() == 1
    assert "label_list.mat is missing" in capsys.readouterr().err
    with pytest.raises(StreetDataError):
        read_street(tmp_path)


@pytest.mark.photos
@pytest.mark.skipif("BTL_STREET_PHOTOS" not in os.environ, reason="BTL_STREET_PHOTOS names no folder")
def test_the_real_data_set() -> None:
    photos = read_street(Path(os.environ["BTL_STREET_PHOTOS"]))
    assert len(photos) == 800
    assert len(read_street(Path(os.environ["BTL_STREET_PHOTOS"]), "validation")) == 174
    height, width = photos[0].labels.shape
    assert all(0 <= a.box[0] < a.box[2] <= width and 0 <= a.box[1] < a.box[3] <= height for a in photos[0].articles())
