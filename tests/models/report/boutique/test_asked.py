from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import VIEWS, Broad
from models.report.boutique.asked import AskedOnce
from pipeline.detection import Detection
from pipeline.look import Keypoints
from pipeline.photo import Photo


class Counting:
    """All three networks; their answers tell the picture's first pixel."""

    model = "views@test"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def detect(self, photo: Photo) -> list[Detection]:
        self.asked.append(f"detector {photo.name}")
        mask = np.ones(photo.pixels.shape[:2], np.bool_)
        return [Detection(Broad.BAGS, float(photo.pixels[0, 0, 0]) / 255, (0, 0, photo.width, photo.height), mask)]

    def estimate(self, photo: Photo) -> Keypoints:
        self.asked.append(f"keypoints {photo.name}")
        return Keypoints.from_array(np.full((17, 3), photo.pixels[0, 0, 0] / 255))

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        self.asked += [f"views {photo.name}" for photo in photos]
        return np.stack([np.full(len(VIEWS), photo.pixels[0, 0, 0], np.float32) for photo in photos])


def plain(name: str, grey: int, height: int = 40) -> Photo:
    return Photo(name, np.full((height, 32, 3), grey, np.uint8))


def test_the_same_pixels_are_asked_about_once_by_whatever_name() -> None:
    networks = Counting()
    once = AskedOnce(networks, networks, networks)
    first, renamed, darker, taller = plain("a", 255), plain("b", 255), plain("c", 51), plain("d", 255, 48)
    for photo in (first, renamed, darker, taller, first):
        assert once.articles(photo).articles[0].score == photo.pixels[0, 0, 0] / 255
        assert once.estimate(photo)["nose"][2] == photo.pixels[0, 0, 0] / 255
    assert once.classify([darker, renamed, darker])[:, 0].tolist() == [51, 255, 51]
    assert networks.asked == [
        *("detector a", "keypoints a", "detector c", "keypoints c", "detector d", "keypoints d"),
        *("views c", "views b"),
    ]


def test_no_photos_have_no_views() -> None:
    networks = Counting()
    assert AskedOnce(networks, networks, networks).classify([]).shape == (0, len(VIEWS))
