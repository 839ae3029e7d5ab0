"""What the study's detector finds, for the scores and for its average precision; training only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from data.taxonomy import BROAD_CATEGORIES, Broad
from labeling.found import Found
from labeling.study.features import MIRRORED, PLAIN, PhotoFeatures
from labeling.study.network import MapDetector
from labeling.study.train import stacked
from models.detector.dataset import CLASS_OF
from models.detector.evaluate import average_precision

AT_ONCE = 16
Row = tuple[Broad, float, tuple[float, float, float, float]]


def detect(network: MapDetector, photos: Sequence[PhotoFeatures], mirrored: bool = False) -> Iterator[Found]:
    """What the network finds in each photo, down to a score of 0.05, in pixels of the photo.

    Args:
        network: in evaluation.
        photos: any number.
        mirrored: look at the mirror images; boxes are still those of the photos.
    """
    view = MIRRORED if mirrored else PLAIN
    for start in range(0, len(photos), AT_ONCE):
        part = photos[start : start + AT_ONCE]
        with torch.inference_mode():
            found, _ = network(stacked([photo.views[view] for photo in part])[0])
        for photo, one in zip(part, found, strict=True):
            height, width = network.size
            scale = torch.tensor([photo.size[0] / width, photo.size[1] / height] * 2)
            boxes = one["boxes"] * scale
            if mirrored:
                boxes[:, [0, 2]] = photo.size[0] - boxes[:, [2, 0]]
            table = zip(one["labels"].tolist(), one["scores"].tolist(), boxes.tolist(), strict=True)
            yield Found.of([(BROAD_CATEGORIES[label - 1], score, tuple(box)) for label, score, box in table])


def measure(network: MapDetector, photos: Sequence[PhotoFeatures], truth: Mapping[str, Any]) -> dict[Broad, float]:
    """AP50 of boxes a broad category.

    Args:
        network: in evaluation.
        photos: those of the truth, in any order.
        truth: COCO instances of broad categories; images are found by their file's name.

    Raises:
        KeyError: a photo is not in the truth.
    """
    numbers = {image["file_name"].rsplit(".", 1)[0]: image["id"] for image in truth["images"]}
    results = [
        result
        for photo, found in zip(photos, detect(network, photos), strict=True)
        for result in coco_results(numbers[photo.id], found)
    ]
    return average_precision(dict(truth), results)


def coco_results(image_id: int, found: Found) -> Iterator[dict[str, Any]]:
    """Detections as COCO's results format wants them."""
    for place, (x0, y0, x1, y1) in enumerate(found.boxes.tolist()):
        yield {
            "image_id": image_id,
            "category_id": CLASS_OF[found.broad(place)],
            "bbox": [x0, y0, x1 - x0, y1 - y0],
            "score": float(found.scores[place]),
        }
