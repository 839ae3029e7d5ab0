"""Where the round icons go (*Buy Me That Look*, 3.4), and better: always on the article's own cloth, never in a heap.

The paper puts a topwear's icon on the centroid and a bottomwear's a quarter of the way from the knee to the hip. Both
can miss the cloth: a pair of shoes has its centroid between the feet, an open jacket on the shirt, shorts end above
that quarter. So the paper's point is only where the icon would like to be: it goes to the nearest place well inside
the mask that is a finger away from the icons that are placed already. Where the detector says of which part of the mask
it is most certain, only that part counts: bare toes or a scarf's edge may be in the mask, seldom in its core.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.distance import capped_distance
from pipeline.look import Article, Keypoints, Look, Mask, Point
from pipeline.photo import Photo
from pipeline.run_lengths import read_grid

PHONE_WIDTH, PHONE_HEIGHT = 358.0, 360.0
"""The smallest size in which a page shows a photo, in CSS pixels: a 390 px phone less its margins, and the least height
to which the page limits tall photos."""
FINGER = 24.0
"""Smallest distance of two icons there, centre to centre, in CSS pixels (WCAG 2.2, 2.5.8: target size)."""
MARGIN = 12.0
"""How far inside the mask an icon should be, in CSS pixels: its own radius, so that it covers its article only."""
CELL = 2.0
"""Masks are read on a grid of this many CSS pixels."""
THIN = 0.75
"""A mask too thin for the margin: this part of its greatest depth will do, or a bag strap's icon ran to the bag."""
CORE_DEPTH = 0.35
"""In the core this part of that depth will do: what is certain matters more than what is in the middle."""
FEW_CELLS = 12
"""A mask that the grid meets less often than this is read pixel by pixel."""
SEEN = 0.5
"""Visibility from which on a keypoint is believed."""
KNEE_TO_HIP = 0.25
SHOE_HEIGHT = 0.6
"""Share of a shoe that is above its icon."""


class Cloth(NamedTuple):
    """The places on an article that an icon may take.

    Attributes:
        points: (N, 2) float64, x and y of centres of pixels of the mask, row by row; N may be 0.
        depth: (N,) float64, pixels to the nearest point outside the mask or the photo, capped over the margin.
        core: (N,) bool, whether a place is in the core or holds a bit of it.
    """

    points: NDArray[np.float64]
    depth: NDArray[np.float64]
    core: NDArray[np.bool_]


class PlaceIcons:
    """The stage: gives every article of the look its icon."""

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `icon` set on all articles."""
        return look.with_(articles=place_icons(look.articles, look.keypoints, photo.width, photo.height))


def place_icons(
    articles: Sequence[Article], keypoints: Keypoints | None, width: int, height: int
) -> tuple[Article, ...]:
    """Give each article an icon on its own mask.

    Articles are served in the order given, the most certain first: an icon never moves because of a less certain
    article, so those that a page hides below its threshold don't disturb those it shows.

    Args:
        articles: with masks of the photo's size, in descending score.
        keypoints: of the person, or None.
        width: of the photo, pixels.
        height: of the photo, pixels.

    Returns:
        The same articles in the same order. An icon is inside its mask always; a finger from all earlier ones if its
        mask has such a place, else as far from them as it can be. An article with an empty mask gets its box's centre.
    """
    pixels = page_scale(width, height)
    placed: list[Point] = []
    for article in articles:
        placed.append(_icon(article, keypoints, placed, pixels))
    return tuple(article.model_copy(update={"icon": icon}) for article, icon in zip(articles, placed, strict=True))


def page_scale(width: int, height: int) -> float:
    """Photo pixels a CSS pixel where a page shows the photo smallest."""
    return max(width / PHONE_WIDTH, height / PHONE_HEIGHT)


def _icon(article: Article, keypoints: Keypoints | None, placed: Sequence[Point], pixels: float) -> Point:
    """In the core if there is room, else in the mask: well inside and apart, else apart, else as far as can be."""
    cloth = _read(article.mask, article.core, pixels)
    if not len(cloth.points):
        return _centre(article)
    apart = _apart(cloth, placed)
    free = apart >= (FINGER * pixels) ** 2
    enough = min(MARGIN * pixels, THIN * cloth.depth.max())
    sure = cloth.core & (cloth.depth >= CORE_DEPTH * enough)
    if (sure & free).any():
        return _nearest(cloth, sure & free, _wish(article, cloth.points[sure], keypoints))
    if not free.any():
        return _point(cloth, int(np.argmax(apart)))
    deep = free & (cloth.depth >= enough)
    return _nearest(cloth, deep if deep.any() else free, _wish(article, cloth.points, keypoints))


def _read(mask: Mask, core: Mask | None, pixels: float) -> Cloth:
    """The mask's places; `pixels` is photo pixels a CSS pixel."""
    step = max(1, int(CELL * pixels))
    cloth = _sample(mask, core, step, MARGIN * pixels)
    if step > 1 and len(cloth.points) < FEW_CELLS:
        # Thinner than the grid or tiny: its depth can't be more than a few cells, so a small cap is enough.
        cloth = _sample(mask, core, 1, 3.0 * step)
    return cloth


