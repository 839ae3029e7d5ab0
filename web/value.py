"""What the page's component gets: a look, its photo and the goods it matched, as plain JSON.

Everything a click may show is in here, so that no click needs the server. The browser builds nodes from it with
`textContent` and `setAttribute` only (`web/static/`): no text of a shop ever becomes markup or a template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.catalog.catalog import Product
from data.taxonomy import BROAD_LABELS, Broad
from pipeline.colours import COLOURS
from pipeline.look import Article, Look, Match
from pipeline.photo import Photo
from web.pictures import photo_url, picture_url
from web.words import BADGES, article_labels, count_of, likeness

Value = dict[str, Any]
"""The component's value; `state` says which of the page's states it is."""


def problem_value(message: str, *, again: bool = False) -> Value:
    """The state "problem": one sentence that says what is wrong and what to do.

    Args:
        message: for a shopper.
        again: whether the same photo may be sent again.
    """
    return {"state": "problem", "message": message, "again": again}


def look_value(photo: Photo, look: Look, products: Mapping[str, Product], colours: Look | None = None) -> Value:
    """The state "look", or "nothing" when no article was found.

    Args:
        photo: the upright photo, which the page shows.
        look: all stages done; only the articles that are to be shown.
        products: product id -> product, for (at least) the matches that the catalogue still has.
        colours: the same look with every colour of a model as a find of its own; None where that is not known.
    """
    found = finds(look, products)
    return {
        "state": "look" if found["articles"] else "nothing",
        "photo": {"src": photo_url(photo), "width": look.width, "height": look.height, "name": look.photo},
        "missing": _missing(look),
        "unsearched": "embedding" in look.failed or "retrieval" in look.failed,
        **found,
        "colours": None if colours is None else if_other(finds(colours, products), found),
        "engineers": {"timings_ms": look.timings_ms, "models": look.models, "failed": list(look.failed)},
    }


def finds(look: Look, products: Mapping[str, Product]) -> Value:
    """The articles head to toe, each with its cards, and a sentence about them all."""
    articles = _head_to_toe(look.articles)
    labels = article_labels(articles)
    entries = [_article(article, label, look, products) for article, label in zip(articles, labels, strict=True)]
    return {"articles": entries, "summary": summary(entries)}


def if_other(found: Value, than: Value) -> Value | None:
    """What replaces `than` while other colours are shown; None where there is nothing to switch."""
    return found if found != than else None


def _head_to_toe(articles: Sequence[Article]) -> list[Article]:
    """The order in which a look is read, and in which Tab goes through its icons."""
    return sorted(articles, key=lambda article: _spot(article)[1])


def _spot(article: Article) -> tuple[float, float]:
    """Where the icon goes; the middle of the box if the icon stage failed."""
    x0, y0, x1, y1 = article.box
    return article.icon or ((x0 + x1) / 2, (y0 + y1) / 2)


def _article(article: Article, label: str, look: Look, products: Mapping[str, Product]) -> Value:
    x, y = _spot(article)
    return {
        "id": article.id,
        "label": label,
        **shelf_of(article.broad, label, article.matches, products),
        "described": ", ".join(article.attributes.values()),
        "brand": article.logo.brand if article.logo is not None else None,
        "spot": [_percent(x, look.width), _percent(y, look.height)],
        "box": [_percent(at, (look.width, look.height)[i % 2]) for i, at in enumerate(article.box)],
        "engineers": {"broad": article.broad.value, "fine": article.fine, "score": round(article.score, 3)},
    }


def shelf_of(broad: Broad, label: str, matches: Sequence[Match], products: Mapping[str, Product]) -> Value:
    """What the shop has of one category that is like an article called `label`."""
    sold = [match for match in matches if match.product_id in products]
    cards = [_card(match, products[match.product_id]) for match in sold if match.tier != "far"]
    return {
        "name": f"{label}: {count_of(len(cards), 'similar item').lower()}",
        "count": len(cards),
        "counted": count_of(len(cards), "similar item"),
        "colour": COLOURS[broad],
        "shelf": BROAD_LABELS[broad],
        "far": bool(sold) and not cards,
        "cards": cards,
    }


def _card(match: Match, product: Product) -> Value:
    return {
        **goods(product),
        "likeness": likeness(match.similarity),
        "badge": BADGES.get(match.tier, "") if match.tier is not None else "",
        "tier": match.tier,
        "similarity": round(match.similarity, 3),
    }


def goods(product: Product) -> Value:
    """A product as the shop describes it, with its main picture.

    Not with the one that matched: that may be a model's knees, and on a shelf goods are told apart by their main ones.
    """
    image = next(iter(product.pictures), None)
    return {
        "id": product.id,
        "title": product.title,
        "brand": product.brand,
        "price": str(product.price),
        "currency": product.currency,
        "attributes": dict(product.attributes),
        "picture": "" if image is None else picture_url(image),
    }


def _percent(at: float, size: int) -> float:
    return round(min(max(100.0 * at / size, 0.0), 100.0), 2)


def _missing(look: Look) -> str:
    """What the full-shot stage misses, in its own plain words; empty for a whole person."""
    return "" if look.full_shot is None or look.full_shot.is_full_shot else look.full_shot.reason


def summary(entries: Sequence[Value], where: str = "your photo") -> str:
    """How many articles there are in the photo, and how many finds for them in the shop."""
    found = sum(int(entry["count"]) for entry in entries)
    return f"{count_of(len(entries), 'article')} in {where}, {count_of(found, 'similar item').lower()} in the shop"
