from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from data.taxonomy import Broad
from pipeline.detection import Detection, FindArticles
from pipeline.look import FullShot, Look
from pipeline.photo import Photo
from pipeline.windows import MOST, SHAPE, is_cut, windows

WIDE = (900, 300)


@pytest.mark.parametrize(("width", "height"), [(550, 830), (600, 600), (1100, 1000)])
def test_photos_that_are_not_wide_are_not_cut(width: int, height: int) -> None:
    assert windows(width, height) == []


@pytest.mark.parametrize(("width", "height"), [(1200, 1000), (1600, 1067), (1600, 500), (1600, 300)])
def test_windows_are_upright_and_leave_nothing_out(width: int, height: int) -> None:
    cut = windows(width, height)
    assert cut[0][0] == 0
    assert cut[-1][1] == width
    assert len(cut) <= MOST
    assert {right - left for left, right in cut} == {round(SHAPE * height)}
    assert all(one[1] >= following[0] for one, following in pairwise(cut))


def test_what_a_windows_edge_cuts_is_told_from_what_the_photos_edge_cuts() -> None:
    assert is_cut((100.0, 0.0, 150.0, 50.0), (100, 300), 900)
    assert is_cut((250.0, 0.0, 299.0, 50.0), (100, 300), 900)
    assert not is_cut((110.0, 0.0, 290.0, 50.0), (100, 300), 900)
    assert not is_cut((0.0, 0.0, 150.0, 50.0), (0, 200), 900)
    assert not is_cut((750.0, 0.0, 900.0, 50.0), (700, 900), 900)


class Near:
    """Sees red squares, but only where they are large: in windows. Their brightness is their score."""

    def detect(self, photo: Photo) -> list[Detection]:
        if photo.width > photo.height:
            return []
        red = photo.pixels[:, :, 0]
        return [self._seen(red == value) for value in np.unique(red[red > 0])]

    @staticmethod
    def _seen(mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Detection:
        rows, columns = np.nonzero(mask)
        box = (float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
        return Detection(Broad.BAGS, 0.5 + columns.size / 10_000, box, mask, mask)


def look(**known: FullShot) -> Look:
    return Look(photo="group", width=WIDE[0], height=WIDE[1], **known)


def group() -> Photo:
    pixels = np.zeros((WIDE[1], WIDE[0], 3), np.uint8)
    for number, (left, size) in enumerate(((20, 40), (190, 60), (600, 50), (860, 40))):
        pixels[100 : 100 + size, left : left + size, 0] = 100 + number
    return Photo("group", pixels)


def test_each_of_a_group_is_found_once_and_in_its_place() -> None:
    found = FindArticles(Near())(group(), look()).articles
    assert [each.id for each in found] == ["a1", "a2", "a3", "a4"]
    assert sorted(each.box for each in found) == [
        (20.0, 100.0, 60.0, 140.0),
        (190.0, 100.0, 250.0, 160.0),
        (600.0, 100.0, 650.0, 150.0),
        (860.0, 100.0, 900.0, 140.0),
    ]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        x0, y0, x1, y1 = map(int, each.box)
        mask = np.zeros((WIDE[1], WIDE[0]), bool)
        mask[y0:y1, x0:x1] = True
        assert (each.mask.decode() == mask).all()
        assert each.core is not None
        assert (each.core.decode() == mask).all()


def test_one_whole_person_in_a_wide_photo_is_looked_at_once() -> None:
    whole = FullShot(is_full_shot=True, reason="A whole person is in the photo.")
    assert FindArticles(Near())(group(), look(full_shot=whole)).articles == ()
