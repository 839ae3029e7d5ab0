from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from data.taxonomy import Broad
from models.detector.dataset import CLASS_OF
from models.detector.pseudo import agreeing, label_tagged, labelled_examples, tagged_counts
from pipeline.detection import Detection
from pipeline.photo import Photo
from tests.data.street.test_read import folder, label_map

MASK = np.zeros((100, 80), np.bool_)
MASK[10:60, 10:60] = True


def seen(broad: Broad, score: float) -> Detection:
    return Detection(broad, score, (10.0, 10.0, 60.0, 60.0), MASK)


def test_tags_count_articles_and_shoes_are_a_pair() -> None:
    assert tagged_counts(frozenset({"jacket", "sweater", "boots", "shoes", "skin"})) == {
        Broad.OUTERWEAR: 2,
        Broad.FOOTWEAR: 1,
    }


def test_only_what_the_tags_say_is_kept() -> None:
    detections = [seen(Broad.SKIRTS, 0.9), seen(Broad.DRESSES, 0.8), seen(Broad.SKIRTS, 0.6)]
    kept = agreeing(detections, frozenset({"skirt"}))
    assert kept is not None and [(d.broad, d.score) for d in kept] == [(Broad.SKIRTS, 0.9)]


def test_a_known_article_that_nobody_found_spoils_the_photo() -> None:
    assert agreeing([seen(Broad.SKIRTS, 0.9)], frozenset({"skirt", "bag"})) is None
    assert agreeing([seen(Broad.SKIRTS, 0.1)], frozenset({"skirt"})) is None
    assert agreeing([seen(Broad.SKIRTS, 0.9)], frozenset({"skin"})) is None


class Teacher:
    def detect(self, photo: Photo) -> list[Detection]:
        return [seen(Broad.FOOTWEAR, 0.9), seen(Broad.BOTTOMWEAR, 0.7), seen(Broad.BAGS, 0.99)]


def test_labels_become_examples(tmp_path: Path) -> None:
    street, out = folder(tmp_path, label_map()), tmp_path / "labels.json"
    assert label_tagged(Teacher(), street, out) == 1
    assert [a["broad"] for a in json.loads(out.read_text())["photos"][0]["articles"]] == ["bottomwear", "footwear"]
    (item,) = labelled_examples(out, street)
    assert sorted(item.classes) == sorted((CLASS_OF[Broad.FOOTWEAR], CLASS_OF[Broad.BOTTOMWEAR]))
