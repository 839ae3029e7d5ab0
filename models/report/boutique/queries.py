"""Every article of a test product that a street photo shows, and what the whole pipeline answers to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tqdm import tqdm

from data.boutique.shop_records import Shop
from data.boutique.truth_records import Picture, Worn
from data.taxonomy import Broad
from models.report.boutique.detection import is_sliver
from models.report.icons import MATCH_IOU, box_iou
from pipeline.look import Article, Box, Look
from pipeline.photo import Photo, open_photo

NOT_DETECTED, WRONG_CATEGORY = "not detected", "wrong category"


@dataclass(frozen=True)
class Query:
    """A worn product that should be found.

    Attributes:
        product: its id.
        broad: its category.
        picture: file of the photo.
        box: of the product in it, x0, y0, x1, y1.
        lost: why nothing was searched for it, `NOT_DETECTED` or `WRONG_CATEGORY`; None if it was.
        found: the category that the detector gave it; None if it was not detected.
        answers: ids of the products found, most similar first; empty where it was lost.
    """

    product: str
    broad: Broad
    picture: str
    box: Box
    lost: str | None
    found: Broad | None
    answers: tuple[str, ...] = ()


def ask(shop: Shop, find: Callable[[Photo], Look], split: str = "test") -> list[Query]:
    """The queries of all looks of a split.

    Goods of other splits that are worn along are no queries, nor are slivers, nor goods without a picture on white.

    Args:
        shop: the boutique.
        find: photo -> the articles that a shopper sees, each with all the products it is like.
        split: of the looks and of the products asked for.
    """
    queries = []
    for picture in tqdm(list(shop.of_kind("look", split)), desc="looks", unit="look", mininterval=10):
        asked = [worn for worn in picture.goods if _counts(shop, picture, worn, split)]
        if asked:
            articles = find(open_photo(shop.path(picture))).articles
            # Goods that are no query still take the articles that show them.
            answered = {query.product: query for query in answer(shop, picture, picture.goods, articles)}
            queries += [answered[worn.product] for worn in asked]
    return queries


def answer(shop: Shop, picture: Picture, goods: Sequence[Worn], articles: Sequence[Article]) -> list[Query]:
    """What was found for each of the worn goods, in their order.

    An article shows a product if their boxes' IoU is at least 0.5; each article shows one product and each product is
    shown by one article, most certain articles first, those of the right category before all others.
    """
    wanted = {worn.product: shop.goods[worn.product].broad for worn in goods}
    boxes = {worn.product: _corners(worn) for worn in goods}
    taken: dict[str, Article] = {}
    free = list(articles)
    for same_category in (True, False):
        for article in list(free):
            rated = [
                (box_iou(article.box, box), product)
                for product, box in boxes.items()
                if product not in taken and (not same_category or wanted[product] is article.broad)
            ]
            overlap, product = max(rated, default=(0.0, ""))
            if overlap >= MATCH_IOU:
                taken[product] = article
                free.remove(article)
    return [_query(each, wanted[each], picture, boxes[each], taken.get(each)) for each in wanted]


def _query(product: str, broad: Broad, picture: Picture, box: Box, article: Article | None) -> Query:
    if article is None:
        return Query(product, broad, picture.file, box, NOT_DETECTED, None)
    if article.broad is not broad:
        return Query(product, broad, picture.file, box, WRONG_CATEGORY, article.broad)
    return Query(product, broad, picture.file, box, None, broad, tuple(match.product_id for match in article.matches))


def _counts(shop: Shop, picture: Picture, worn: Worn, split: str) -> bool:
    goods = shop.goods[worn.product]
    return goods.split == split and not is_sliver(picture, worn) and on_sale(shop, worn.product)


def on_sale(shop: Shop, product: str) -> bool:
    """Whether its pictures are there, so that a shop could have it."""
    images = shop.goods[product].images
    return bool(images) and all(shop.path(image).is_file() for image in images)


def _corners(worn: Worn) -> Box:
    x, y, width, height = worn.box
    return x, y, x + width, y + height
