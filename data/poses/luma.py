"""Poses of Luma's product shots: what a shot shows is in its name, so most of BlazePose's guesses can be checked.

Names are `<kind><number>-<colour>_<view>.jpg`: tops are shot from the head to the thighs, bottoms from the navel to
the shoes, gear without anybody, `_back` from behind, `_alt1` is a detail, `_outfit` a whole person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from data.poses.blazepose import Teacher, in_profile, read_blazepose, to_coco, visibility
from data.poses.pose import (
    ANKLES,
    EYES,
    HEAD,
    HIPS,
    INDEX,
    INVISIBLE,
    KNEES,
    SHOULDERS,
    UNKNOWN,
    LabelledPose,
    PoseDataError,
)
from data.street.rules import Split, split_of

NAME = re.compile(r"(?P<kind>[a-z]+)(?P<number>\d+)-.*?(?:_(?P<view>[a-z]+\d?))?\.jpg$")
TOPS = frozenset({"mh", "mj", "ms", "mt", "wh", "wj", "ws", "wt"})
BOTTOMS = frozenset({"mp", "msh", "wp", "wsh"})
DVDS = "lt"
BRAS = "wb"  # bras have the views of tops; the bags of the same kind have none
# From hips to ankles, a leg in a shot of trousers fills at least this share of the photo.
MIN_LEG = 0.4
FACE = (INDEX["nose"], *EYES)


def read_luma_poses(folder: Path, split: Split | None = None) -> list[LabelledPose]:
    """The poses of all shots by the rules above; covers of DVDs are left out (pictures of pictures).

    Args:
        folder: Luma: images/ and blazepose_keypoints.json.
        split: only the products of this split; the colours of a product are one shot, recoloured.

    Raises:
        PoseDataError: labels or photos are missing.
    """
    poses = []
    for file, teacher in sorted(read_blazepose(folder / "blazepose_keypoints.json").items()):
        image = folder / "images" / file
        if not image.is_file():
            raise PoseDataError(f"{image} is missing, though it is listed")
        pose = luma_pose(image, teacher)
        if pose is not None and split in (None, pose.split):
            poses.append(pose)
    return poses


def luma_pose(image: Path, teacher: Teacher | None) -> LabelledPose | None:
    """The pose in one shot, or None if nothing sure can be said."""
    match = NAME.match(image.name)
    kind, view = (match["kind"], match["view"]) if match else ("", None)
    split = split_of(f"luma/{kind}{match['number']}" if match else f"luma/{image.stem}")
    if image.stem.startswith(DVDS):
        return None
    top, bottom = kind in TOPS or (kind == BRAS and view is not None), kind in BOTTOMS
    if not top and not bottom:
        return LabelledPose.nobody(image.stem, image, split)
    if teacher is None or view not in ("main", "back", "outfit"):
        return _without_points(image, split, bottom, view)
    return _with_points(image, split, bottom, view, to_coco(teacher))


def _without_points(image: Path, split: Split, bottom: bool, view: str | None) -> LabelledPose:
    """A detail, or a shot in which nobody was found: known is only what such a shot never shows."""
    pose = LabelledPose.nobody(image.stem, image, split)
    pose.visible[:] = UNKNOWN
    _hide(pose, HEAD + SHOULDERS if bottom else KNEES + ANKLES)
    if not bottom and view in ("back", None):
        _hide(pose, FACE)
    return pose


def _with_points(image: Path, split: Split, bottom: bool, view: str, coco: Teacher) -> LabelledPose:
    with Image.open(image) as photo:
        width, height = photo.size
    seen = visibility(coco, width, height)
    pose = LabelledPose(image.stem, image, split, coco[:, :2], np.ones(len(coco), np.bool_), seen)
    if view == "outfit":
        return pose
    if bottom:
        _hide(pose, HEAD + SHOULDERS)
        pose.located[list(HEAD + SHOULDERS)] = False
        leg = coco[list(ANKLES), 1].mean() - coco[list(HIPS), 1].mean()
        if leg < MIN_LEG * height:
            return _without_points(image, split, bottom, view)
    else:
        _hide(pose, KNEES + ANKLES)
    if view == "back":
        # A head that looks over its shoulder shows one eye: then nobody knows which points are seen.
        pose.visible[list(FACE)] = UNKNOWN if in_profile(coco) else INVISIBLE
    return pose


def _hide(pose: LabelledPose, points: Iterable[int]) -> None:
    pose.visible[list(points)] = INVISIBLE
