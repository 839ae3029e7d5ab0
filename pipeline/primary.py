"""Which article of a product page's look is the very product that the page sells.

(*Buy Me That Look*, 1: the primary article; the others of the look are secondary ones.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import FINE_BY_NAME, Broad
from pipeline.look import Article, Look
from pipeline.retrieval import ShopIndex

# What a detector takes for one another, and what shops file under either.
KINDRED: dict[Broad, tuple[Broad, ...]] = {
    Broad.TOPWEAR: (Broad.OUTERWEAR, Broad.DRESSES),
    Broad.OUTERWEAR: (Broad.TOPWEAR, Broad.DRESSES),
    Broad.BOTTOMWEAR: (Broad.SKIRTS,),
    Broad.SKIRTS: (Broad.BOTTOMWEAR, Broad.DRESSES),
    Broad.DRESSES: (Broad.SKIRTS, Broad.TOPWEAR),
}


def primary_article(look: Look, index: ShopIndex | None, product_id: str, broad: Broad) -> Article | None:
    """The article that is the product; None if none of them can be.

    Of several articles of its category it is the one most like the product's own pictures. Where the detector found
    none of that category, an article of a kindred one is taken that is more like the product than like anything the
    shop has in the article's own category.

    Args:
        look: of a shot of the product's page, with embeddings and matches.
        index: the shop's; None where it has none.
        product_id: of the page.
        broad: the product's category.
    """
    own = np.zeros((0, 0), np.float32) if index is None else index.vectors_of(broad, product_id)
    same = [article for article in look.articles if article.broad is broad]
    if same:
        return max(same, key=lambda article: _likeness(article, own))
    kindred = [article for article in look.articles if article.broad in KINDRED.get(broad, ())]
    like_it = [article for article in kindred if _likeness(article, own) > _best_other(article)]
    return max(like_it, key=lambda article: _likeness(article, own), default=None)


def sold_as(article: Article, broad: Broad, fine: str | None) -> Article:
    """The article with the category that the shop sells it under, which is then the one it is compared in.

    Args:
        article: the product, as the detector saw it.
        broad: the shop's category.
        fine: the shop's fine type; None if it is not known, or not yet.
    """
    if fine is None or FINE_BY_NAME[fine].broad is not broad:
        return article
    return article.model_copy(update={"broad": broad, "fine": fine})


def _likeness(article: Article, own: NDArray[np.float32]) -> float:
    """Greatest cosine between the article and the product's own pictures; 0 where there is nothing to compare."""
    if article.embedding is None or not len(own):
        return 0.0
    return float((own @ article.embedding).max())


def _best_other(article: Article) -> float:
    return article.matches[0].similarity if article.matches else 0.0
