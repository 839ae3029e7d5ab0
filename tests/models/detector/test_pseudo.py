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


def seen(broad: Broad, score: float, left: int = 10) -> Detection:
    mask = np.zeros((100, 80), np.bool_)
    mask[10:60, left : left + 20] = True
    return Detection(broad, score, (left, 10.0, left + 20.0, 60.0), mask)


def test_tags_count_articles_and_shoes_are_a_pair() -> None:
    assert tagged_counts(frozenset({"jacket", "sweater", "boots", "shoes", "skin"})) == {
        Broad.OUTERWEAR: 2,
        Broad.FOOTWEAR: 1,
    }


def test_only_what_the_tags_say_is_kept() -> None:
    detections = [seen(Broad.SKIRTS, 0.9), seen(Broad.DRESSES, 0.8), seen(Broad.SKIRTS, 0.6, 40)]
    kept = agreeing(detections, frozenset({"skirt"}))
    assert kept is not None and [(d.broad, d.score) for d in kept] == [(Broad.SKIRTS, 0.9)]


def test_the_same_cloth_is_not_two_articles() -> None:
    twice = [seen(Broad.OUTERWEAR, 0.9), seen(Broad.OUTERWEAR, 0.8, 14)]
    assert agreeing(twice, frozenset({"coat", "sweater"})) is None
    kept = agreeing([*twice, seen(Broad.OUTERWEAR, 0.2, 50)], frozenset({"coat", "sweater"}))
    assert kept is not None and [d.score for d in kept] == [0.9, 0.2]


def test_a_mistaken_name_is_corrected_where_the_place_is_right() -> None:
    kept = agreeing([seen(Broad.TOPWEAR, 0.9), seen(Broad.SKIRTS, 0.8, 50)], frozenset({"sweater", "skirt"}))
    assert kept is not None and [(d.broad, d.score) for d in kept] == [(Broad.SKIRTS, 0.8), (Broad.OUTERWEAR, 0.9)]
    assert agreeing([seen(Broad.TOPWEAR, 0.3)], frozenset({"sweater"})) is None  # who knows what that is
    assert agreeing([seen(Broad.DRESSES, 0.9)], frozenset({"skirt"})) is None  # the box would be wrong
    taken = [seen(Broad.OUTERWEAR, 0.95), seen(Broad.TOPWEAR, 0.9)]  # one cloth under two names
    assert agreeing(taken, frozenset({"sweater", "coat"})) is None


def test_a_known_article_that_nobody_found_spoils_the_photo() -> None:
    assert agreeing([seen(Broad.SKIRTS, 0.9)], frozenset({"skirt", "bag"})) is None
    assert agreeing([seen(Broad.SKIRTS, 0.1)], frozenset({"skirt"})) is None
    assert agreeing([seen(Broad.SKIRTS, 0.9)], frozenset({"skin"})) is None


class Teacher:
    def detect(self, photo: Photo) -> list[Detection]:
        return [seen(Broad.FOOTWEAR, 0.9), seen(Broad.BOTTOMWEAR, 0.7, 40), seen(Broad.BAGS, 0.99, 60)]


def test_labels_become_examples(tmp_path: Path) -> None:
    street, out = folder(tmp_path, label_map()), tmp_path / "labels.json"
    assert label_tagged(Teacher(), street, out) == 1
    assert [a["broad"] for a in json.loads(out.read_text())["photos"][0]["articles"]] == ["footwear", "bottomwear"]
    (item,) = labelled_examples(out, street)
    assert sorted(item.classes) == sorted((CLASS_OF[Broad.FOOTWEAR], CLASS_OF[Broad.BOTTOMWEAR]))
