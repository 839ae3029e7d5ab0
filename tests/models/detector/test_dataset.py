from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from data.taxonomy import Broad
from models.detector.dataset import CLASS_OF, MIN_PIXELS, Articles, Example, Origin, example, target_of


def an_example(classes: tuple[int, ...] = (1, 3), origin: Origin = Origin.HAND) -> Example:
    instances = torch.zeros(200, 140, dtype=torch.uint8)
    instances[20:80, 30:110] = 1
    instances[90:190, 40:100] = 2
    return Example("x", torch.full((3, 200, 140), 128, dtype=torch.uint8), instances, classes, origin)


def test_targets_against_a_loop() -> None:
    rng = np.random.default_rng(0)
    instances = torch.from_numpy(rng.integers(0, 4, (30, 20)).astype(np.uint8))
    target = target_of(instances, (5, 6, 7))
    for n in range(3):
        pixels = [(y, x) for y in range(30) for x in range(20) if instances[y, x] == n + 1]
        ys, xs = [y for y, _ in pixels], [x for _, x in pixels]
        assert target["boxes"][n].tolist() == [min(xs), min(ys), max(xs) + 1, max(ys) + 1]
        assert int(target["masks"][n].sum()) == len(pixels) >= MIN_PIXELS
    assert target["labels"].tolist() == [5, 6, 7]


def test_what_is_cut_off_is_no_article_any_more() -> None:
    instances = torch.zeros(50, 50, dtype=torch.uint8)
    instances[0, :10] = 1
    instances[10:30, 10:30] = 2
    target = target_of(instances, (1, 2))
    assert target["labels"].tolist() == [2] and target["boxes"].shape == (1, 4)
    assert target_of(torch.zeros(50, 50, dtype=torch.uint8), (1, 2))["boxes"].shape == (0, 4)


def test_augmentation_moves_boxes_with_their_pixels() -> None:
    torch.manual_seed(0)
    items = Articles([an_example()] * 40, augment=True)
    for n in range(len(items)):
        photo, target = items[n]
        assert photo.shape[1:] == target["masks"].shape[1:] and photo.min() >= 0 and photo.max() <= 1
        for box, mask in zip(target["boxes"].long().tolist(), target["masks"], strict=True):
            x0, y0, x1, y1 = box
            assert mask[y0:y1, x0:x1].sum() == mask.sum()
            assert mask[y0].any() and mask[y1 - 1].any() and mask[:, x0].any() and mask[:, x1 - 1].any()


def test_only_rendered_pictures_are_seen_close_up() -> None:
    torch.manual_seed(0)
    largest = {}
    for origin in (Origin.HAND, Origin.RENDERED):
        items = Articles([an_example(origin=origin)] * 60, augment=True)
        shares = [mask.float().mean() for n in range(len(items)) for mask in items[n][1]["masks"]]
        largest[origin] = max(map(float, shares))
    # 17 % of the picture; photos are never cropped below 35 % of themselves.
    assert largest[Origin.HAND] < 0.55
    assert largest[Origin.RENDERED] > 0.7


def test_later_articles_lie_on_top(tmp_path: Path) -> None:
    Image.new("RGB", (60, 90)).save(tmp_path / "p.jpg")
    below, above = np.zeros((90, 60), np.bool_), np.zeros((90, 60), np.bool_)
    below[10:80], above[30:40] = True, True
    item = example("p", tmp_path / "p.jpg", [(Broad.OUTERWEAR, below), (Broad.TOPWEAR, above)])
    assert item.classes == (CLASS_OF[Broad.OUTERWEAR], CLASS_OF[Broad.TOPWEAR])
    assert int((item.instances == 2).sum()) == 600 and int((item.instances == 1).sum()) == 3600
