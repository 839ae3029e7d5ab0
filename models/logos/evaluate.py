"""What the finder finds and the reader reads where logos are known, with true masks in the detector's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.logos.articles import load_crop
from models.logos.examples import Branded
from pipeline.brands import Brands
from pipeline.crops import CROP_SIZE
from pipeline.logo_patches import logo_patch
from pipeline.logos import LogoFinder, LogoReader, Spot, in_picture

BATCH = 16
MOST = 3
"""Spots of a crop that are counted: shoes show two logos."""
IOU = 0.5
LEGIBLE = 8
BRAND_RATES = (
    "named", "right of named", "named rightly, of all with a logo", "nearest is right, of found",
    "named without a logo",
)  # fmt: skip
WHOLE = np.full((CROP_SIZE, CROP_SIZE), 255, np.uint8)

Boxes = NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """An article and what was found on it.

    Attributes:
        example: the article.
        truth: (L, 4) its logos in the crop.
        spots: found, best first.
    """

    example: Branded
    truth: Boxes
    spots: tuple[Spot, ...]

    @property
    def score(self) -> float:
        """Of the best spot; 0 without one."""
        return self.spots[0].score if self.spots else 0.0

    @property
    def legible(self) -> bool:
        """Whether one of its logos is at least `LEGIBLE` pixels of the crop wide and high: others are mere streaks."""
        return bool(((self.truth[:, 2:] - self.truth[:, :2]).min(axis=1) >= LEGIBLE).any())

    @property
    def hit(self) -> bool:
        """Whether the middle of the best spot lies on a logo, or a quarter of its size beside."""
        return bool(self.spots) and any(_on(self.spots[0].box, box) for box in self.truth)


def look(finder: LogoFinder, examples: Sequence[Branded]) -> list[Seen]:
    """Find logos on articles."""
    seen = []
    for first in range(0, len(examples), BATCH):
        batch = examples[first : first + BATCH]
        crops = [load_crop(each) for each in batch]
        # On a shop's white a white logo is no hole.
        shares = [WHOLE if each.item.cut is None else crop.share for each, crop in zip(batch, crops, strict=True)]
        found = finder.find([each.pixels for each in crops], shares, MOST)
        seen += [Seen(each, each.boxes(CROP_SIZE), tuple(spots)) for each, spots in zip(batch, found, strict=True)]
    return seen


def _on(box: Sequence[float], truth: NDArray[np.float32]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    room_x, room_y = (truth[2:] - truth[:2]) / 4
    return bool(truth[0] - room_x <= x <= truth[2] + room_x and truth[1] - room_y <= y <= truth[3] + room_y)


def average_precision(seen: Sequence[Seen], iou: float = IOU) -> float:
    """Area under precision over recall of all spots (VOC 2010's, every point), a spot right from that IoU on."""
    ranked: list[tuple[float, bool]] = []
    for each in seen:
        left = list(range(len(each.truth)))
        for spot in each.spots:
            best = max(left, key=lambda number: overlap(spot.box, each.truth[number]), default=None)
            right = best is not None and overlap(spot.box, each.truth[best]) >= iou
            if right and best is not None:
                left.remove(best)
            ranked.append((spot.score, right))
    ranked.sort(key=lambda pair: -pair[0])
    so_far = np.cumsum([pair[1] for pair in ranked])
    precision = so_far / np.arange(1, len(ranked) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    total = sum(len(each.truth) for each in seen)
    return float(envelope[[pair[1] for pair in ranked]].sum() / max(1, total))


def overlap(one: Sequence[float], other: NDArray[np.float32]) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return float(width * height / (both - width * height))


def threshold_for(bare: Sequence[float], share: float) -> float:
    """The least score that at most this share of articles without a logo exceed."""
    ranked = sorted(bare, reverse=True)
    allowed = int(share * len(ranked))
    return float(np.nextafter(np.float32(ranked[allowed]), np.float32(2))) if allowed < len(ranked) else 0.0


def read(reader: LogoReader, seen: Sequence[Seen]) -> NDArray[np.float32]:
    """(N, D) vectors of the best spots, cut out of the pictures at their own resolution."""
    vectors: list[NDArray[np.float32]] = [np.zeros((0, 0), np.float32)]
    for first in range(0, len(seen), BATCH):
        batch = seen[first : first + BATCH]
        patches = [logo_patch(e.example.pixels(), in_picture(e.spots[0].box, e.example.square())) for e in batch]
        vectors.append(reader.read(patches))
    return np.concatenate(vectors[1:]) if len(vectors) > 1 else vectors[0]


def rates(seen: Sequence[Seen], threshold: float) -> dict[str, float]:
    """Figures by name: AP50; shares of articles whose logo the best spot hits, and of those without that get one.

    Args:
        seen: articles.
        threshold: score from which a spot counts, except for AP50.
    """
    legible = [each for each in seen if len(each.truth) and each.legible]
    branded, bare = [each for each in seen if len(each.truth)], [each for each in seen if not len(each.truth)]
    hits = [each.hit and each.score >= threshold for each in branded]
    return {
        "AP50": average_precision(seen),
        "articles with a logo": float(len(branded)),
        "found": float(np.mean(hits)) if hits else 0.0,
        "articles with a legible logo": float(len(legible)),
        "found of these": float(np.mean([each.hit and each.score >= threshold for each in legible] or [False])),
        "articles without": float(len(bare)),
        "false": float(np.mean([each.score >= threshold for each in bare])) if bare else 0.0,
    }


def brand_rates(
    seen: Sequence[Seen], threshold: float, vectors: Callable[[Sequence[Seen]], NDArray[np.float32]], brands: Brands
) -> dict[str, float]:
    """Shares by name: of the articles with a logo, and of those without, that are given a brand, rightly or not."""
    found = [each for each in seen if each.score >= threshold]
    if not found:
        return dict.fromkeys(BRAND_RATES, 0.0)
    probabilities = brands.probabilities(vectors(found))
    named = probabilities.max(axis=1) >= 0.5
    right = np.array([brands.names[p.argmax()] == e.example.brand for p, e in zip(probabilities, found, strict=True)])
    branded = np.array([len(each.truth) > 0 for each in found])
    all_branded = sum(len(each.truth) > 0 for each in seen)
    figures = (
        (named & branded).sum(),
        right[named & branded].mean() if (named & branded).any() else 0,
        (named & branded & right).sum() / max(1, all_branded),
        right[branded].mean() if branded.any() else 0,
        (named & ~branded).sum() / max(1, len(seen) - all_branded),
    )
    return dict(zip(BRAND_RATES, map(float, figures), strict=True))
