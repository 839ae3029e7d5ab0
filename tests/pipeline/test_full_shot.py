from __future__ import annotations

import numpy as np
import pytest

from pipeline import full_shot
from pipeline.full_shot import ANKLE_SEEN, EYE_SEEN, JudgeFullShot, judge
from pipeline.look import KEYPOINT_NAMES, Keypoints, Look
from pipeline.photo import Photo

WIDTH, HEIGHT = 200, 400
EYES = {"left_eye", "right_eye"}
ANKLES = {"left_ankle", "right_ankle"}
HEAD = EYES | {"nose", "left_ear", "right_ear"}
LEGS = ANKLES | {"left_knee", "right_knee"}


def person(hidden: set[str] = frozenset(), **points: tuple[float, float, float]) -> Keypoints:  # type: ignore[assignment]
    """All points in the middle of the photo and seen, but for the hidden ones."""
    return Keypoints(
        points={name: points.get(name, (100.0, 200.0, 0.1 if name in hidden else 0.9)) for name in KEYPOINT_NAMES}
    )


@pytest.mark.parametrize(
    ("hidden", "reason", "missing"),
    [
        (set(), "A whole person is in the photo.", ()),
        (LEGS, "The feet are not in the photo.", ("left_ankle", "right_ankle")),
        (HEAD, "The head is not in the photo.", ("left_eye", "right_eye")),
        # The ears show, so there is a head, only not its face.
        (EYES | {"nose"}, "The person is turned away or the face is hidden.", ("left_eye", "right_eye")),
        ({"left_eye"}, "The face is turned to the side.", ("left_eye",)),
        ({"right_ankle"}, "One foot is hidden or not in the photo.", ("right_ankle",)),
        (
            HEAD | LEGS,
            "Only a part of a person is in the photo: the head and the feet are missing.",
            ("left_eye", "right_eye", "left_ankle", "right_ankle"),
        ),
        (
            EYES | LEGS,
            "The person is turned away or the face is hidden. The feet are not in the photo.",
            ("left_eye", "right_eye", "left_ankle", "right_ankle"),
        ),
        (
            set(KEYPOINT_NAMES),
            "No person stands out in the photo.",
            ("left_eye", "right_eye", "left_ankle", "right_ankle"),
        ),
        # A wrist alone is a hand that holds a bag.
        (set(KEYPOINT_NAMES) - {"left_wrist"}, "No person stands out in the photo.", None),
        # Only a face: still somebody.
        (set(KEYPOINT_NAMES) - HEAD, "The feet are not in the photo.", ("left_ankle", "right_ankle")),
    ],
)
def test_what_is_missing_decides_the_words(hidden: set[str], reason: str, missing: tuple[str, ...] | None) -> None:
    verdict = judge(person(hidden), WIDTH, HEIGHT)
    assert verdict.reason == reason
    assert verdict.is_full_shot == (not hidden)
    if missing is not None:
        assert verdict.missing == missing


@pytest.mark.parametrize("place", [(-0.1, 200.0), (100.0, -1.0), (200.0, 200.0), (100.0, 400.0)])
@pytest.mark.parametrize("name", sorted(EYES | ANKLES))
def test_a_point_outside_the_frame_is_missing_however_sure(name: str, place: tuple[float, float]) -> None:
    verdict = judge(person(**{name: (*place, 1.0)}), WIDTH, HEIGHT)
    assert verdict.missing == (name,)


@pytest.mark.parametrize(("name", "threshold"), [("left_eye", EYE_SEEN), ("right_ankle", ANKLE_SEEN)])
def test_thresholds_are_inclusive(name: str, threshold: float) -> None:
    assert judge(person(**{name: (100.0, 200.0, threshold)}), WIDTH, HEIGHT).is_full_shot
    below = float(np.nextafter(threshold, 0))
    assert not judge(person(**{name: (100.0, 200.0, below)}), WIDTH, HEIGHT).is_full_shot


def test_the_frame_includes_its_first_pixel_only() -> None:
    assert judge(person(nose=(0.0, 0.0, 1.0), left_eye=(0.0, 0.0, 1.0)), WIDTH, HEIGHT).is_full_shot


def test_the_stage_adds_the_verdict_and_nothing_else() -> None:
    photo = Photo("a.jpg", np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    look = Look(photo="a.jpg", width=WIDTH, height=HEIGHT, keypoints=person(LEGS))
    judged = JudgeFullShot()(photo, look)
    assert judged.full_shot is not None
    assert judged.full_shot.reason == full_shot.NO_FEET
    assert judged.with_(full_shot=None) == look


def test_without_keypoints_there_is_no_verdict() -> None:
    photo = Photo("a.jpg", np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    look = Look(photo="a.jpg", width=WIDTH, height=HEIGHT)
    assert JudgeFullShot()(photo, look) == look
