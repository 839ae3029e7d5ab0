from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import Broad
from models.zoo import load_model
from pipeline.detection import PADDING_GREY, Detection, FindArticles, OnnxMaskRcnn, pad, shrink
from pipeline.look import Look
from pipeline.photo import Photo, open_photo
from settings import ROOT


def grey(height: int, width: int) -> Photo:
    return Photo("grey", np.full((height, width, 3), 90, np.uint8))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((825, 550), (480, 320)),
        ((550, 825), (320, 480)),
        ((900, 900), (320, 320)),
        ((1600, 400), (480, 120)),  # the long side is the limit
        ((160, 120), (427, 320)),  # small photos are enlarged
        ((32, 1600), (10, 480)),
    ],
)
def test_shrink_keeps_the_ratio(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert shrink(np.zeros((*size, 3), np.uint8), 320, 480).shape[:2] == expected


def test_pad_grows_right_and_down_with_what_is_nothing_to_the_network() -> None:
    padded = pad(np.full((33, 64, 3), 255, np.uint8))
    assert padded.shape == (64, 64, 3) and padded.dtype == np.float32
    assert (padded[:33] == 1).all()
    assert np.allclose((padded[33:] - 127 / 255) / (128 / 255), 0, atol=1e-6) and PADDING_GREY == 127


class Fixed:
    """A detector whose answer is known."""

    def __init__(self, found: list[Detection]) -> None:
        self.found = found

    def detect(self, photo: Photo) -> list[Detection]:
        return self.found


def test_articles_are_numbered_by_certainty_and_empty_masks_dropped() -> None:
    mask: NDArray[np.bool_] = np.zeros((50, 40), np.bool_)
    mask[5:10, 5:10] = True
    box = (5.0, 5.0, 10.0, 10.0)
    found = [
        Detection(Broad.BAGS, 0.2, box, mask),
        Detection(Broad.DRESSES, 0.9, box, mask),
        Detection(Broad.SKIRTS, 0.95, box, np.zeros_like(mask)),
    ]
    look = FindArticles(Fixed(found))(grey(50, 40), Look(photo="x", width=40, height=50))
    assert [(a.id, a.broad, a.score) for a in look.articles] == [("a1", "dresses", 0.9), ("a2", "bags", 0.2)]
    assert (look.articles[0].mask.decode() == mask).all()


def test_the_shipped_detector_says_where_it_is_most_certain() -> None:
    photo = open_photo(ROOT / "data" / "demo" / "looks" / "look-1.webp")
    surely = [found for found in OnnxMaskRcnn(load_model("detector")).detect(photo) if found.score >= 0.8]
    assert len(surely) >= 2
    for found in surely:
        assert found.core is not None and found.core.any()
        assert not (found.core & ~found.mask).any()
        assert found.core.sum() < 0.8 * found.mask.sum()
