"""Poses of the 1,800 street photos of Clothing Co-Parsing: BlazePose's labels, checked against the label maps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.io import loadmat

from data.poses.blazepose import Teacher, chin_of, read_blazepose, to_coco, visibility
from data.poses.pose import EYES, INVISIBLE, UNKNOWN, LabelledPose, PoseDataError
from data.street.read import read_label_names
from data.street.rules import Split, split_of

# Cloth never covers eyes: what lies there is one of these.
FACE_LABELS = frozenset({"skin", "hair", "hat", "glasses", "sunglasses", "accessories", "earrings", "scarf"})
# How far, in heights of the person, a point may lie from where the label map lets it be.
TOLERANCE = 0.03
# Somebody smaller than this share of the photo is a passer-by whom BlazePose took for the person portrayed.
MIN_HEIGHT = 0.5
# More points than this off the person portrayed: the pose is somebody else's.
MAX_ASTRAY = 5


def read_street_poses(folder: Path, split: Split | None = None) -> list[LabelledPose]:
    """The poses of all photos in which BlazePose found the person portrayed, in the order of their ids.

    Args:
        folder: Clothing Co-Parsing: photos/, annotations/, label_list.mat, blazepose_keypoints.json.
        split: only the photos of this split.

    Raises:
        PoseDataError: labels or photos are missing.
        data.street.read.StreetDataError: label_list.mat is missing.
    """
    names = read_label_names(folder)
    poses = []
    for file, teacher in sorted(read_blazepose(folder / "blazepose_keypoints.json").items()):
        photo_id = Path(file).stem
        if teacher is None or split not in (None, split_of(photo_id)):
            continue
        pose = _street_pose(folder / "photos" / file, teacher)
        label_map = folder / "annotations" / "pixel-level" / f"{photo_id}.mat"
        if pose is not None and label_map.is_file():
            pose = checked(pose, loadmat(str(label_map))["groundtruth"], names)
        if pose is not None:
            poses.append(pose)
    return poses


def _street_pose(image: Path, teacher: Teacher) -> LabelledPose | None:
    if not image.is_file():
        raise PoseDataError(f"{image} is missing, though it has points")
    with Image.open(image) as photo:
        width, height = photo.size
    coco = to_coco(teacher)
    located = np.ones(len(coco), np.bool_)
    seen = visibility(coco, width, height)
    pose = LabelledPose(image.stem, image, split_of(image.stem), coco[:, :2], located, seen, chin_of(teacher))
    return pose if pose.height >= MIN_HEIGHT * height else None


def checked(pose: LabelledPose, labels: NDArray[np.uint8], names: tuple[str, ...]) -> LabelledPose | None:
    """Strike out points that the label map contradicts; None if the pose is somebody else's.

    Args:
        pose: of the same photo.
        labels: (H, W) label numbers; 0 is everything but the person portrayed.
        names: name of each label number.

    An eye far from any face pixel is not there: position unknown, invisible. Any other point far from the person is
    misplaced: position and visibility unknown.
    """
    reach = max(1, round(TOLERANCE * pose.height))
    astray = ~_near(labels > 0, pose.points, reach)
    if astray.sum() > MAX_ASTRAY:
        return None
    face = np.isin(labels, [number for number, name in enumerate(names) if name in FACE_LABELS])
    faceless = np.zeros_like(astray)
    faceless[list(EYES)] = ~_near(face, pose.points[list(EYES)], reach)
    seen = np.where(astray, np.int8(UNKNOWN), pose.visible)
    seen = np.where(faceless, np.int8(INVISIBLE), seen)
    return replace(pose, located=pose.located & ~astray & ~faceless, visible=seen.astype(np.int8))


def _near(allowed: NDArray[np.bool_], points: NDArray[np.float32], reach: int) -> NDArray[np.bool_]:
    """(N,) bool: whether an allowed pixel lies within `reach` of the (N, 2) point, to any side."""
    corners = np.floor(points).astype(int) - reach
    first, last = corners.clip(0), (corners + 2 * reach + 1).clip(0)
    return np.asarray([allowed[y0:y1, x0:x1].any() for (x0, y0), (x1, y1) in zip(first, last, strict=True)])
