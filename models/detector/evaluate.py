"""Average precision of an article detector, by pycocotools."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN
from tqdm import tqdm

from data.street.coco import to_coco
from data.street.read import StreetPhoto
from data.taxonomy import BROAD_CATEGORIES, Broad
from models.detector.dataset import CLASS_OF
from models.detector.network import mask_rcnn
from models.detector.semantic import has_branch
from pipeline.detection import ArticleDetector, Detection, shrink
from pipeline.pasting import MASK_THRESHOLD
from pipeline.photo import Photo, open_photo


class TorchDetector:
    """A network in training as an `ArticleDetector`."""

    def __init__(self, network: MaskRCNN, device: str = "cpu") -> None:
        self.network, self.device = network.eval(), device

    @classmethod
    def from_checkpoint(cls, path: Path) -> TorchDetector:
        """The averaged weights of a run."""
        state = torch.load(path, map_location="cpu", weights_only=True)
        recipe = state["recipe"]
        sides = {side: recipe[side] for side in ("short_side", "long_side")}
        branch = has_branch(state["averaged"])
        network = mask_rcnn(len(BROAD_CATEGORIES), recipe["trunk"], **sides, semantic=branch)
        network.load_state_dict(state["averaged"])
        return cls(network.to(memory_format=torch.channels_last))

    def detect(self, photo: Photo) -> list[Detection]:
        """See `ArticleDetector`."""
        found = found_in(self.network, photo.pixels, self.device)
        masks = nn.functional.interpolate(found["masks"], (photo.height, photo.width), mode="bilinear")
        rows = zip(found["boxes"].tolist(), found["scores"].tolist(), found["labels"].tolist(), masks, strict=True)
        return [
            Detection(BROAD_CATEGORIES[label - 1], score, tuple(box), mask[0].numpy() >= MASK_THRESHOLD)
            for box, score, label, mask in rows
        ]


def found_in(network: MaskRCNN, pixels: NDArray[np.uint8], device: str = "cpu") -> dict[str, Tensor]:
    """What a network in evaluation mode finds: torchvision's "boxes", "scores", "labels" and "masks", on the CPU.

    Args:
        network: any number of classes.
        pixels: (H, W, 3) of a photo; the boxes are in its pixels, the masks in the network's.
        device: of the network.
    """
    # Shrunk as serving shrinks it: torchvision's own resizing has no low-pass filter.
    size = network.transform
    small = shrink(pixels, size.min_size[-1], size.max_size)
    photo = torch.from_numpy(small.copy()).permute(2, 0, 1).float() / 255
    with torch.inference_mode():
        found: dict[str, Tensor] = {name: value.cpu() for name, value in network([photo.to(device)])[0].items()}
    scale = torch.tensor([pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]] * 2)
    return found | {"boxes": found["boxes"] * scale}


def evaluate_street(detector: ArticleDetector, photos: Sequence[StreetPhoto]) -> dict[Broad, float]:
    """AP50 of boxes a broad category on whole photos."""
    truth = broad_truth(to_coco(photos))
    found: list[dict[str, Any]] = []
    for image, photo in zip(truth["images"], tqdm(photos, desc="evaluate", unit="photo", mininterval=10), strict=True):
        found += [coco_result(image["id"], detection) for detection in detector.detect(open_photo(photo.image))]
    return average_precision(truth, found)


def broad_truth(coco: dict[str, Any]) -> dict[str, Any]:
    """The same data set with fine types replaced by their broad categories."""
    broad = {category["id"]: CLASS_OF[Broad(category["supercategory"])] for category in coco["categories"]}
    categories = [{"id": CLASS_OF[b], "name": b.value} for b in BROAD_CATEGORIES]
    annotations = [{**a, "category_id": broad[a["category_id"]]} for a in coco["annotations"]]
    return {**coco, "categories": categories, "annotations": annotations}


def coco_result(image_id: int, detection: Detection) -> dict[str, Any]:
    """A detection as COCO's results format wants it."""
    x0, y0, x1, y1 = detection.box
    return {
        "image_id": image_id,
        "category_id": CLASS_OF[detection.broad],
        "bbox": [x0, y0, x1 - x0, y1 - y0],
        "score": detection.score,
    }


def average_precision(truth: dict[str, Any], found: list[dict[str, Any]], iou: float = 0.5) -> dict[Broad, float]:
    """AP of boxes a broad category at one IoU; 0 where nothing was found, absent where there is no truth."""
    with contextlib.redirect_stdout(io.StringIO()):
        dataset = COCO()
        dataset.dataset = truth
        dataset.createIndex()
        if not found:
            return {broad: 0.0 for broad in BROAD_CATEGORIES if dataset.getAnnIds(catIds=[CLASS_OF[broad]])}
        judge = COCOeval(dataset, dataset.loadRes(found), "bbox")
        judge.params.iouThrs = np.array([iou])
        judge.evaluate()
        judge.accumulate()
    # precision has the axes IoU, recall, category, area range, detections an image; area 0 is "all".
    precision = judge.eval["precision"][0, :, :, 0, -1]
    columns = {broad: precision[:, judge.params.catIds.index(CLASS_OF[broad])] for broad in BROAD_CATEGORIES}
    return {broad: float(column.mean()) for broad, column in columns.items() if (column > -1).all()}


def table(ap: dict[Broad, float]) -> str:
    """AP50 a category and their mean, as text."""
    lines = [f"{broad.value:<12} {value:.3f}" for broad, value in ap.items()]
    return "\n".join(["AP50", *lines, f"{'mean':<12} {mean(ap):.3f}"])


def mean(ap: dict[Broad, float]) -> float:
    """Mean over the broad categories."""
    return sum(ap.values()) / max(1, len(ap))
