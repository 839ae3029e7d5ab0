from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sqlalchemy.orm import Session

from labeling.corrections import corrections, mask_of
from labeling.found import Found
from labeling.pool import Pool
from labeling.queue import State, move
from labeling.tables import TruthRow, ViewRow
from labeling.views import LIVE
from pipeline.look import Mask
from tests.labeling.conftest import fill

SIZE = (360, 240)


def triangle(x0: int, y0: int, x1: int, y1: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The lower left half of a box."""
    mask = np.zeros(SIZE, np.bool_)
    for y in range(y0, y1):
        mask[y, x0 : x0 + 1 + round((x1 - x0 - 1) * (y - y0) / (y1 - y0 - 1))] = True
    return mask


def box_of(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, ...]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1] + 1), int(rows[-1] + 1)


@pytest.fixture
def view() -> ViewRow:
    skirt, bag = (40, 100, 120, 300), (150, 200, 200, 260)
    found = Found.from_rows([[3, 0.9, *skirt], [6, 0.6, *bag]])
    masks = [Mask.encode(triangle(*box)).counts for box in (skirt, bag)]
    return ViewRow(member=LIVE, model="detector@0.1.0", boxes=found.to_rows(), masks=masks)


def test_a_corrected_box_gets_the_detectors_mask_stretched_to_it(view: ViewRow) -> None:
    box = (50, 110, 140, 330)
    mask = mask_of("skirts", [50.2, 109.8, 140.4, 329.6], view, SIZE)
    assert box_of(mask) == box
    wanted = triangle(*box)
    assert (mask & wanted).sum() > 0.97 * (mask | wanted).sum()


def test_a_changed_class_keeps_the_shape(view: ViewRow) -> None:
    same = mask_of("dresses", [40, 100, 120, 300], view, SIZE)
    assert np.array_equal(same, triangle(40, 100, 120, 300))


@pytest.mark.parametrize("with_view", [True, False])
def test_a_box_that_the_detector_missed_gets_an_ellipse_that_fills_it(view: ViewRow, with_view: bool) -> None:
    mask = mask_of("jeans", [10, 310, 90, 350], view if with_view else None, SIZE)
    assert box_of(mask) == (10, 310, 90, 350)
    assert mask.sum() == pytest.approx(np.pi * 40 * 20, rel=0.05)


def test_a_box_at_the_edge_stays_in_the_picture() -> None:
    mask = mask_of("jeans", [200.4, 300.2, 240.0, 360.0], None, SIZE)
    assert mask.shape == SIZE and box_of(mask) == (200, 300, 240, 360)


def test_only_accepted_photos_become_corrections(pool: Pool) -> None:
    photos = fill(pool, 3)
    with Session(pool.engine) as session, session.begin():
        for sha256, last in zip(photos, (State.ACCEPTED, State.REJECTED, State.ACCEPTED), strict=True):
            steps = (State.NEW, State.SCORED, State.SENT, State.LABELLED, last)
            for before, after in pairwise(steps):
                assert move(session, sha256, before, after, "")
        rows: list[list[object]] = [["jeans", 20.0, 30.0, 120.0, 330.0]]
        session.add(TruthRow(sha256=photos[0], articles=rows, taggers=1, decided_at=0.0))
        session.add(TruthRow(sha256=photos[2], articles=[], taggers=1, decided_at=0.0))
        session.flush()
        coco = corrections(session)
    assert {image["photo"] for image in coco["images"]} == {photos[0], photos[2]}
    (one,) = coco["annotations"]
    assert one["bbox"] == [20.0, 30.0, 100.0, 300.0]
    assert Mask.model_validate(one["segmentation"]).area == one["area"]
    assert coco == corrections(session)
