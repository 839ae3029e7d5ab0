"""Lets the boxes grow by what training photos say is missing: the last step, once the weights are chosen.

A label's box is tight around all pixels that carry the label, strays included. The regression forgives outliers (smooth
L1), so it settles inside of that: on the photos that it learned from, boxes end a few percent too early at the same
sides as on others. The mean error of each side, a class, goes into the biases of the last layer; serving needn't know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor
from torchvision.models.detection import MaskRCNN
from torchvision.ops import box_iou
from tqdm import tqdm

from data.street.read import LabelledArticle, StreetPhoto
from models.detector.dataset import CLASS_OF
from models.detector.evaluate import TorchDetector
from pipeline.detection import ArticleDetector, Detection
from pipeline.photo import open_photo

# A detection below these is no answer to the article, and its box says nothing.
MIN_SCORE, MIN_IOU = 0.1, 0.25


def calibrate(detector: TorchDetector, photos: Sequence[StreetPhoto]) -> Tensor:
    """Correct a detector's boxes in place by what photos that it learned from say is missing; returns the growth.

    Measured without votes (`models.detector.voting`): on photos that it learned from, boxes agree more than on others,
    and the little by which the votes move a side there would be taken off the growth everywhere.
    """
    heads = detector.network.roi_heads
    heads.voting = False
    growth = missing_growth(detector, photos)
    heads.voting = True
    grow(detector.network, growth)
    return growth


def missing_growth(detector: ArticleDetector, photos: Sequence[StreetPhoto]) -> Tensor:
    """How far each side of a class's boxes should move outwards, in the mean over the photos.

    Args:
        detector: to be corrected.
        photos: that it learned from.

    Returns:
        (classes + 1, 4) shares of the box's width (left, right) and height (top, bottom), in the order left, top,
        right, bottom; none is negative, because stray pixels make a label's box larger only; 0 where nothing was found.
    """
    sums, counts = torch.zeros(len(CLASS_OF) + 1, 4), torch.zeros(len(CLASS_OF) + 1, 1)
    for photo in tqdm(photos, desc="calibrate", unit="photo", mininterval=10):
        for article, found in answers(photo.articles(), detector.detect(open_photo(photo.image))):
            number = CLASS_OF[article.broad]
            sums[number] += outwards(torch.tensor(found.box), torch.tensor(article.box))
            counts[number] += 1
    return (sums / counts.clamp(min=1)).clamp(min=0)


def answers(
    articles: Iterable[LabelledArticle], found: Sequence[Detection]
) -> Iterator[tuple[LabelledArticle, Detection]]:
    """Each article with the surest detection of its category that lies on it."""
    for article in articles:
        own = [each for each in found if each.broad is article.broad and each.score >= MIN_SCORE]
        if own:
            overlaps = box_iou(torch.tensor([article.box]).float(), torch.tensor([each.box for each in own]))[0]
            own = [each for each, overlap in zip(own, overlaps.tolist(), strict=True) if overlap >= MIN_IOU]
        if own:
            yield article, max(own, key=lambda each: each.score)


def outwards(box: Tensor, truth: Tensor) -> Tensor:
    """(4,) boxes x0, y0, x1, y1 -> (4,) how much farther out each side of the truth is, in widths or heights."""
    size = (box[2:] - box[:2]).repeat(2)
    return (truth - box) / size * torch.tensor([-1.0, -1.0, 1.0, 1.0])


def grow(network: MaskRCNN, growth: Tensor) -> None:
    """Write the growth into the biases of the box regression.

    A box is regressed as the shift of its centre and the logarithm of its size, both relative to its proposal, which
    is about as large as the box: so a constant is added to each.

    Args:
        network: changed in place.
        growth: see `missing_growth`.
    """
    across, down, wide, high = network.roi_heads.box_coder.weights
    left, top, right, bottom = growth.unbind(1)
    shifts = torch.stack([
        across * (right - left) / 2, down * (bottom - top) / 2,
        wide * torch.log1p(left + right), high * torch.log1p(top + bottom),
    ], dim=1)  # fmt: skip
    with torch.no_grad():
        bias = network.roi_heads.box_predictor.bbox_pred.bias
        bias += shifts.flatten().to(bias)


def as_percent(growth: Tensor) -> str:
    """A line a class."""
    names = {number: broad.value for broad, number in CLASS_OF.items()}
    rows = (f"{names[n]:12}" + "".join(f"{100 * value:6.1f}" for value in growth[n].tolist()) for n in sorted(names))
    return "\n".join(["boxes grow by %   left   top right bottom", *rows])


__all__ = ["answers", "as_percent", "calibrate", "grow", "missing_growth", "outwards"]