def _sample(mask: Mask, core: Mask | None, step: int, margin: float) -> Cloth:
    """Read every `step`-th pixel of each axis, only where the mask is."""
    first = step // 2
    grid = read_grid(mask, first, step)
    rows, columns = np.flatnonzero(grid.any(axis=1)), np.flatnonzero(grid.any(axis=0))
    if not len(rows):
        return Cloth(np.empty((0, 2)), np.empty(0), np.empty(0, np.bool_))
    top, left = rows[0], columns[0]
    part = np.ascontiguousarray(grid[top : rows[-1] + 1, left : columns[-1] + 1])
    # Deep enough that a thick mask's share of its greatest depth is not less than the margin.
    depth = capped_distance(part, int(np.ceil(margin / THIN / step)))
    y, x = np.nonzero(part)
    points = np.stack([x + left, y + top], axis=1) * step + first + 0.5
    return Cloth(points, depth[y, x] * step, _cells(core, grid.shape, step)[y + top, x + left])


def _cells(core: Mask | None, shape: tuple[int, ...], step: int) -> NDArray[np.bool_]:
    """Which cells of a grid hold a pixel of the core: a core is often smaller than the distance of two cells."""
    cells = np.zeros(shape, np.bool_)
    if core is not None:
        y, x = np.nonzero(core.decode())
        cells[np.minimum(y // step, shape[0] - 1), np.minimum(x // step, shape[1] - 1)] = True
    return cells


def _wish(article: Article, points: NDArray[np.float64], keypoints: Keypoints | None) -> NDArray[np.float64]:
    """Where the paper would put the icon, of an article that is at these points: (2,)."""
    if article.broad is Broad.BOTTOMWEAR and keypoints is not None:
        legs = [_leg(keypoints, side) for side in ("left", "right") if _is_worn(article, keypoints, side)]
        if legs:
            return min(legs, key=lambda point: float(_squared(points, point).min()))
    if article.broad is Broad.FOOTWEAR:
        return _one_shoe(points)
    return np.asarray(points.mean(axis=0), dtype=np.float64)


def _one_shoe(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The middle of the larger shoe of a pair, a little low: (2,).

    Between the shoes a detector's mask is often closed, and the upper half of a sandal is mostly foot.
    """
    left = points[:, 0] < points[:, 0].mean()
    shoe = points[left] if 2 * left.sum() >= len(points) else points[~left]
    return np.array([shoe[:, 0].mean(), np.quantile(shoe[:, 1], SHOE_HEIGHT)])


def _leg(keypoints: Keypoints, side: str) -> NDArray[np.float64]:
    knee, hip = (np.array(keypoints[f"{side}_{joint}"][:2], dtype=np.float64) for joint in ("knee", "hip"))
    return np.asarray(knee + KNEE_TO_HIP * (hip - knee), dtype=np.float64)


def _is_worn(article: Article, keypoints: Keypoints, side: str) -> bool:
    """Whether this leg is seen and is in this article: among several people the keypoints are only one's."""
    x0, y0, x1, y1 = article.box
    x, y, hip_seen = keypoints[f"{side}_hip"]
    slack_x, slack_y = 0.1 * (x1 - x0), 0.1 * (y1 - y0)
    in_box = x0 - slack_x <= x <= x1 + slack_x and y0 - slack_y <= y <= y1 + slack_y
    return in_box and min(hip_seen, keypoints[f"{side}_knee"][2]) >= SEEN


def _nearest(cloth: Cloth, allowed: NDArray[np.bool_], wish: NDArray[np.float64]) -> Point:
    """The allowed place nearest to the wish."""
    return _point(cloth, int(np.argmin(np.where(allowed, _squared(cloth.points, wish), np.inf))))


def _point(cloth: Cloth, place: int) -> Point:
    return float(cloth.points[place, 0]), float(cloth.points[place, 1])


def _apart(cloth: Cloth, placed: Sequence[Point]) -> NDArray[np.float64]:
    """Squared distance of each place to the nearest earlier icon: (N,)."""
    apart = np.full(len(cloth.points), np.inf)
    for other in placed:
        np.minimum(apart, _squared(cloth.points, np.array(other)), out=apart)
    return apart


def _squared(points: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = points[:, 0] - other[0], points[:, 1] - other[1]
    return np.asarray(x * x + y * y, dtype=np.float64)


def _centre(article: Article) -> Point:
    x0, y0, x1, y1 = article.box
    return (x0 + x1) / 2, (y0 + y1) / 2
