"""What of a product page is shoppable: which article is the product, and what the shop has like it and the others."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from data.catalog.catalog import Product
from pipeline.look import Look, Match
from pipeline.primary import primary_article, sold_as
from pipeline.retrieval import FindMatches, ShopIndex, ShopIndexError
from pipeline.tiers import badged, beside_itself

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finds:
    """What is shoppable on a product page, with or without other colours.

    Attributes:
        look: of the chosen shot, matched; None without one.
        primary: id of the article that is the product; None if none is.
        like_item: finds that are like the product's own picture, for a page without a primary article.
    """

    look: Look | None
    primary: str | None
    like_item: tuple[Match, ...]

    def wanted(self) -> set[str]:
        """Ids of all products in it."""
        articles = self.look.articles if self.look is not None else ()
        return {match.product_id for matches in (*(a.matches for a in articles), self.like_item) for match in matches}


def find_for_page(
    product: Product, look: Look | None, index: ShopIndex | None, matches: int, other_colours: bool
) -> Finds:
    """The finds of a product page, in none of which is the product itself.

    Args:
        product: whose page it is.
        look: of its chosen shot, with embeddings; None without one.
        index: the shop's; None where there is none.
        matches: similar products an article, at most.
        other_colours: whether every colour of a model is a find of its own.
    """
    if look is None:
        return Finds(None, None, _like_item(product, index, matches, other_colours))
    primary = primary_article(look, index, product.id, product.broad)
    if primary is not None:
        sold = sold_as(primary, product.broad, product.fine)
        look = look.with_(articles=tuple(sold if each.id == sold.id else each for each in look.articles))
    # What matched when the page was read may be sold out by now, or be the product itself.
    look = look.with_(articles=tuple(each.model_copy(update={"matches": ()}) for each in look.articles))
    try:
        look = FindMatches(lambda: index, matches, exclude={product.id}, other_colours=other_colours).find(look)
    except ShopIndexError:  # made by other weights than those of this program
        log.exception("the look of a product page can't be matched")
    if primary is not None:
        found = look.article(primary.id) or primary
        own = found.model_copy(update={"matches": beside_itself(found.matches, product.model)})
        look = look.with_(articles=tuple(own if each.id == own.id else each for each in look.articles))
        return Finds(look, primary.id, ())
    return Finds(look, None, _like_item(product, index, matches, other_colours))


def _like_item(product: Product, index: ShopIndex | None, matches: int, other_colours: bool) -> tuple[Match, ...]:
    """What is like the product's main picture."""
    own = None if index is None else index.vectors_of(product.broad, product.id)[:1]
    if index is None or own is None or not len(own):
        return ()
    (found,) = index.search(product.broad, own, matches, exclude={product.id}, other_colours=other_colours)
    return beside_itself(badged(found, index.badges), product.model)
