from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.poses.pose import INDEX, INVISIBLE, UNKNOWN, LabelledPose
from models.keypoints.evaluate import ABOVE_KNEES, as_array, cuts
from models.keypoints.figures import Tally, calibration_error
from models.keypoints.tune import calibrate, platt, threshold_table
from pipeline.look import Keypoints
from pipeline.photo import Photo
from tests.data.poses.people import SIZE, coco_person

PHOTO = Photo("x", np.zeros((SIZE[1], SIZE[0], 3), np.uint8))


def pose(chin: float | None = 74.0) -> LabelledPose:
    return LabelledPose(
        "x", Path("x"), "validation", coco_person()[:, :2], np.ones(17, bool), np.ones(17, np.int8), chin
    )


def test_pck_counts_visible_points_within_a_twentieth_of_the_height() -> None:
    found = coco_person()
    limit = 0.05 * (360 - 42)
    found[INDEX["left_eye"], 0] += limit - 0.1
    found[INDEX["right_eye"], 0] += limit + 0.1
    hidden = pose()
    hidden.visible[INDEX["left_ankle"]] = INVISIBLE
    found[INDEX["left_ankle"], 0] += 100
    tally = Tally()
    tally.places(hidden, found)
    figures = tally.figures()
    assert figures["pck@0.05 eyes"] == 0.5
    assert figures["pck@0.05 ankles"] == 1.0
    assert figures["pck@0.05"] == pytest.approx(15 / 16, abs=1e-4)


def test_visibility_leaves_out_the_unknown() -> None:
    visible = np.full(17, UNKNOWN, np.int8)
    visible[[INDEX["left_eye"], INDEX["right_eye"], INDEX["left_ankle"]]] = (1, 0, 0)
    found = coco_person()
    found[:, 2] = 0.9
    tally = Tally()
    tally.visibility(visible, found)
    figures = tally.figures()
    assert figures["visibility accuracy eyes"] == 0.5
    assert figures["visibility accuracy ankles"] == 0.0
    assert figures["visibility accuracy all points"] == pytest.approx(1 / 3, abs=1e-4)


def test_full_shot_rates_and_thresholds() -> None:
    whole = Keypoints.from_array(coco_person())
    footless = Keypoints.from_array(coco_person(left_ankle=(114, 360, 0.4)))
    tally = Tally()
    for keypoints in (whole, whole, whole, footless):
        tally.verdict("whole", keypoints, PHOTO)
    assert tally.figures()["full shot: whole"] == 0.75
    assert tally.figures()["full shot: whole, photos"] == 4
    rates = {(eye, ankle): rate["whole"] for eye, ankle, rate in threshold_table(tally)}
    assert rates[0.5, 0.4] == 1.0
    assert rates[0.5, 0.5] == 0.75


def test_calibration_error_by_hand() -> None:
    said = np.array([0.95, 0.95, 0.15, 0.15])
    so = np.array([True, False, False, False])
    assert calibration_error(said, so) == pytest.approx((abs(1.9 - 1) + abs(0.3 - 0)) / 4)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0.0
    assert calibration_error(np.array([]), np.array([], bool)) == 0.0


def test_cuts_leave_no_knees_and_no_chin() -> None:
    windows = cuts(pose(), PHOTO)
    assert windows["cut above the knees"] == (0, 0, 200, int(280 - ABOVE_KNEES * 318))
    assert windows["cut below the chin"] == (0, 74, 200, 400)
    assert "cut below the chin" not in cuts(pose(chin=None), PHOTO)


def test_platt_finds_the_scale_and_shift_that_made_the_data() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, 20_000)
    truths = rng.random(20_000) < 1 / (1 + np.exp(-(0.5 * logits - 1.0)))
    scale, shift = platt(logits, truths)
    assert scale == pytest.approx(0.5, abs=0.04)
    assert shift == pytest.approx(-1.0, abs=0.06)


def test_each_group_of_points_gets_its_own_calibration() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (3000, 17))
    visible = (rng.random((3000, 17)) < 1 / (1 + np.exp(-logits))).astype(np.int8)
    eye = INDEX["left_eye"]
    visible[:, eye] = visible[:, INDEX["right_eye"]] = (logits[:, eye] > 1).astype(np.int8)
    visible[:1500, INDEX["left_ankle"]] = UNKNOWN
    scale, shift = calibrate(logits, visible)
    assert scale[INDEX["left_ankle"]] == scale[INDEX["right_ankle"]] == pytest.approx(1.0, abs=0.15)
    assert shift[INDEX["left_ankle"]] == pytest.approx(0.0, abs=0.15)
    assert shift[eye] == shift[INDEX["right_eye"]] != shift[INDEX["nose"]]


def test_as_array_keeps_the_order() -> None:
    np.testing.assert_allclose(as_array(Keypoints.from_array(coco_person())), coco_person())
