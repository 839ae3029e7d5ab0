"""Networks of a toy size on maps made by hand, in which each article's place is lit in its class's channel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from data.street import split_of
from data.taxonomy import BROAD_CATEGORIES
from labeling.study.evaluate import detect
from labeling.study.features import LEVELS, MIRRORED, PLAIN, PhotoFeatures, View
from labeling.study.learner import StreetLearner
from labeling.study.rounds import Learned
from labeling.study.train import LearningRecipe, batches, train
from models.detector.dataset import CLASS_OF

SIZE = (96, 64)  # height and width of a view; photos are twice as large
IDS = {split: [f"{n:04d}" for n in range(200) if split_of(f"{n:04d}") == split] for split in ("train", "validation")}
QUICK = LearningRecipe(steps=4, batch=2)


def a_photo(photo_id: str, seed: int | None = None) -> PhotoFeatures:
    """Two articles, as plain and as mirrored view."""
    chance = np.random.default_rng(int(photo_id) if seed is None else seed)
    low = chance.integers(0, [24, 40], (2, 2))
    boxes = np.concatenate([low, low + chance.integers(24, 40, (2, 2))], axis=1).astype(np.float32)
    labels = chance.choice(7, 2, replace=False).astype(np.int64) + 1
    flipped = boxes.copy()
    flipped[:, [0, 2]] = SIZE[1] - boxes[:, [2, 0]]
    return PhotoFeatures(photo_id, (128, 192), [a_view(boxes, labels), a_view(flipped, labels)])


def a_view(boxes: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> View:
    maps = {}
    for name in LEVELS:
        stride = int(name)
        level = np.zeros((8, SIZE[0] // stride, SIZE[1] // stride), np.float16)
        for (x0, y0, x1, y1), label in zip((boxes / stride).round().astype(int), labels, strict=True):
            level[label, y0:y1, x0:x1] = 2
        maps[name] = level
    return View(maps, boxes, labels)


def truth(photos: list[PhotoFeatures]) -> dict[str, Any]:
    """COCO instances in pixels of the photos."""
    images = [{"id": n, "file_name": f"{one.id}.jpg"} for n, one in enumerate(photos, start=1)]
    annotations: list[dict[str, Any]] = []
    for number, one in enumerate(photos, start=1):
        for (x0, y0, x1, y1), label in zip(one.views[PLAIN].boxes * 2, one.views[PLAIN].labels, strict=True):
            box = [float(x0), float(y0), float(x1 - x0), float(y1 - y0)]
            annotations.append({"id": len(annotations) + 1, "image_id": number, "category_id": int(label), "bbox": box,
                                "area": box[2] * box[3], "iscrowd": 0})  # fmt: skip
    categories = [{"id": CLASS_OF[broad], "name": broad.value} for broad in BROAD_CATEGORIES]
    return {"images": images, "annotations": annotations, "categories": categories}


def a_learner(photos: list[PhotoFeatures], recipe: LearningRecipe = QUICK, measured: int = 4) -> StreetLearner:
    validation = [a_photo(name) for name in IDS["validation"][:measured]]
    return StreetLearner(photos, validation, truth(validation), SIZE, recipe)


def rows(learned: Learned) -> list[Any]:
    return [
        [one.sha256, one.live.to_rows(), *(seen.to_rows() for seen in one.others.values())] for one in learned.evidence
    ]


def test_a_validation_photo_is_never_labelled() -> None:
    photos = [a_photo(name) for name in [*IDS["train"][:3], IDS["validation"][0]]]
    with pytest.raises(ValueError, match=f"must not be labelled: {IDS['validation'][0]}"):
        a_learner(photos)


def test_the_same_seed_gives_the_same_and_labels_of_waiting_photos_change_nothing() -> None:
    names = IDS["train"][:6]
    known, hidden = [a_photo(name) for name in names[:4]], [a_photo(name) for name in names[4:]]
    other = [photo._replace(views=[v._replace(boxes=v.boxes[:1] * 0 + 9, labels=v.labels[:1]) for v in photo.views])
             for photo in hidden]  # fmt: skip
    one = a_learner([*known, *hidden]).learn(names[:4], names[4:], seed=5)
    again = a_learner([*known, *other]).learn(names[:4], names[4:], seed=5)
    assert (one.ap, rows(one), one.articles) == (again.ap, rows(again), 8)
    assert [evidence.sha256 for evidence in one.evidence] == names[4:]
    assert list(one.evidence[0].others) == ["mirrored", "snapshot 1", "snapshot 2"]
    assert rows(one) != rows(a_learner([*known, *hidden]).learn(names[:4], names[4:], seed=6))


def test_every_photo_is_shown_before_any_is_shown_again() -> None:
    photos = [a_photo(name) for name in IDS["train"][:5]]
    home = {id(view): photo.id for photo in photos for view in photo.views}
    shown = [home[id(view)] for batch in batches(photos, LearningRecipe(steps=5, batch=3), seed=0) for view in batch]
    for start in (0, 5, 10):
        assert sorted(shown[start : start + 5]) == IDS["train"][:5]


@pytest.mark.slow
def test_it_learns_where_things_are_and_the_mirror_image_says_the_same() -> None:
    names = IDS["train"][:60]
    photos = [a_photo(name) for name in names]
    learned = a_learner(photos, LearningRecipe(steps=150, batch=4), measured=20).learn(names, [], seed=0)
    assert sum(learned.ap.values()) / len(learned.ap) > 0.5
    network, *_ = train(photos, SIZE, QUICK, 0, lambda steps: None)
    network.boxes.score_thresh = 0.0
    swapped = [photo._replace(views=[photo.views[MIRRORED], photo.views[PLAIN]]) for photo in photos[:5]]
    for seen, other in zip(detect(network, photos[:5], mirrored=True), detect(network, swapped), strict=True):
        boxes = other.boxes.copy()
        boxes[:, [0, 2]] = 128 - other.boxes[:, [2, 0]]
        assert len(seen) > 5
        np.testing.assert_allclose(seen.boxes, boxes, atol=1e-3)
