"""The gate: measures on a finished picture that throw it out, so that nobody learns from, or shops in, a broken one.

Everything is read off two label pictures of the renderer: `objects` (0 = background, `SKIN`, `HAIR`, from
`FIRST_PRODUCT` on the products worn) and `materials` (`COVERED` where skin that lies below a garment comes through).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from data.boutique.truth import HIDDEN, SEEN
from data.taxonomy import View
from pipeline.look import KEYPOINT_NAMES

Labels = NDArray[np.int64]
SKIN, HAIR, FIRST_PRODUCT = 1, 2, 10
COVERED = 78
"""Material number of skin that lies below a garment."""

FEWEST_LEAD = 0.004
"""Share of the picture that the product must fill for which the picture was made."""
FEWEST = 0.0006
"""Share of the picture that every other garment must fill, where it can be expected to be seen."""
MOST_SKIN = 0.004
"""Most skin that may come through, as a share of the pixels of all garments."""
NEAR = 3.0
"""Pixels that a seen keypoint may lie beside the person's silhouette."""
FRONTAL = 40.0
"""Degrees up to which both eyes must be seen."""


@dataclass(frozen=True)
class Expected:
    """What a picture has to show.

    Attributes:
        products: object number of each product worn.
        lead: the product for which the picture was made.
        may_hide: products that may be out of sight (a bag behind the back, what a close-up leaves out).
        view: the view, None for a look.
        yaw: degrees the head is turned away from the camera.
    """

    products: Mapping[str, int]
    lead: str
    may_hide: frozenset[str] = frozenset()
    view: View | None = None
    yaw: float = 0.0


def faults(objects: Labels, materials: Labels, keypoints: Sequence[float], expected: Expected) -> list[str]:
    """Why the picture is thrown out; empty when it is good.

    Args:
        objects: (H, W) object numbers.
        materials: (H, W) material numbers.
        keypoints: 51 numbers x, y, visibility in COCO's order.
        expected: what must be seen.
    """
    return [
        *few_pixels(objects, expected),
        *skin_shows(objects, materials),
        *points_off(objects, keypoints),
        *eyes_hidden(keypoints, expected),
    ]


def few_pixels(objects: Labels, expected: Expected) -> list[str]:
    """The lead product fills at least `FEWEST_LEAD` of the picture, others that should be seen `FEWEST`."""
    found = []
    for name, number in expected.products.items():
        least = FEWEST_LEAD if name == expected.lead else FEWEST
        if name in expected.may_hide:
            continue
        filled = float((objects == number).mean())
        if filled < least:
            found.append(f"{name} fills {filled:.2%} of the picture, less than {least:.2%}")
    return found


def skin_shows(objects: Labels, materials: Labels) -> list[str]:
    """Pixels of skin that belongs below a garment, against the pixels of all garments."""
    garments = int((objects >= FIRST_PRODUCT).sum())
    through = int(((objects == SKIN) & (materials == COVERED)).sum())
    share = through / max(garments, 1)
    return [f"skin shows through: {share:.2%} of the garments' pixels"] if share > MOST_SKIN else []


def points_off(objects: Labels, keypoints: Sequence[float]) -> list[str]:
    """A seen keypoint must lie on the person's silhouette or within `NEAR` pixels of it."""
    beside = np.asarray(distance_transform_edt(objects == 0))
    height, width = objects.shape
    found = []
    for number, name in enumerate(KEYPOINT_NAMES):
        x, y, seen = keypoints[3 * number : 3 * number + 3]
        if seen != SEEN:
            continue
        away = float(beside[min(int(y), height - 1), min(int(x), width - 1)])
        if away > NEAR:
            found.append(f"{name} lies {away:.0f} pixels beside the person")
    return found


def eyes_hidden(keypoints: Sequence[float], expected: Expected) -> list[str]:
    """Somebody who faces the camera shows both eyes; a close-up shows none in particular."""
    if expected.view is View.DETAIL or abs((expected.yaw + 180) % 360 - 180) > FRONTAL:
        return []
    eyes = [keypoints[3 * KEYPOINT_NAMES.index(name) + 2] for name in ("left_eye", "right_eye")]
    return [] if all(seen == SEEN for seen in eyes) else ["an eye is hidden though the person faces the camera"]


def behind_hair(objects: Labels, keypoints: Sequence[float]) -> list[float]:
    """The keypoints, with those that hair lies on marked as hidden: rays don't meet strands, the renderer does."""
    row = list(keypoints)
    height, width = objects.shape
    for number in range(len(row) // 3):
        x, y, seen = row[3 * number : 3 * number + 3]
        if seen == SEEN and _mostly_hair(objects, int(min(x, width - 1)), int(min(y, height - 1))):
            row[3 * number + 2] = HIDDEN
    return row


def _mostly_hair(objects: Labels, x: int, y: int) -> bool:
    """Whether hair fills most of the 3x3 pixels round a point: single strands hide nothing."""
    patch = objects[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
    return bool((patch == HAIR).mean() > 0.5)
