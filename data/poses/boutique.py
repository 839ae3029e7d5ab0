"""People of the boutique's pages and looks: exact places, exact visibility, the model's back as often as her face."""

from __future__ import annotations

import numpy as np

from data.boutique.read import Shop
from data.boutique.truth_records import Picture
from data.poses.pose import INVISIBLE, VISIBLE, LabelledPose, inside
from data.street.rules import Split


def boutique_poses(shop: Shop, split: str) -> list[LabelledPose]:
    """The person of each page and look of a split ("train", "validation" or "test"), in the order of the truth.

    COCO's visibility: 2 seen, 1 hidden, 0 not in the picture.
    """
    return [_pose(shop, picture) for picture in shop.pictures if picture.split == split and picture.keypoints]


def _pose(shop: Shop, picture: Picture) -> LabelledPose:
    rows = np.asarray(picture.keypoints, np.float32)
    within = inside(rows[:, :2], picture.width, picture.height)
    seen = np.where((rows[:, 2] == 2) & within, VISIBLE, INVISIBLE).astype(np.int8)
    side: Split = "train" if picture.split == "train" else "validation"
    return LabelledPose(picture.file, shop.path(picture), side, rows[:, :2], rows[:, 2] > 0, seen)
