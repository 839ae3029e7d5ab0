"""Logos as one more class of the article detector: the other of the two ways, trained to be compared with the finder.

It starts from a detector that has learned everything else and sees whole pictures at the size that it sees in serving.
Nothing of it ships; `docs/logo-reranking.md` has both ways' figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.models.detection import MaskRCNN

from data.boutique.read import Shop
from data.boutique.truth_records import Picture
from data.taxonomy import BROAD_CATEGORIES
from models.detector.dataset import Example
from models.detector.evaluate import found_in
from models.detector.network import mask_rcnn
from models.detector.rendered import picture_example
from models.detector.train import Recipe
from models.logos.calibrate import FALSE
from models.logos.evaluate import MOST, Seen, rates, threshold_for
from models.logos.examples import LEFT_OUT, Branded, boutique_examples, of_split
from pipeline.crops import CROP_SIZE
from pipeline.logos import Spot
from pipeline.look import Box

LOGO = len(BROAD_CATEGORIES) + 1
"""Number of the class."""
NEW_SPREAD = 0.01
"""Of the weights of what the detector did not know yet."""
ADDED = {"box_predictor.cls_score": 1, "box_predictor.bbox_pred": 4, "mask_fcn_logits": 1}
"""Layers that have outputs of their own for each class, and how many."""

Found = list[tuple[float, Box]]


def logo_examples(shop: Shop) -> list[Example]:
    """The boutique's training pictures, logos on top of the articles; without those of the left-out brands."""
    pictures = [picture for picture in shop.pictures if picture.split == "train" and picture.goods]
    new = [any(shop.goods[logo.product].brand in LEFT_OUT for logo in picture.logos) for picture in pictures]
    return [with_logos(shop, picture) for picture, left_out in zip(pictures, new, strict=True) if not left_out]


def with_logos(shop: Shop, picture: Picture) -> Example:
    """A picture's articles and logos; a logo's mask is its box."""
    bare = picture_example(shop, picture)
    instances = bare.instances.clone()
    down, across = instances.shape[0] / picture.height, instances.shape[1] / picture.width
    for number, logo in enumerate(picture.logos, start=len(bare.classes) + 1):
        x, y, width, height = logo.box
        rows = slice(round(y * down), max(round(y * down) + 1, round((y + height) * down)))
        instances[rows, round(x * across) : max(round(x * across) + 1, round((x + width) * across))] = number
    return replace(bare, instances=instances, classes=bare.classes + (LOGO,) * len(picture.logos))


def with_logo_class(checkpoint: Path, recipe: Recipe) -> MaskRCNN:
    """A trained detector with one class more, of which it knows nothing yet.

    Args:
        checkpoint: of `models.detector`.
        recipe: trunk and size of the photos.
    """
    network = mask_rcnn(LOGO, recipe.trunk, recipe.frozen_stages, recipe.short_side, recipe.long_side)
    state: dict[str, Tensor] = torch.load(checkpoint, map_location="cpu", weights_only=True)["averaged"]
    generator = torch.Generator().manual_seed(0)
    for name, weight in state.items():
        added = next((rows for layer, rows in ADDED.items() if layer in name), 0)
        if added and name.endswith("weight"):
            new = torch.randn((added, *weight.shape[1:]), generator=generator) * NEW_SPREAD
            state[name] = torch.cat([weight, new])
        elif added:
            state[name] = torch.cat([weight, torch.zeros(added)])
    network.load_state_dict(state)
    return network


def compared(network: MaskRCNN, boutique: Path) -> dict[str, float]:
    """The figures that the finder's card has, by part and name; the threshold is chosen on validation articles.

    Args:
        network: see `look_in_pictures`.
        boutique: folder of the shop.
    """
    worn = [each for each in boutique_examples(boutique) if each.item.domain != "white"]
    choosing = look_in_pictures(network, of_split(worn, "validation"))
    threshold = threshold_for([each.score for each in choosing if not len(each.truth)], FALSE)
    seen = look_in_pictures(network, of_split(worn, "test"))
    parts = {"looks": "street", "pages": "worn"}
    return {
        f"{part}: {figure}": value
        for part, domain in parts.items()
        for figure, value in rates([each for each in seen if each.example.item.domain == domain], threshold).items()
    }


def look_in_pictures(network: MaskRCNN, examples: Sequence[Branded]) -> list[Seen]:
    """What the class finds on articles: its finds in the whole picture whose middle lies on the article.

    Args:
        network: with the class, in evaluation mode.
        examples: articles; each picture is looked at once.
    """
    known: dict[Path, Found] = {}
    seen = []
    for each in examples:
        picture = each.item.picture
        if picture not in known:
            known[picture] = _logos(network, each.pixels())
        seen.append(Seen(each, each.boxes(CROP_SIZE), tuple(_in_crop(known[picture], each))))
    return seen


def _logos(network: MaskRCNN, pixels: NDArray[np.uint8]) -> Found:
    found = found_in(network, pixels)
    chosen = found["labels"] == LOGO
    boxes = [(x0, y0, x1, y1) for x0, y0, x1, y1 in found["boxes"][chosen].tolist()]
    return list(zip(found["scores"][chosen].tolist(), boxes, strict=True))


def _in_crop(found: Found, example: Branded) -> list[Spot]:
    """Those on the article, best first, in its crop's pixels."""
    left, top, side = example.square()
    mask = None if example.item.cut is None else example.item.cut.mask()
    spots = []
    for score, (x0, y0, x1, y1) in sorted(found, reverse=True):
        if mask is None or mask[int((y0 + y1) / 2), int((x0 + x1) / 2)]:
            scale = CROP_SIZE / side
            box = ((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale)
            spots.append(Spot(box, score))
    return spots[:MOST]
