"""What the page's component gets for a product page and for the shelves they are chosen from, as plain JSON.

As in `web/value.py`, everything that a click may show is in here, and no text of a shop ever becomes markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.catalog.catalog import Neighbours, Product
from data.taxonomy import BROAD_LABELS, FINE_BY_NAME, Broad
from pipeline.look import Match
from pipeline.product_page import ProductPage, Shot
from web import words
from web.pictures import picture_url
from web.product_finds import Finds
from web.value import Value, finds, goods, if_other, shelf_of, summary

ITEM = "item"
"""Id of the entry that stands for the product where no article of the look is it; never that of an article."""


def product_value(
    product: Product,
    page: ProductPage,
    merged: Finds,
    each: Finds,
    products: Mapping[str, Product],
    *,
    views_known: bool,
    unsearched: bool,
) -> Value:
    """The state "product", but for `around`.

    Args:
        product: whose page it is.
        page: its shots, in the order of `product.pictures`.
        merged: finds with the colours of a model as one.
        each: finds with every colour.
        products: product id -> product, for (at least) the finds that the catalogue still has.
        views_known: whether a view classifier is installed.
        unsearched: whether the shop could not be searched.
    """
    found, look = _finds(product, merged, products), page.look
    shots = [_shot(shot, number, product) for number, shot in enumerate(page.shots)]
    return {
        "state": "product",
        "product": goods(product),
        "shots": shots,
        "chosen": page.chosen,
        "photo": None if page.chosen is None else shots[page.chosen],
        "notes": _notes(page, views_known),
        "missing": "",
        "unsearched": unsearched,
        **found,
        "colours": if_other(_finds(product, each, products), found),
        "engineers": {
            "timings_ms": {**page.timings_ms, **({} if look is None else look.timings_ms)},
            "models": {**page.models, **({} if look is None else look.models)},
            "failed": [*page.failed, *(() if look is None else look.failed)],
        },
    }


def around(product: Product, neighbours: Neighbours, colours: Sequence[Product]) -> Value:
    """Where the product stands in the shop, and its other colours."""
    category = BROAD_LABELS[product.broad]
    return {
        "category": {"id": product.broad.value, "label": category},
        "place": f"{neighbours.place} of {neighbours.total} in {category}",
        "previous": neighbours.previous,
        "next": neighbours.next,
        "siblings": [goods(other) for other in colours],
    }


def shelves_value(
    category: Broad | None, counts: Mapping[Broad, int], products: Sequence[Product], page: int, pages: int
) -> Value:
    """The state "shelves": the products of one category, or of all, a page at a time (from 1)."""
    kinds = [{"id": broad.value, "label": BROAD_LABELS[broad], "count": number} for broad, number in counts.items()]
    total = sum(counts.values())
    return {
        "state": "shelves",
        "categories": [{"id": "", "label": "Everything", "count": total}, *kinds],
        "category": category.value if category else "",
        "counted": words.count_of(total if category is None else counts[category], "product"),
        "products": [goods(product) for product in products],
        "page": page,
        "pages": pages,
    }


def _finds(product: Product, found: Finds, products: Mapping[str, Product]) -> Value:
    """As `web.value.finds`, the primary article first; where there is none, an entry for the product itself."""
    entries = [] if found.look is None else finds(found.look, products)["articles"]
    entries = [{**entry, "this": entry["id"] == found.primary} for entry in entries]
    if found.primary is None:
        entries.append(_item(product, found.like_item, products))
    entries.sort(key=lambda entry: not entry["this"])
    seen = [entry for entry in entries if entry["id"] != ITEM]
    return {"articles": entries, "summary": summary(seen or entries, "this picture") if seen else entries[0]["counted"]}


def _item(product: Product, matches: Sequence[Match], products: Mapping[str, Product]) -> Value:
    known = FINE_BY_NAME.get(product.fine or "")
    label = known.label if known is not None else BROAD_LABELS[product.broad]
    return {
        "id": ITEM,
        "label": label,
        **shelf_of(product.broad, label, matches, products),
        "described": "",
        "spot": None,
        "box": None,
        "engineers": {"broad": product.broad.value, "fine": product.fine or "", "score": 0.0},
        "this": True,
    }


def _shot(shot: Shot, number: int, product: Product) -> Value:
    view = words.VIEWS[shot.view] if shot.view is not None else ""
    reason = shot.failed or shot.reason
    return {
        "src": picture_url(product.pictures[number]),
        "width": shot.width,
        "height": shot.height,
        "view": view,
        "reason": reason,
        "chosen": shot.chosen,
        "failed": shot.failed is not None,
        "engineers": {
            "view": f"{view} {shot.view_score:.3f}" if view else "",
            "whole": "" if shot.full_shot is None else shot.full_shot.reason,
            "person": round(shot.person, 3),
        },
    }


def _notes(page: ProductPage, views_known: bool) -> list[str]:
    if not page.shots:
        return [words.NO_PICTURES]
    if page.chosen is None:
        return [words.NO_GOOD_PICTURES]
    return [note for note in (page.note, None if views_known else words.NO_VIEWS) if note]
