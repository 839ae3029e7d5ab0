"""Calibrates the keypoint network, exports it to ONNX, and checks it against torch on real photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader
from tqdm import tqdm

from data.poses import LabelledPose, read_luma_poses, read_people, read_street_poses
from data.poses.pose import UNKNOWN
from models.keypoints.dataset import Poses, load_views
from models.keypoints.evaluate import TorchKeypoints, as_array, evaluate
from models.keypoints.figures import print_figures
from models.keypoints.network import INPUT_HEIGHT, INPUT_WIDTH, STRIDE, KeypointNetwork
from models.keypoints.train import load_network
from models.keypoints.tune import calibrate
from models.onnx_files import new_weights, store_as_half, trace_onnx
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.keypoints import Calibration, OnnxKeypoints
from pipeline.photo import open_photo

NAME = "keypoints"
# Random views for calibration: other ones than training has seen.
CALIBRATION_SEED, CALIBRATION_VIEWS = 1, 600
# Half-precision weights move points by less than this share of the photo's height, and probabilities by less than this.
# A point that is not there has no peak to agree on: places are compared where the point is seen.
MAX_SHIFT, MAX_CHANGE, COMPARED = 0.01, 0.03, 0.5
COMPARED_PHOTOS = 24


class ExportError(RuntimeError):
    """The exported network answers differently from the one that was trained."""


def export_keypoints(
    checkpoint: Path, street: Path, luma: Path, people: Path | None, version: str, folder: Path = WEIGHTS
) -> None:
    """Write `keypoints.onnx` and its card, with the figures of the exported file itself.

    Args:
        checkpoint: of a run.
        street: folder of Clothing Co-Parsing.
        luma: folder of the Luma shots.
        people: folder of rendered people, if they were trained on.
        version: for the card.
        folder: where to write.

    Raises:
        ExportError: the exported network answers differently from torch's.
    """
    network = load_network(checkpoint)
    poses = read_street_poses(street, "train") + read_luma_poses(luma, "train")
    poses += read_people(people, "train") if people is not None else []
    scale, shift = calibrate(*visibility_of(network, poses))
    recipe = torch.load(checkpoint, map_location="cpu", weights_only=True)["recipe"]
    reference = TorchKeypoints(network, Calibration(scale, shift))
    images = [pose.image for pose in read_street_poses(street, "validation")[:COMPARED_PHOTOS]]
    with new_weights(NAME, folder) as weights:
        write_onnx(network, weights)
        card = _card(weights, version, scale, shift, recipe, people is not None)
        estimator = OnnxKeypoints(Model(weights, card))
        compare(reference, estimator, images)
    # The weights can be used from here on; measuring them takes minutes.
    save_card(card, folder)
    figures = evaluate(estimator, street, luma, people).figures()
    print_figures(figures)
    save_card(card.model_copy(update={"figures": figures}), folder)


def visibility_of(
    network: KeypointNetwork, poses: Sequence[LabelledPose]
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Logits (N, 17) and labels (N, 17) of random views of some of the photos, spread evenly over the list."""
    step = max(1, len(poses) // CALIBRATION_VIEWS)
    dataset = Poses(load_views(poses[::step][:CALIBRATION_VIEWS]), CALIBRATION_SEED)
    logits, labels = [], []
    for batch in tqdm(DataLoader(dataset, 16), desc="calibration", unit="batch", mininterval=5):
        with torch.inference_mode():
            logits.append(network(batch["input"])[1].numpy())
        known = batch["visible_weights"].numpy() > 0
        labels.append(np.where(known, batch["visible"].numpy(), UNKNOWN).astype(np.int8))
    return np.concatenate(logits), np.concatenate(labels)


def write_onnx(network: KeypointNetwork, target: Path) -> None:
    """Trace the network into an ONNX file: photo (1, 3, 256, 192) -> heatmaps (1, 17, 64, 48), visibility (1, 17)."""
    trace_onnx(network, {"photo": torch.rand(1, 3, INPUT_HEIGHT, INPUT_WIDTH)}, target, ["heatmaps", "visibility"], {})
    store_as_half(target, target)


def compare(reference: TorchKeypoints, exported: OnnxKeypoints, images: Sequence[Path]) -> None:
    """Hold the exported network against torch's on real photos.

    Raises:
        ExportError: a seen point moved, or a probability changed, by more than 16-bit weights explain.
    """
    for image in images:
        photo = open_photo(image)
        ours, theirs = as_array(reference.estimate(photo)), as_array(exported.estimate(photo))
        seen = ours[:, 2] >= COMPARED
        moved = np.abs(ours[seen, :2] - theirs[seen, :2]).max(initial=0.0) / photo.height
        changed = np.abs(ours[:, 2] - theirs[:, 2]).max()
        if moved > MAX_SHIFT or changed > MAX_CHANGE:
            raise ExportError(f"{image.name}: points move by {moved:.4f}, visibility by {changed:.4f}")


def _card(
    weights: Path, version: str, scale: list[float], shift: list[float], recipe: dict[str, object], people: bool
) -> ModelCard:
    return ModelCard(
        name=NAME,
        version=version,
        task="A photo of 256 x 192 pixels in, heatmaps of COCO's 17 points and a logit of each one's visibility out",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=[
            "ImageNet weights of EfficientNet-Lite0 (Apache-2.0)",
            "Clothing Co-Parsing, 1,410 training photos (Apache-2.0), labelled by BlazePose and checked by rules",
            "Luma product shots, training products (AFL-3.0), labelled likewise",
            *(["People, pages and looks rendered by data/boutique (ours; MakeHuman's CC0 geometry)"] if people else []),
        ],
        command="python -m models.keypoints train --street DIR --luma DIR"
        f"{' --people DIR --boutique DIR' if people else ''} --out runs/keypoints  # {recipe}",
        measured_on="validation split (20 %, by hash): street photos whole and cut; visibility also on Luma",
        limits=[
            "One person a photo: in a crowd the one who fills the photo most.",
            "Places are as good as BlazePose's, which taught them; photos upside down were never seen.",
            "Eyes under a hat's brim or hair count as seen where the face is in the photo.",
            "Ankles under long skirts or trousers count as seen where the feet are in the photo.",
            "A garment without a person often counts as shoulders and hips, never as a full shot.",
            "Cut just above the ankles (by 2 % of the person's height), some photos still pass for full shots.",
        ],
        settings={
            "height": INPUT_HEIGHT,
            "width": INPUT_WIDTH,
            "stride": STRIDE,
            "visibility_scale": [round(value, 4) for value in scale],
            "visibility_shift": [round(value, 4) for value in shift],
        },
    )
