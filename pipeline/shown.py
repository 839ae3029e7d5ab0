"""What a shopper sees of all that the detector found: the certain articles, each once."""

from __future__ import annotations

from collections.abc import Sequence

from pycocotools import mask as coco_mask

from pipeline.look import Article, Look

# A smaller find of the same category that lies almost wholly in a more certain one is a part of it: one shoe of the
# pair, the skirt part of a dress found twice.
SAME_CATEGORY_COVER = 0.75
# Two categories for one and the same cloth: a jacket or a cardigan, a skirt or a dress.
OTHER_CATEGORY_IOU = 0.7


def shown(look: Look, score: float) -> Look:
    """The look with its articles of at least this score, and without those that are a more certain one again.

    Args:
        look: articles most certain first.
        score: 0..1.
    """
    return look.with_(articles=once(look.above(score).articles))


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


def _again(article: Article, other: Article) -> bool:
    if article.broad is other.broad:
        return _overlap(article, other, cover=True) >= SAME_CATEGORY_COVER
    return _overlap(article, other, cover=False) >= OTHER_CATEGORY_IOU


def _overlap(article: Article, other: Article, *, cover: bool) -> float:
    """Intersection over union of the masks, or, with `cover`, the share of the article's mask that the other covers."""
    one, two = ({"size": list(a.mask.size), "counts": a.mask.counts.encode("ascii")} for a in (article, other))
    return float(coco_mask.iou([one], [two], [cover])[0, 0])
