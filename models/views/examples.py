"""Shots of known view, from every source as one list: what the network learns from and is measured on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import numpy as np

from data.boutique.shop_records import Shop
from data.luma import read_luma
from data.poses.people import read_people
from data.poses.pose import INDEX, LabelledPose
from data.street.rules import split_of
from data.taxonomy import Broad, View

Split = Literal["train", "validation", "test"]
Source = Literal["boutique", "luma", "people"]

LUMA_VIEWS = {"main": View.FRONT, "back": View.BACK, "alt1": View.DETAIL}
# What is filed as a detail but shows a wearer from the side, head or waist to foot (looked at one by one).
LUMA_SIDES = {
    ("mp08", "green"): View.RIGHT,
    ("mp10", "black"): View.RIGHT,
    ("mt02", "white"): View.RIGHT,
    ("mp11", "brown"): View.LEFT,
    ("ms10", "blue"): View.LEFT,
}
LUMA_BROAD = {
    "h": Broad.OUTERWEAR, "j": Broad.OUTERWEAR, "s": Broad.TOPWEAR, "t": Broad.TOPWEAR, "b": Broad.TOPWEAR,
    "p": Broad.BOTTOMWEAR, "sh": Broad.BOTTOMWEAR,
}  # fmt: skip
"""By the letters after "m" or "w" in a product's number."""

# Shoulders as wide as this share of the torso's height, in the picture: a front or a back; narrower: a side.
WIDE, NARROW = 0.55, 0.3


class ViewDataError(ValueError):
    """A folder does not hold what it should; the message says what is missing."""


@dataclass(frozen=True)
class ViewExample:
    """A shot of known view.

    Attributes:
        source: where it is from.
        product: shots of one product are in one split; also the product's page, where there are pages.
        view: what it shows.
        split: by product.
        image: its path.
        broad: category of the page's product; None where it is no product's page.
    """

    source: Source
    product: str
    view: View
    split: Split
    image: Path
    broad: Broad | None = None


def luma_examples(folder: Path) -> list[ViewExample]:
    """Front, back and detail of Luma's garments, and five sides that are filed as details.

    Raises:
        LumaDataError: the folder has no such shots.
    """
    return [
        ViewExample(
            "luma",
            shot.product,
            LUMA_SIDES.get((shot.product, shot.colour), LUMA_VIEWS[shot.view])
            if shot.view == "alt1"
            else LUMA_VIEWS[shot.view],
            split_of(f"luma/{shot.product}"),
            shot.image,
            LUMA_BROAD[shot.product.rstrip("0123456789")[1:]],
        )
        for shot in read_luma(folder)
    ]


def boutique_examples(shop: Shop) -> list[ViewExample]:
    """All shots of the boutique's product pages.

    Raises:
        ViewDataError: it has no pages.
    """
    if not shop.pages:
        raise ViewDataError(f"{shop.root / 'pages.csv'} names no pages: render some (make boutique)")
    return [
        ViewExample(
            "boutique", page.id, shot.view, cast(Split, shot.split), shop.path(shot), shop.goods[page.product].broad
        )
        for page in shop.pages.values()
        for shot in page.shots
        if shot.view is not None
    ]


def people_examples(folder: Path) -> list[ViewExample]:
    """Rendered people whose view is plain from their points; those turned half-way are left out.

    Raises:
        PoseDataError: the folder has no people.json.
    """
    known = ((pose, view_of(pose)) for pose in read_people(folder))
    return [ViewExample("people", pose.id, view, pose.split, pose.image) for pose, view in known if view is not None]


def view_of(pose: LabelledPose) -> View | None:
    """Where the body faces, from shoulders, hips and nose; None if it is turned half-way or too little is known.

    Facing the camera, a person's left shoulder lies to the right of the right one in the picture. A person whose left
    side faces the camera looks to the left in the picture.
    """
    needed = [INDEX[name] for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip", "nose")]
    if not pose.located[needed].all():
        return None
    left, right, left_hip, right_hip, nose = pose.points[needed].astype(np.float64)
    shoulders, hips = (left + right) / 2, (left_hip + right_hip) / 2
    torso = float(np.hypot(*(shoulders - hips)))
    width = float(left[0] - right[0]) / max(torso, 1.0)
    if abs(width) >= WIDE:
        return View.FRONT if width > 0 else View.BACK
    ahead = float(nose[0] - shoulders[0]) / max(torso, 1.0)
    if abs(width) <= NARROW and abs(ahead) > 0.1:
        return View.LEFT if ahead < 0 else View.RIGHT
    return None
