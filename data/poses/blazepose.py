"""BlazePose's 33 points (Bazarevsky et al., 2020) as COCO's 17, with a visibility that means something.

BlazePose is a teacher with known faults, measured on these photos: it always reports all points, calls eyes visible
for people turned away and for heads that the frame cut off, and calls ankles invisible when a long skirt covers them,
though the feet show. So its visibility is believed only for shoulders, arms and points of a leg that it gives up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.poses.pose import EYES, HEAD, INVISIBLE, LEGS, SHOULDERS, UNKNOWN, VISIBLE, PoseDataError, inside

COCO_OF_BLAZEPOSE = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""BlazePose's number of each COCO point, in COCO's order."""
MOUTH = (9, 10)

Teacher = NDArray[np.float32]
"""(33, 3): x and y in pixels, visibility 0..1."""

# An arm's point is seen above the first and hidden below the second; between them nobody knows.
ARM_SEEN, ARM_HIDDEN = 0.5, 0.2
# Points of a leg that cloth covers get 0.1 to 0.5 (34 photos looked at: all had their feet in the photo).
LEG_SEEN = 0.1
# Distance between the eyes over that from eye to ear: in profile the far eye lies over the near one.
PROFILE = 0.4
# Left shoulder to the left of the right one, by this share of the person's height: seen from behind.
TURNED_AWAY = -0.03


def read_blazepose(file: Path) -> Mapping[str, Teacher | None]:
    """Photo name -> (33, 3) points, or None where BlazePose found nobody.

    Raises:
        PoseDataError: the file is missing or holds something else.
    """
    if not file.is_file():
        raise PoseDataError(f"{file} is missing: name the folder that holds the photos and blazepose_keypoints.json")
    try:
        poses = json.loads(file.read_text("utf-8"))
        arrays = {name: None if rows is None else np.asarray(rows, np.float32) for name, rows in poses.items()}
    except (ValueError, AttributeError) as error:
        raise PoseDataError(f"{file} is not a JSON object of 33 points a photo: {error}") from error
    for name, points in arrays.items():
        if points is not None and points.shape != (33, 3):
            raise PoseDataError(f"{file}: {name} has points of shape {points.shape}, not (33, 3)")
    return arrays


def to_coco(teacher: Teacher) -> NDArray[np.float32]:
    """(33, 3) BlazePose -> (17, 3) in COCO's order."""
    return teacher[list(COCO_OF_BLAZEPOSE)]


def chin_of(teacher: Teacher) -> float:
    """Where the chin is (y): below the mouth by four fifths of the distance from eyes to mouth (an upright head)."""
    mouth = float(teacher[list(MOUTH), 1].mean())
    eyes = float(to_coco(teacher)[list(EYES), 1].mean())
    return mouth + 0.8 * max(0.0, mouth - eyes)


def visibility(points: NDArray[np.float32], width: int, height: int) -> NDArray[np.int8]:
    """(17, 3) COCO points of BlazePose -> (17,) visible, invisible or unknown, by the rules above.

    Outside the photo is invisible. Of a face in profile the two eyes are unknown (one of them is hidden), of a person
    seen from behind the whole face is. Otherwise a face inside the photo is seen.
    """
    seen = np.full(len(points), VISIBLE, np.int8)
    shares = points[:, 2]
    seen[shares < ARM_SEEN] = UNKNOWN
    seen[shares < ARM_HIDDEN] = INVISIBLE
    legs = list(LEGS)
    seen[legs] = np.where(shares[legs] >= LEG_SEEN, VISIBLE, UNKNOWN)
    seen[list(HEAD)] = VISIBLE
    if in_profile(points):
        seen[list(HEAD[1:])] = UNKNOWN
    if turned_away(points):
        seen[list(HEAD)] = UNKNOWN
    seen[~inside(points[:, :2], width, height)] = INVISIBLE
    return seen


def in_profile(points: NDArray[np.float32]) -> bool:
    """Whether only one half of the face shows, from the (17, 3) points."""
    _, left_eye, right_eye, left_ear, right_ear = points[list(HEAD), 0]
    to_ear = max(abs(left_eye - left_ear), abs(right_eye - right_ear))
    return bool(abs(left_eye - right_eye) < PROFILE * to_ear)


def turned_away(points: NDArray[np.float32]) -> bool:
    """Whether the person shows their back, from the (17, 3) points."""
    left, right = points[list(SHOULDERS), 0]
    return bool(left - right < TURNED_AWAY * np.ptp(points[:, 1]))
