"""How much of a person a picture shows: what decides where no picture shows a whole one from the front.

In this order: a whole person (both eyes, both ankles); more of a person, counted from the topmost to the lowest part
that is seen, since people have no gaps and a hip behind a hand is in the picture all the same; a face rather than the
back of a head; a bag that the other side of the wearer hides (clothes go all round, only what is carried can be out of
sight); the face turned to the camera. The left and the right side of somebody without a bag show as much.
"""

from __future__ import annotations

from data.taxonomy import Broad, View
from pipeline.full_shot import ANKLES, EYES, OTHER_SEEN
from pipeline.look import Keypoints, Look
from pipeline.shots import Shot

FACE: tuple[str, ...] = ("nose", *EYES)
PARTS: tuple[tuple[str, ...], ...] = (
    FACE,
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    ("left_knee", "right_knee"),
    ANKLES,
)
"""A person from the face to the feet: a part is in the picture if one of its points is."""

# Probability of each eye and ankle. In profile the far eye hovers round a half: that is no whole person.
SURE = 0.8
# Score from which a bag counts as in sight; of the boutique's sides any value from 0.4 to 0.7 chooses the same.
BAG_SEEN = 0.5


def extent(shot: Shot) -> tuple[int, bool]:
    """How many of `PARTS` lie between the topmost and the lowest that is seen, 0..5, and whether the face is seen.

    Who is seen from behind shows no face, whatever the points say.
    """
    if shot.keypoints is None:
        return 0, False
    points = shot.keypoints
    face, *body = (any(_is_seen(*points[name], shot.width, shot.height) for name in part) for part in PARTS)
    face = face and shot.view is not View.BACK
    seen = [number for number, part in enumerate((face, *body)) if part]
    return (seen[-1] - seen[0] + 1 if seen else 0), face


def parts_seen(shot: Shot) -> int:
    """How many of `PARTS` are in the picture, 0..5."""
    return extent(shot)[0]


def surely_whole(shot: Shot) -> bool:
    """Whether it is a full shot, and both eyes and both ankles are seen beyond doubt."""
    if shot.full_shot is None or not shot.full_shot.is_full_shot or shot.keypoints is None:
        return False
    return shot.view is not View.BACK and min(shot.keypoints[name][2] for name in (*EYES, *ANKLES)) >= SURE


def face_turned(shot: Shot) -> float:
    """How far the face is turned to the camera, 0..1: the probability that the less visible eye is seen."""
    if shot.keypoints is None:
        return 0.0
    return min(shot.keypoints[name][2] for name in EYES)


def bag_in_sight(look: Look) -> bool:
    """Whether the person carries a bag that can be seen; needs the articles."""
    return any(article.broad is Broad.BAGS and article.score >= BAG_SEEN for article in look.articles)


def person_height(keypoints: Keypoints, width: int, height: int) -> float:
    """From the highest to the lowest point that is seen inside the frame, as a share of the photo's height, 0..1."""
    inside = [y for x, y, seen in keypoints.points.values() if _is_seen(x, y, seen, width, height)]
    return (max(inside) - min(inside)) / height if inside else 0.0


def _is_seen(x: float, y: float, seen: float, width: int, height: int) -> bool:
    return seen >= OTHER_SEEN and 0 <= x < width and 0 <= y < height
