"""What the keypoint network is worth: places, visibility, and the full shots that it lets pass."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from data.poses import read_luma_poses, read_people, read_street_poses
from data.poses.pose import ANKLES, EYES, INVISIBLE, KNEES, LabelledPose, inside
from data.street.rules import Split, split_of
from models.keypoints.figures import Tally
from models.keypoints.network import INPUT_HEIGHT, INPUT_WIDTH, STRIDE, KeypointNetwork
from models.keypoints.train import load_network
from pipeline.heatmaps import letterbox, network_input
from pipeline.keypoints import Calibration, KeypointEstimator, decode
from pipeline.look import KEYPOINT_NAMES, Keypoints
from pipeline.photo import Photo, open_photo

# The photo ends this share of the person's height above the higher knee.
ABOVE_KNEES = 0.03
MIN_SIDE = 32
UNCALIBRATED = Calibration([1.0] * len(KEYPOINT_NAMES), [0.0] * len(KEYPOINT_NAMES))


class TorchKeypoints:
    """A `KeypointEstimator` that runs in torch.

    Args:
        network: in evaluation mode.
        calibration: of its visibility.
    """

    def __init__(self, network: KeypointNetwork, calibration: Calibration = UNCALIBRATED) -> None:
        self.network, self.calibration = network, calibration

    @classmethod
    def from_checkpoint(cls, path: Path) -> TorchKeypoints:
        """The averaged weights of a run."""
        return cls(load_network(path))

    def estimate(self, photo: Photo) -> Keypoints:
        """The points of the most prominent person."""
        canvas, box = letterbox(photo.pixels, INPUT_HEIGHT, INPUT_WIDTH)
        with torch.inference_mode():
            heatmaps, logits = self.network(torch.from_numpy(network_input(canvas)))
        return decode(heatmaps[0].numpy(), self.calibration(logits[0].numpy()), box, STRIDE, photo)


def evaluate(
    estimator: KeypointEstimator, street: Path, luma: Path, people: Path | None = None, split: Split = "validation"
) -> Tally:
    """Measure an estimator on one split.

    Args:
        estimator: any.
        street: folder of Clothing Co-Parsing: places, visibility and full shots are measured on its photos. Those
            without a pose count among the uncropped ones.
        luma: folder of the Luma shots, on which visibility alone is measured.
        people: folder of rendered people, likewise; None to do without.
        split: which photos.
    """
    tally = Tally()
    known = {pose.id: pose for pose in read_street_poses(street, split)}
    photos = [path for path in sorted((street / "photos").glob("*.jpg")) if split_of(path.stem) == split]
    for path in tqdm(photos, desc="street photos", unit="photo", mininterval=5):
        photo = open_photo(path)
        keypoints = estimator.estimate(photo)
        tally.verdict("whole photos, all", keypoints, photo)
        if path.stem in known:
            _judge_street(tally, estimator, photo, keypoints, known[path.stem])
    others = read_luma_poses(luma, split) + (read_people(people, split) if people is not None else [])
    for pose in tqdm(others, desc="other photos", unit="photo", mininterval=5):
        tally.visibility(pose.visible, as_array(estimator.estimate(open_photo(pose.image))))
    return tally


def _judge_street(
    tally: Tally, estimator: KeypointEstimator, photo: Photo, keypoints: Keypoints, pose: LabelledPose
) -> None:
    found = as_array(keypoints)
    tally.places(pose, found)
    tally.visibility(pose.visible, found)
    needed = list(EYES + ANKLES)
    if np.all(pose.located[needed] & inside(pose.points[needed], photo.width, photo.height)):
        tally.verdict("whole photos, BlazePose has eyes and ankles in the frame", keypoints, photo)
    for kind, window in cuts(pose, photo).items():
        x0, y0, x1, y1 = window
        part = Photo(photo.name, photo.pixels[y0:y1, x0:x1])
        found_in_part = estimator.estimate(part)
        tally.verdict(kind, found_in_part, part)
        gone = ~inside(pose.points - np.array((x0, y0), np.float32), x1 - x0, y1 - y0)
        visible = np.where(gone & pose.located, np.int8(INVISIBLE), pose.visible)
        tally.visibility(visible, as_array(found_in_part))


def cuts(pose: LabelledPose, photo: Photo) -> dict[str, tuple[int, int, int, int]]:
    """The windows of the two cuts that no full shot survives, where the points for them are known."""
    windows: dict[str, tuple[int, int, int, int]] = {}
    if pose.located[list(KNEES)].all():
        y = int(pose.points[list(KNEES), 1].min() - ABOVE_KNEES * pose.height)
        if MIN_SIDE <= y <= photo.height:
            windows["cut above the knees"] = (0, 0, photo.width, y)
    if pose.chin is not None and 0 <= pose.chin <= photo.height - MIN_SIDE:
        windows["cut below the chin"] = (0, int(pose.chin), photo.width, photo.height)
    return windows


def as_array(keypoints: Keypoints) -> NDArray[np.float32]:
    """(17, 3): x, y and visibility in COCO order."""
    return np.asarray([keypoints[name] for name in KEYPOINT_NAMES], np.float32)
