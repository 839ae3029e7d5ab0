"""Exports the detector to ONNX, and checks it against torch on real photos before it may ship."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.image_list import ImageList

from data.street import read_street
from data.street.read import StreetPhoto
from models.backbone import IMAGE_MEAN, IMAGE_STD
from models.detector.evaluate import TorchDetector, evaluate_street, mean, table
from models.onnx_files import new_weights, store_as_half, trace_onnx
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.detection import Detection, OnnxMaskRcnn, pad, shrink
from pipeline.photo import open_photo

NAME = "detector"
# Half-precision weights move boxes by pixels of the photo and scores by parts of a percent, not more.
MAX_BOX_SHIFT = 5.0
MAX_SCORE_SHIFT = 0.03
COMPARED_SCORE, COMPARED_PHOTOS = 0.3, 24
MIN_FOUND_AGAIN = 0.98
MAX_CATEGORY_SHIFT = 0.01
"""Mean over a photo's pixels of how far probabilities of categories may differ."""


class Exportable(nn.Module):
    """The network without torchvision's resizing and pasting, which the serving code does for itself."""

    def __init__(self, network: MaskRCNN) -> None:
        super().__init__()
        self.network = network
        self.mean = torch.tensor(IMAGE_MEAN)[None, :, None, None]
        self.std = torch.tensor(IMAGE_STD)[None, :, None, None]

    def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
        """(1, 3, H, W) in 0..1 -> boxes (N, 4), labels (N,), scores (N,), masks (N, 28, 28).

        With a semantic branch also the probability of each category at each pixel: (classes, H / 2, W / 2).
        """
        x = (photo - self.mean) / self.std
        size = [(x.shape[-2], x.shape[-1])]
        features = self.network.backbone(x)
        proposals, _ = self.network.rpn(ImageList(x, size), features)
        found, _ = self.network.roi_heads(features, proposals, size)
        of_articles = (found[0]["boxes"], found[0]["labels"], found[0]["scores"], found[0]["masks"][:, 0])
        branch = self.network.roi_heads.semantic
        return of_articles if branch is None else (*of_articles, branch(features).softmax(1)[0])


def export_detector(checkpoint: Path, street: Path, version: str, folder: Path = WEIGHTS) -> None:
    """Write `detector.onnx` and its card with the figures of the exported file itself.

    Raises:
        AssertionError: the exported network does not find what the torch network finds.
    """
    torch_detector = TorchDetector.from_checkpoint(checkpoint)
    recipe = torch.load(checkpoint, map_location="cpu", weights_only=True)["recipe"]
    photos = read_street(street, "validation")
    with new_weights(NAME, folder) as weights:
        write_onnx(torch_detector.network, weights)
        card = _card(weights, version, recipe)
        detector = OnnxMaskRcnn(Model(weights, card), min_score=0.0)
        compare(torch_detector, detector, photos[:COMPARED_PHOTOS])
        figures = evaluate_street(detector, photos)
    print(table(figures))
    named = {f"AP50 {broad.value}": round(value, 4) for broad, value in figures.items()}
    save_card(card.model_copy(update={"figures": {**named, "AP50 mean": round(mean(figures), 4)}}), folder)


def write_onnx(network: MaskRCNN, target: Path) -> None:
    """Trace the network into an ONNX file whose photo size is free (multiples of 32)."""
    outputs = ["boxes", "labels", "scores", "masks"]
    axes = {"photo": {2: "height", 3: "width"}, **{name: {0: "articles"} for name in outputs}}
    if network.roi_heads.semantic is not None:
        outputs.append("categories")
        axes["categories"] = {1: "half_height", 2: "half_width"}
    trace_onnx(Exportable(network), {"photo": torch.rand(1, 3, 480, 320)}, target, outputs, axes)
    store_as_half(target, target)


def compare(reference: TorchDetector, exported: OnnxMaskRcnn, photos: Sequence[StreetPhoto]) -> None:
    """The torch network's detections must be found again, at the same place with the same score.

    Raises:
        AssertionError: more than one in fifty is not (where two boxes compete, a rounding decides which one survives);
            one is always pardoned, unless none was found again. Or the pixels' categories are others.
    """
    found: list[bool] = []
    for street_photo in photos:
        photo = open_photo(street_photo.image)
        again = exported.detect(photo)
        found += [any(_same(d, other) for other in again) for d in reference.detect(photo) if d.score >= COMPARED_SCORE]
    lost = len(found) - sum(found)
    if not any(found) or lost > max(1.0, (1 - MIN_FOUND_AGAIN) * len(found)):
        raise AssertionError(f"the export finds {sum(found)} of the {len(found)} articles that torch finds")
    if reference.network.roi_heads.semantic is not None:
        compare_categories(reference, exported, photos)


def compare_categories(reference: TorchDetector, exported: OnnxMaskRcnn, photos: Sequence[StreetPhoto]) -> None:
    """The semantic branch must say the same of the photos' pixels.

    Raises:
        AssertionError: of some photo it doesn't.
    """
    expected = Exportable(reference.network)
    for photo in photos:
        seen = pad(shrink(open_photo(photo.image).pixels, exported.short_side, exported.long_side)).transpose(2, 0, 1)
        (categories,) = exported.session.run(["categories"], {"photo": seen[None]})
        with torch.inference_mode():
            wanted = expected(torch.from_numpy(np.ascontiguousarray(seen[None])))[-1].numpy()
        if (shift := float(np.abs(categories - wanted).mean())) > MAX_CATEGORY_SHIFT:
            raise AssertionError(f"the export's categories of {photo.id}'s pixels differ by {shift:.3f} from torch's")


def _same(one: Detection, other: Detection) -> bool:
    near = float(np.abs(np.subtract(one.box, other.box)).max()) <= MAX_BOX_SHIFT
    return one.broad is other.broad and near and abs(one.score - other.score) <= MAX_SCORE_SHIFT


def _card(weights: Path, version: str, recipe: dict[str, Any]) -> ModelCard:
    return ModelCard(
        name=NAME,
        version=version,
        task="Photo in; boxes, broad categories, scores and masks of garments, shoes and bags out (Mask R-CNN); and "
        "the category of each pixel (semantic branch).",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=[
            "Clothing Co-Parsing, 800 pixel-labelled street photos, training split (Apache-2.0)",
            "Clothing Co-Parsing, 1,000 tagged street photos, labelled by an earlier version (Apache-2.0)",
            "Product pages, looks and product shots rendered by data/boutique, training products (ours)",
            f"ImageNet weights of EfficientNet-{recipe['trunk']}, as the start (Apache-2.0)",
        ],
        command="python -m models.detector train|label|average|calibrate|branch|export, see README",
        measured_on="Clothing Co-Parsing validation split (174 photos), whole photos, no test-time augmentation, "
        "boxes from a score of .02 up",
        limits=[
            "Trained on street photos of mostly young women: men, children and studio shots are less well found.",
            "What shows under an open jacket is the weakest category.",
        ],
        settings={side: recipe[side] for side in ("short_side", "long_side")},
    )
