"""Rendered people: COCO keypoint annotations with exact visibility."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from data.poses.pose import INVISIBLE, VISIBLE, LabelledPose, PoseDataError, inside
from data.street.rules import Split, split_of
from pipeline.look import KEYPOINT_NAMES

LABELS = "people.json"


def read_people(folder: Path, split: Split | None = None) -> list[LabelledPose]:
    """The largest person of each picture that is there, in the order of the file names.

    COCO's visibility: 2 seen, 1 hidden, 0 not in the picture.

    Args:
        folder: people.json (COCO, keypoints) and the pictures that it names.
        split: only the pictures of this split.

    Raises:
        PoseDataError: the file is missing or its points are not COCO's 17.
    """
    file = folder / LABELS
    if not file.is_file():
        raise PoseDataError(f"{file} is missing: name the folder that holds the rendered people")
    coco = json.loads(file.read_text("utf-8"))
    order = _order(file, coco["categories"])
    largest: dict[int, dict[str, Any]] = {}
    for annotation in coco["annotations"]:
        if "keypoints" not in annotation:
            continue
        rival = largest.get(annotation["image_id"])
        if rival is None or annotation["area"] > rival["area"]:
            largest[annotation["image_id"]] = annotation
    # A renderer lists pictures that it has yet to make.
    pictures = [p for p in sorted(coco["images"], key=lambda p: p["file_name"]) if (folder / p["file_name"]).is_file()]
    poses = [_pose(folder, picture, largest.get(picture["id"]), order) for picture in pictures]
    return [pose for pose in poses if split in (None, pose.split)]


def _order(file: Path, categories: list[dict[str, Any]]) -> list[int]:
    """Where each of our points stands in the file's list."""
    for category in categories:
        names = category.get("keypoints")
        if names and set(KEYPOINT_NAMES) <= set(names):
            return [names.index(name) for name in KEYPOINT_NAMES]
    raise PoseDataError(f"{file} has no category with COCO's 17 keypoints")


def _pose(folder: Path, picture: dict[str, Any], annotation: dict[str, Any] | None, order: list[int]) -> LabelledPose:
    name = Path(picture["file_name"])
    image, split = folder / name, split_of(f"people/{name.stem}")
    if annotation is None:
        return LabelledPose.nobody(name.stem, image, split)
    rows = np.asarray(annotation["keypoints"], np.float32).reshape(-1, 3)[order]
    within = inside(rows[:, :2], picture["width"], picture["height"])
    located = rows[:, 2] > 0
    seen = np.where((rows[:, 2] == 2) & within, VISIBLE, INVISIBLE).astype(np.int8)
    return LabelledPose(name.stem, image, split, rows[:, :2], located, seen)
