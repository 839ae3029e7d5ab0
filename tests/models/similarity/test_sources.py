"""The data sets as items, on folders made up here."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from data.boutique.read import read_shop
from data.taxonomy import Broad
from models.similarity.luma import luma_items, read_patterns
from models.similarity.sources import boutique_items, read_items
from tests.data.boutique.tiny import one, page, worn_picture, write_shop

SHIRT, DRESS = one("shirts", "train"), one("dresses", "test")


def luma(folder: Path, *names: str) -> Path:
    (folder / "images").mkdir(parents=True)
    for name in names:
        Image.new("RGB", (8, 8)).save(folder / "images" / f"{name}.jpg")
    return folder


def test_luma_says_view_colour_and_kind(tmp_path: Path) -> None:
    names = ("mh01-black_main", "mh01-black_back", "mh01-gray_main", "wsh03-blue_alt1", "ms07-red_main")
    found = {item.picture.stem: item for item in luma_items(luma(tmp_path, *names))}
    back, recoloured = found["mh01-black_back"], found["mh01-gray_main"]
    assert (back.product, back.model, back.view, back.domain) == ("mh01-black", "mh01", "back", "worn")
    assert (back.broad, back.fine) == (Broad.OUTERWEAR, frozenset({"sweatshirts"}))
    assert (recoloured.product, recoloured.model, recoloured.split) == ("mh01-gray", "mh01", back.split)
    assert recoloured.attributes == {"colour": "grey", "sleeve": "long", "occasion": "sport"}
    assert "sleeve" not in found["wsh03-blue_alt1"].attributes
    assert found["ms07-red_main"].attributes["sleeve"] == "long"


def test_luma_patterns_come_from_its_table(tmp_path: Path) -> None:
    rows = ['MH01,"material=Wool,pattern=Solid,eco=No"', 'MH02,"pattern=Graphic Print"', "MH03,size=XS"]
    table = tmp_path / "t.csv"
    table.write_text("\n".join(["sku,additional_attributes", *rows]), "utf-8")
    assert read_patterns(table) == {"mh01": "plain"}
    assert read_patterns(tmp_path / "none.csv") == {}


def test_a_product_is_cut_out_of_whatever_shows_it(tmp_path: Path) -> None:
    boxes = {"lead": (DRESS, (20, 20, 60, 60)), "other": (SHIRT, (5, 5, 12, 9))}
    look = worn_picture("looks/1.webp", "look", "1", DRESS, boxes)
    items = boutique_items(read_shop(write_shop(tmp_path, [SHIRT, DRESS], [*page(SHIRT), look])))
    in_look = {item.product: item for item in items if item.domain == "street"}
    # Whoever wears it, a product keeps its own split: the look was made for a test product.
    assert {name: item.split for name, item in in_look.items()} == {DRESS.id: "test", SHIRT.id: "train"}
    cut = in_look[SHIRT.id].cut
    assert cut is not None and cut.mask().any()
    assert in_look[SHIRT.id].attributes["colour"] == SHIRT.colour
    views = [item.view for item in items if item.domain == "worn" and item.product == SHIRT.id]
    assert sorted(views) == ["back", "detail", "front", "left", "right"]
    assert len({item.key for item in items}) == len(items)


def test_photos_of_single_garments_are_their_own_product(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for name in "abc":
        Image.new("RGB", (8, 8)).save(tmp_path / "images" / f"{name}.jpg")
    rows = ["image,sender_id,label,kids", "a,1,T-Shirt,False", "b,1,Longsleeve,False", "c,2,Skirt,False"]
    (tmp_path / "images.csv").write_text("\n".join(rows), "utf-8")
    shirt, skirt = read_items(clothing=tmp_path)
    # A long sleeve may be a T-shirt or a sweater, which are of two categories.
    assert (shirt.product, shirt.broad, shirt.attributes) == ("clothing-a", Broad.TOPWEAR, {"sleeve": "short"})
    assert (skirt.product, skirt.broad, skirt.attributes) == ("clothing-c", Broad.SKIRTS, {})
    assert shirt.product != skirt.product


def street(folder: Path) -> Path:
    for name in ("photos", "annotations/pixel-level"):
        (folder / name).mkdir(parents=True)
    labels = np.zeros((80, 60), np.uint8)
    labels[4:40, 6:50] = 1
    labels[44:60, 10:40] = 2
    savemat(str(folder / "annotations/pixel-level/0001.mat"), {"groundtruth": labels})
    names = np.empty((1, 3), object)
    names[0] = [np.array([name]) for name in ("null", "dress", "bag")]
    savemat(str(folder / "label_list.mat"), {"label_list": names})
    pixels = np.zeros((80, 60, 3), np.uint8)
    pixels[labels == 1] = (200, 0, 0)
    Image.fromarray(pixels).save(folder / "photos/0001.jpg")
    return folder


def test_labelled_articles_of_street_photos(tmp_path: Path) -> None:
    dress, bag = read_items(street=street(tmp_path))
    assert (dress.broad, bag.broad) == (Broad.DRESSES, Broad.BAGS)
    assert dress.split == bag.split and dress.product != bag.product
    assert dress.cut is not None and bag.cut is not None
    assert (dress.cut.box, int(dress.cut.mask().sum())) == ((6.0, 4.0, 50.0, 40.0), 36 * 44)
    assert int(bag.cut.mask().sum()) == 16 * 30
    middle = dress.crop(32)[16, 16]
    assert middle[0] > 150 and middle[1] < 80


@pytest.mark.parametrize("fold", [0, 1, 2])
def test_the_fold_moves_luma(tmp_path: Path, fold: int) -> None:
    names = [f"mp{number:02d}-black_main" for number in range(30)]
    items = luma_items(luma(tmp_path, *names), fold)
    assert {"train", "test"} <= {item.split for item in items}
    assert [item.split for item in items] != [item.split for item in luma_items(tmp_path, (fold + 1) % 3)]
