"""Crops of shops' goods, with the types that the shops' tables say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from data.taxonomy import Broad
from models.embedding.shops import boutique_examples, luma_examples
from models.similarity.items import fold_split
from pipeline.crops import CROP_SIZE, product_crop
from pipeline.detection import Detection
from pipeline.photo import Photo, open_photo
from tests.data.boutique.tiny import one, page, write_shop
from tests.data.luma.test_pants import ROWS, write


def test_the_boutiques_goods_are_cut_on_white_and_worn(tmp_path: Path) -> None:
    learned, held_out = one("palazzos", "train"), one("capris", "validation")
    shop = write_shop(tmp_path, [learned, held_out], [*page(learned), *page(held_out)])
    examples = list(boutique_examples(shop))
    assert {(e.split, *e.allowed) for e in examples} == {("train", "palazzos"), ("validation", "capris")}
    assert len(examples) == 2 + 2 * 5
    assert len({e.key for e in examples}) == len(examples)
    white = next(e for e in examples if e.key == f"{learned.image}#{learned.id}")
    assert (white.crop == product_crop(open_photo(shop / learned.image).pixels)).all()
    assert all(e.crop.shape == (CROP_SIZE, CROP_SIZE, 3) for e in examples)
    assert len(list(boutique_examples(shop, 3))) == 3


class Legs:
    """Sees trousers where the photo is dark, a less certain second pair, and a bag; nothing in bright photos."""

    def detect(self, photo: Photo) -> list[Detection]:
        dark = photo.pixels.max(axis=2) < 50
        if not dark.any():
            return []
        box, whole = (10.0, 20.0, 50.0, 100.0), (0.0, 0.0, 60.0, 120.0)
        return [
            Detection(Broad.BAGS, 0.99, whole, dark),
            Detection(Broad.BOTTOMWEAR, 0.6, whole, dark),
            Detection(Broad.BOTTOMWEAR, 0.9, box, dark),
        ]


def test_lumas_trousers_are_cut_from_the_fronts(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    (tmp_path / "images").mkdir()
    pixels = np.full((120, 60, 3), 255, np.uint8)
    blank = Image.fromarray(pixels)
    pixels[20:100, 10:50] = 0
    for name in ("mp07-black_main", "mp07-black_back", "wp06-red_main", "mh01-red_main", "wp99-blue_alt1"):
        Image.fromarray(pixels).save(tmp_path / "images" / f"{name}.jpg")
    blank.save(tmp_path / "images" / "mp08-white_main.jpg")
    examples = list(luma_examples(tmp_path, detector=Legs()))
    assert [(e.key, set(e.allowed)) for e in examples] == [
        ("mp07-black_main", {"track pants"}),
        ("wp06-red_main", {"capris"}),
    ]
    in_training = [fold_split(product, 0) == "train" for product in ("mp07", "wp06")]
    assert [e.split == "train" for e in examples] == in_training
    # The more certain trousers: black from edge to edge but for the margin.
    assert examples[0].crop[CROP_SIZE // 2, CROP_SIZE // 2].max() < 30
    assert examples[0].crop[CROP_SIZE // 2, 2].min() > 200
