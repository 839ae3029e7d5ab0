from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.detection import PADDING_GREY, Detection, FindArticles, pad, paste, shrink
from pipeline.look import Box, Look
from pipeline.photo import Photo


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


@pytest.mark.parametrize(
    "box", [(10.0, 20.0, 60.0, 90.0), (3.4, 7.7, 41.2, 30.1), (-5.0, -3.0, 20.0, 120.0), (70.0, 90.0, 79.0, 99.0)]
)
def test_paste_agrees_with_torchvision(box: Box) -> None:
    torch = pytest.importorskip("torch")
    from torchvision.models.detection.roi_heads import paste_masks_in_image

    y, x = np.mgrid[:28, :28]
    mask = (1 / (1 + np.exp((np.hypot(y - 13.5, x - 13.5) - 9) / 2))).astype(np.float32)
    ours, core = paste(mask, box, grey(100, 80))
    theirs = (
        paste_masks_in_image(torch.from_numpy(mask)[None, None], torch.tensor([box]), (100, 80))[0, 0].numpy() >= 0.5
    )
    union, both = (ours | theirs).sum(), (ours & theirs).sum()
    # torchvision rounds the box to whole pixels in another way: a one-pixel rim may differ, no more.
    assert union == 0 or both / union > 0.85
    assert not (core & ~ours).any()


def test_paste_of_a_full_mask_fills_its_box() -> None:
    pasted, _ = paste(np.ones((28, 28), np.float32), (10.0, 20.0, 66.0, 76.0), grey(100, 80))
    inside = pasted[20:76, 10:66]
    assert inside.mean() > 0.99 and pasted.sum() - inside.sum() <= 4 * 56


def test_the_core_is_where_the_probability_is_near_its_greatest() -> None:
    mask = np.full((28, 28), 0.7, np.float32)
    mask[4:12, 4:24] = 0.9
    pasted, core = paste(mask, (0.0, 0.0, 56.0, 56.0), grey(60, 60))
    assert core[10:22, 12:44].all() and not core[30:].any()
    assert pasted[2:54, 2:54].all()
    unsure, its_core = paste(mask / 2, (0.0, 0.0, 56.0, 56.0), grey(60, 60))
    assert not unsure.any() and not its_core.any()


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
