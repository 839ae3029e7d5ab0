"""Places and visibility of keypoints on the boutique's pictures, and the full shots that they let pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from tqdm import tqdm

from data.boutique.shop_records import Shop
from data.boutique.truth import OUTSIDE, SEEN
from data.boutique.truth_records import Picture
from data.poses.pose import EYES, INVISIBLE, VISIBLE, LabelledPose
from data.taxonomy import View
from models.keypoints.evaluate import as_array
from models.keypoints.figures import PCK_SHARE, Tally
from models.report.boutique.tables import Row, Table, share
from models.report.boutique.whole import is_full_shot
from pipeline.full_shot import EYE_SEEN, judge
from pipeline.keypoints import KeypointEstimator
from pipeline.look import Keypoints
from pipeline.photo import open_photo


def _of(*views: View) -> Callable[[Picture], bool]:
    return lambda picture: picture.view in views


GROUPS: dict[str, Callable[[Picture], bool]] = {
    "all": lambda picture: True,
    "whole figures": lambda picture: picture.view is not View.DETAIL,
    "pages, front and back": _of(View.FRONT, View.BACK),
    **{f"pages, {view.value}": _of(view) for view in View},
    "looks": lambda picture: picture.kind == "look",
}


def keypoints(shop: Shop, estimator: KeypointEstimator, split: str = "test") -> Table:
    """PCK, visibility of the eyes and full-shot verdicts on all pictures of people.

    A person's height is that from the highest to the lowest point in the picture, so it is less in a detail.

    Args:
        shop: the boutique.
        estimator: finds the points.
        split: which pictures.
    """
    counts = {name: Counts() for name in GROUPS}
    pictures = [each for each in shop.pictures if each.split == split and each.keypoints is not None]
    for picture in tqdm(pictures, desc="keypoints", unit="picture", mininterval=10):
        found = estimator.estimate(open_photo(shop.path(picture)))
        for name, belongs in GROUPS.items():
            if belongs(picture):
                counts[name].add(picture, pose_of(shop, picture), found)
    return Table(f"Keypoints, {split} pictures", {name: each.row() for name, each in counts.items() if each.pictures})


@dataclass
class Counts:
    """Sums over pictures.

    Attributes:
        tally: places and visibility of all points.
        eyes: eyes whose visibility was told rightly.
        full: pictures that show a whole person by the truth; `passed` of them were taken for one.
        other: pictures that do not; `let_in` of them were taken for one.
        pictures: how many.
    """

    tally: Tally = field(default_factory=Tally)
    eyes: int = 0
    full: int = 0
    passed: int = 0
    other: int = 0
    let_in: int = 0
    pictures: int = 0

    def add(self, picture: Picture, pose: LabelledPose, found: Keypoints) -> None:
        """Count a picture."""
        points = as_array(found)
        self.pictures += 1
        self.tally.places(pose, points)
        self.tally.visibility(pose.visible, points)
        self.eyes += sum((points[eye, 2] >= EYE_SEEN) == (pose.visible[eye] == VISIBLE) for eye in EYES)
        accepted = judge(found, picture.width, picture.height).is_full_shot
        if is_full_shot(picture):
            self.full, self.passed = self.full + 1, self.passed + accepted
        else:
            self.other, self.let_in = self.other + 1, self.let_in + accepted

    def row(self) -> Row:
        """The figures."""
        return {
            **share(float(self.tally.right.sum()), float(self.tally.located.sum()), f"PCK@{PCK_SHARE}"),
            "visible points": int(self.tally.located.sum()),
            "eyes right": self.eyes / (2 * self.pictures),
            **share(self.passed, self.full, "full shots passed"),
            "full shots": self.full,
            **share(self.let_in, self.other, "others passed"),
            "others": self.other,
        }


def pose_of(shop: Shop, picture: Picture) -> LabelledPose:
    """The picture's points as labels; what is hidden or outside is invisible."""
    points = np.asarray(picture.keypoints, np.float32)
    seen = np.where(points[:, 2] == SEEN, VISIBLE, INVISIBLE).astype(np.int8)
    # Poses have two splits: what is measured on is none of the training's.
    return LabelledPose(
        picture.file, shop.path(picture), "validation", points[:, :2], points[:, 2] != OUTSIDE, seen
    )  # fmt: skip
