"""What a shopper sees of all that the detector found: the certain articles, each once."""

from __future__ import annotations

from collections.abc import Sequence

from pycocotools import mask as coco_mask

from data.taxonomy import Broad
from pipeline.full_shot import ANKLES, NOBODY
from pipeline.look import Article, Look

# A smaller find of the same category that lies almost wholly in a more certain one is a part of it: one shoe of the
# pair, the skirt part of a dress found twice.
SAME_CATEGORY_COVER = 0.75
# Two categories for one and the same cloth: a jacket or a cardigan, a skirt or a dress.
OTHER_CATEGORY_IOU = 0.7


def shown(look: Look, score: float) -> Look:
    """The look with its articles of at least this score, and without those that are a more certain one again.

    Nor are there shoes where a person's feet are not in the photo: the detector, which learned from whole people, is
    prone to see some at a photo's lower edge.

    Args:
        look: articles most certain first.
        score: 0..1.
    """
    certain = look.above(score).articles
    if _without_feet(look):
        certain = tuple(article for article in certain if article.broad is not Broad.FOOTWEAR)
    return look.with_(articles=once(certain))


def once(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles without those that are a more certain one again.

    Args:
        articles: most certain first.
    """
    kept: list[Article] = []
    for article in articles:
        if not any(_again(article, other) for other in kept):
            kept.append(article)
    return tuple(kept)


def _without_feet(look: Look) -> bool:
    """Whether there is a person whose ankles both are not seen."""
    verdict = look.full_shot
    return verdict is not None and verdict.reason != NOBODY and set(ANKLES) <= set(verdict.missing)


def _again(article: Article, other: Article) -> bool:
    if article.broad is other.broad:
        return _overlap(article, other, cover=True) >= SAME_CATEGORY_COVER
    return _overlap(article, other, cover=False) >= OTHER_CATEGORY_IOU


def _overlap(article: Article, other: Article, *, cover: bool) -> float:
    """Intersection over union of the masks, or, with `cover`, the share of the article's mask that the other covers."""
    one, two = ({"size": list(a.mask.size), "counts": a.mask.counts.encode("ascii")} for a in (article, other))
    return float(coco_mask.iou([one], [two], [cover])[0, 0])
