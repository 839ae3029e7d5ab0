from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.look import Box
from pipeline.pasting import CATEGORY_POWER, CORE_SHARE, CategoryMap, _enlarge, paste
from pipeline.photo import Photo


def grey(height: int, width: int) -> Photo:
    return Photo("grey", np.full((height, width, 3), 90, np.uint8))


def round_mask() -> NDArray[np.float32]:
    y, x = np.mgrid[:28, :28]
    return (1 / (1 + np.exp((np.hypot(y - 13.5, x - 13.5) - 9) / 2))).astype(np.float32)


@pytest.mark.parametrize(
    "box", [(10.0, 20.0, 60.0, 90.0), (3.4, 7.7, 41.2, 30.1), (-5.0, -3.0, 20.0, 120.0), (70.0, 90.0, 79.0, 99.0)]
)
def test_paste_agrees_with_torchvision(box: Box) -> None:
    torch = pytest.importorskip("torch")
    from torchvision.models.detection.roi_heads import paste_masks_in_image

    mask = round_mask()
    ours, core = paste(mask, box, grey(100, 80))
    theirs = (
        paste_masks_in_image(torch.from_numpy(mask)[None, None], torch.tensor([box]), (100, 80))[0, 0].numpy() >= 0.5
    )
    union, both = (ours | theirs).sum(), (ours & theirs).sum()
    # torchvision rounds the box to whole pixels in another way: a one-pixel rim may differ, no more.
    assert union == 0 or both / union > 0.85
    assert core is None


def test_paste_of_a_full_mask_fills_its_box() -> None:
    pasted, _ = paste(np.ones((28, 28), np.float32), (10.0, 20.0, 66.0, 76.0), grey(100, 80))
    inside = pasted[20:76, 10:66]
    assert inside.mean() > 0.99 and pasted.sum() - inside.sum() <= 4 * 56


def test_the_core_is_where_mask_and_category_agree() -> None:
    """The mask is surer on the left, the category's map on the right; above, the map sees something else."""
    mask = np.full((28, 28), 0.9, np.float32)
    mask[:, 14:] = 0.8
    seen = np.full((32, 32), 0.4, np.float32)
    seen[:, 16:] = 0.9
    seen[:12] = 0.1
    pasted, core = paste(mask, (4.0, 4.0, 60.0, 60.0), grey(64, 64), CategoryMap(seen, (2.0, 2.0)))
    assert core is not None
    # 0.8 * 0.9 ** 0.5 is more than 0.9 * 0.4 ** 0.5.
    assert core[30:56, 38:56].all() and not core[:, :28].any() and not core[:24].any()
    assert pasted[6:58, 6:58].all() and not (core & ~pasted).any()


@pytest.mark.parametrize("box", [(10.0, 20.0, 60.0, 90.0), (-5.0, -3.0, 20.0, 120.0), (40.0, 30.0, 80.0, 100.0)])
def test_the_core_is_that_of_a_loop_over_the_photos_pixels(box: Box) -> None:
    """With a cell of one pixel nothing is interpolated: mask times root of the map, pixel by pixel."""
    seen = np.random.default_rng(0).random((100, 80)).astype(np.float32)
    pasted, core = paste(round_mask(), box, grey(100, 80), CategoryMap(seen, (1.0, 1.0)))
    assert core is not None
    soft = _probabilities(round_mask(), box, (100, 80))
    certainty = {(y, x): soft[y, x] * seen[y, x] ** CATEGORY_POWER for y, x in zip(*np.nonzero(pasted), strict=True)}
    best = max(certainty.values())
    wanted = {place for place, value in certainty.items() if value >= CORE_SHARE * best}
    assert {(y, x) for y, x in zip(*np.nonzero(core), strict=True)} == wanted


def _probabilities(mask: NDArray[np.float32], box: Box, size: tuple[int, int]) -> NDArray[np.float32]:
    left, top, part = _enlarge(mask, box)
    whole = np.zeros((size[0] + 200, size[1] + 200), np.float32)
    whole[100 + top : 100 + top + part.shape[0], 100 + left : 100 + left + part.shape[1]] = part
    return whole[100 : 100 + size[0], 100 : 100 + size[1]]


def test_a_map_of_odd_cells_covers_the_whole_photo() -> None:
    """A photo's last pixel may be in the middle of a cell, or at the end of the last one but for rounding."""
    for width, cells in ((550, 192), (1600, 191), (333, 100)):
        full = CategoryMap(np.ones((50, cells), np.float32), (width / cells, 2.0))
        assert np.allclose(full.within(0, 0, width, 100), 1)
        assert full.within(width - 1, 99, width, 100).shape == (1, 1)


def test_a_mask_that_nothing_is_sure_of_has_no_core() -> None:
    everywhere = CategoryMap(np.ones((30, 30), np.float32), (2.0, 2.0))
    pasted, core = paste(round_mask() / 3, (0.0, 0.0, 56.0, 56.0), grey(60, 60), everywhere)
    assert not pasted.any() and core is None
