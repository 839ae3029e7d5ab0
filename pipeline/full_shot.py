"""Whether a whole person is in the photo (*Buy Me That Look*, 3.1), and in plain words what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.look import FullShot, Keypoints, Look
from pipeline.photo import Photo

EYES = ("left_eye", "right_eye")
ANKLES = ("left_ankle", "right_ankle")
REST_OF_HEAD = ("nose", "left_ear", "right_ear")
BODY = ("left_shoulder", "right_shoulder", "left_hip", "right_hip", "left_knee", "right_knee")

# Probabilities of visibility above which a point counts as seen; chosen on training photos (models/keypoints/tune.py).
EYE_SEEN = 0.5
ANKLE_SEEN = 0.5
OTHER_SEEN = 0.5

WHOLE = "A whole person is in the photo."
# Also true of a group, in which nobody is large.
NOBODY = "No person stands out in the photo."
NO_HEAD = "The head is not in the photo."
FACE_AWAY = "The person is turned away or the face is hidden."
HALF_FACE = "The face is turned to the side."
NO_FEET = "The feet are not in the photo."
ONE_FOOT = "One foot is hidden or not in the photo."
HEAD_AND_FEET = "Only a part of a person is in the photo: the head and the feet are missing."


class JudgeFullShot:
    """Stage: adds the verdict to the look; needs the keypoints."""

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `full_shot`; unchanged if there are no keypoints to judge by."""
        if look.keypoints is None:
            return look
        return look.with_(full_shot=judge(look.keypoints, photo.width, photo.height))


def judge(keypoints: Keypoints, width: int, height: int) -> FullShot:
    """A full shot shows both eyes and both ankles, inside the frame.

    Args:
        keypoints: in pixels of the photo.
        width: of the photo, in pixels.
        height: of the photo, in pixels.
    """
    eyes = _missing(keypoints, EYES, EYE_SEEN, width, height)
    ankles = _missing(keypoints, ANKLES, ANKLE_SEEN, width, height)
    if not eyes and not ankles:
        return FullShot(is_full_shot=True, reason=WHOLE)
    head = [name for name in REST_OF_HEAD if name not in _missing(keypoints, REST_OF_HEAD, OTHER_SEEN, width, height)]
    body = [name for name in BODY if name not in _missing(keypoints, BODY, OTHER_SEEN, width, height)]
    found = bool(head or body or len(eyes) < 2 or len(ankles) < 2)
    reason = _reason(eyes=len(eyes), ankles=len(ankles), head=bool(head)) if found else NOBODY
    return FullShot(is_full_shot=False, reason=reason, missing=(*eyes, *ankles))


def _reason(eyes: int, ankles: int, head: bool) -> str:
    """Words for that many missing eyes and ankles, when the rest of the head is seen or not."""
    if eyes == 2 and not head and ankles == 2:
        return HEAD_AND_FEET
    about_head = {0: "", 1: HALF_FACE, 2: FACE_AWAY if head else NO_HEAD}[eyes]
    about_feet = {0: "", 1: ONE_FOOT, 2: NO_FEET}[ankles]
    return " ".join(part for part in (about_head, about_feet) if part)


def _missing(keypoints: Keypoints, names: Iterable[str], threshold: float, width: int, height: int) -> tuple[str, ...]:
    """Those of the points that are not seen, or lie outside the frame."""
    return tuple(name for name in names if not _seen(keypoints, name, threshold, width, height))


def _seen(keypoints: Keypoints, name: str, threshold: float, width: int, height: int) -> bool:
    x, y, visibility = keypoints[name]
    return visibility >= threshold and 0 <= x < width and 0 <= y < height
