from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.look import Look
from pipeline.page_folder import MAX_PICTURES, PAGE_FILE, PageFolder, PageFolderError
from pipeline.photo import Photo
from pipeline.product_page import ProductPage, Shot, Unreadable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / "shirt 7"
    page.mkdir()
    for name in ("10.png", "2.PNG", "1.png", ".hidden.png"):
        Image.new("RGB", (40, 60)).save(page / name, "PNG")
    Image.effect_noise((80, 80), 60).save(page / "broken.jpg")
    (page / "broken.jpg").write_bytes((page / "broken.jpg").read_bytes()[:1500])
    (page / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (page / "price.txt").write_text("12 EUR")
    (page / "more.png").mkdir()
    return page


def test_its_pictures_are_found_in_the_order_that_people_count_in(folder: Path) -> None:
    found = PageFolder.find(folder, folder.parent / "out")
    assert [file.name for file in found.files] == ["1.png", "2.PNG", "10.png", "broken.jpg", "phone.heic"]


def test_what_can_not_be_read_says_why(folder: Path) -> None:
    opened = PageFolder.find(folder, folder.parent / "out").open()
    assert [isinstance(one, Photo) for one in opened] == [True, True, True, False, False]
    messages = [one.message for one in opened if isinstance(one, Unreadable)]
    assert "broken" in messages[0]
    assert "HEIC" in messages[1]


def test_folders_that_are_none_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PageFolderError, match="missing"):
        PageFolder.find(tmp_path / "none", tmp_path / "out")
    with pytest.raises(PageFolderError, match="not a folder"):
        PageFolder.find(folder / "1.png", tmp_path / "out")
    with pytest.raises(PageFolderError, match="own folder"):
        PageFolder.find(folder, folder / ".." / folder.name)
    for number in range(MAX_PICTURES):
        (folder / f"more-{number}.jpg").write_bytes(b"")
    with pytest.raises(PageFolderError, match=f"at most {MAX_PICTURES}"):
        PageFolder.find(folder, tmp_path / "out")


def test_an_empty_folder_is_a_page_without_pictures(tmp_path: Path) -> None:
    assert PageFolder.find(tmp_path, tmp_path / "out").open() == []


def test_the_result_names_the_look_of_the_chosen_picture(folder: Path, tmp_path: Path) -> None:
    found = PageFolder.find(folder, tmp_path / "out")
    pictures = found.open()[:2]
    shots = tuple(Shot(photo=one.name, width=40, height=60, chosen=number == 1) for number, one in enumerate(pictures))
    page = ProductPage(shots=shots, chosen=1, look=Look(photo="2.PNG", width=40, height=60))
    (tmp_path / "out").mkdir()
    found.write(tmp_path / "out", page, pictures)
    fields = json.loads((tmp_path / "out" / PAGE_FILE).read_text())
    assert (fields["page"], fields["look"], fields["chosen"]) == ("shirt 7", "2.look.json", 1)
    assert json.loads((tmp_path / "out" / "2.look.json").read_text())["photo"] == "2.PNG"
    with Image.open(tmp_path / "out" / "2.look.png") as drawn:
        assert np.asarray(drawn).shape == (60, 40, 3)


def test_a_page_without_a_look_is_written_too(tmp_path: Path) -> None:
    PageFolder(tmp_path, ()).write(tmp_path, ProductPage(), [])
    fields = json.loads((tmp_path / PAGE_FILE).read_text())
    assert (fields["shots"], fields["look"], fields["chosen"]) == ([], None, None)
