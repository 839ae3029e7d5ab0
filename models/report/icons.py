"""Whether the icons lie on cloth (*Buy Me That Look*, 3.4 and figure 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from data.street.read import LabelledArticle, StreetPhoto
from pipeline.icons import page_scale
from pipeline.look import Article, Box, Look, Point
from pipeline.photo import Photo, open_photo

MATCH_IOU = 0.5


@dataclass(frozen=True)
class IconHits:
    """How many icons lie inside the ground-truth mask of their article.

    Attributes:
        articles: shown articles that are the right ones: same broad category, box IoU of at least 0.5.
        icons: icons of theirs inside the ground-truth mask.
        centroids: how many would be with the icon at the centre of the box, as image search engines place it.
        closest: the smallest distance between two icons of one photo, in CSS pixels on a phone.
    """

    articles: int
    icons: int
    centroids: int
    closest: float

    def __str__(self) -> str:
        return (
            f"icons inside the true mask {self.icons / max(1, self.articles):.3f}, "
            f"box centres {self.centroids / max(1, self.articles):.3f}, of {self.articles} articles; "
            f"closest two icons {self.closest:.0f} px on a phone"
        )


def icon_hits(photos: Iterable[StreetPhoto], find: Callable[[Photo], Look]) -> IconHits:
    """Count over photos.

    Args:
        photos: with label maps.
        find: photo -> look of the articles that a shopper would see.
    """
    articles = icons = centroids = 0
    closest = float("inf")
    for street_photo in tqdm(list(photos), desc="icons", unit="photo", mininterval=10):
        look = find(open_photo(street_photo.image))
        closest = min(closest, _closest(look) / page_scale(look.width, look.height))
        for article, truth in _pairs(look.articles, street_photo.articles()):
            articles += 1
            icons += article.icon is not None and _inside(truth.mask, article.icon)
            centroids += _inside(truth.mask, _centre(article.box))
    return IconHits(articles, icons, centroids, closest)


def _pairs(found: Iterable[Article], truth: list[LabelledArticle]) -> list[tuple[Article, LabelledArticle]]:
    """Each article with the truth it overlaps most, if that is enough; most certain first, each truth once."""
    pairs, free = [], list(truth)
    for article in found:
        rated = [(box_iou(article.box, other.box), other) for other in free if other.broad is article.broad]
        best = max(rated, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] >= MATCH_IOU:
            pairs.append((article, best[1]))
            free = [other for other in free if other is not best[1]]
    return pairs


def box_iou(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, width) * max(0.0, height)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return both / (areas - both)


def _centre(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _inside(mask: NDArray[np.bool_], point: Point) -> bool:
    x, y = int(point[0]), int(point[1])
    return 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1] and bool(mask[y, x])


def _closest(look: Look) -> float:
    points = np.array([article.icon for article in look.articles if article.icon is not None])
    if len(points) < 2:
        return float("inf")
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return float(distances[~np.eye(len(points), dtype=bool)].min())
