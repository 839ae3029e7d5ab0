from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from data.boutique.read import read_shop
from data.boutique.truth_records import Logo
from data.taxonomy import BROAD_CATEGORIES, Broad
from models.detector.network import mask_rcnn
from models.detector.train import Recipe
from models.logos import in_detector
from models.logos.examples import Branded
from models.logos.in_detector import LOGO, look_in_pictures, with_logo_class, with_logos
from models.similarity.items import Cut, Item
from tests.data.boutique.tiny import one, worn_picture, write_shop

RECIPE = Recipe(trunk="lite0")


def test_logos_lie_on_top_of_the_articles(tmp_path: Path) -> None:
    top = one("t-shirts", "train")
    look = worn_picture("looks/look-1.webp", "look", "look-1", top, {"top": (top, (20, 20, 60, 60))})
    shop = read_shop(write_shop(tmp_path, [top], [look]))
    picture = next(each for each in shop.pictures if each.kind == "look")
    item = with_logos(shop, replace(picture, logos=(Logo(top.id, (30, 40, 10, 5)),)))
    assert item.classes[-1] == LOGO == len(BROAD_CATEGORIES) + 1
    assert np.argwhere(item.instances.numpy() == 2).min(0).tolist() == [40, 30]
    assert np.argwhere(item.instances.numpy() == 2).max(0).tolist() == [44, 39]
    assert int((item.instances == 1).sum()) == 40 * 40 - 50


@pytest.mark.slow
def test_the_new_class_leaves_what_was_learned_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(0)
    learned = mask_rcnn(len(BROAD_CATEGORIES), "lite0").state_dict()
    torch.save({"averaged": learned}, tmp_path / "weights.pt")
    state = with_logo_class(tmp_path / "weights.pt", RECIPE).state_dict()
    grown = {name for name, weight in learned.items() if weight.shape != state[name].shape}
    assert {name.split(".")[-2] for name in grown} == {"cls_score", "bbox_pred", "mask_fcn_logits"}
    for name, weight in learned.items():
        assert torch.equal(state[name][: len(weight)] if weight.ndim else state[name], weight), name


def test_finds_of_the_picture_are_those_of_the_article_they_lie_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (200, 400), "white").save(tmp_path / "1.png")
    mask = np.zeros((400, 200), bool)
    mask[100:200, 50:150] = True
    cut = Cut((50.0, 100.0, 150.0, 200.0), lambda: mask)
    box = (90.0, 140.0, 110.0, 150.0)
    item = Item(
        tmp_path / "1.png", "p", "p", Broad.TOPWEAR, "street", "", {}, "test", "boutique", frozenset({"shirts"}), cut
    )
    article = Branded(item, (box,), "Brand")
    found = [(0.4, box), (0.9, (10.0, 10.0, 30.0, 20.0)), (0.8, (60.0, 110.0, 70.0, 120.0))]
    monkeypatch.setattr(in_detector, "_logos", lambda *_: found)
    (seen,) = look_in_pictures(mask_rcnn(LOGO, "lite0").eval(), [article])
    assert [spot.score for spot in seen.spots] == [0.8, 0.4]
    assert seen.spots[1].box == pytest.approx(seen.truth[0].tolist())
