"""Product pages of the shop: read once, kept for a while, matched with the goods of the moment."""

from __future__ import annotations

import logging
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.catalog.catalog import Catalog, Product
from data.catalog.tables import ID_LENGTH
from data.taxonomy import Broad
from pipeline.look import Look
from pipeline.photo import Photo, PhotoError, open_photo
from pipeline.product_page import ProductPage, Unreadable
from pipeline.retrieval import ShopIndex, ShopIndexError
from pipeline.shop_the_look import OnStage
from pipeline.shown import shown
from web import words
from web.product_finds import find_for_page
from web.product_value import around, product_value, shelves_value
from web.value import Value, problem_value

log = logging.getLogger(__name__)

# A page that was read is a few ten kilobytes.
KEPT = 128
ON_A_SHELF = 24


class ReadPage(Protocol):
    """Whatever reads a product page: `pipeline.product_page.ReadProductPage`."""

    def __call__(self, pictures: Sequence[Photo | Unreadable], on_stage: OnStage | None = None) -> ProductPage:
        """The page of these pictures, in their order; `on_stage` is told of the stages."""
        ...


class Shelf(BaseModel):
    """What a browser asks of the shelves; any text is possible.

    Attributes:
        category: a broad category; empty for all.
        page: from 1.
    """

    model_config = ConfigDict(extra="ignore", strict=True)

    category: str = Field(default="", max_length=40)
    page: int = Field(default=1, ge=1, le=10**6)


class ProductPages:
    """The shop's product pages.

    What the pictures of a page say is kept as long as the pictures and the weights are the same; what the shop has like
    it is searched each time in the index of the moment, so that no find outlives its product.

    Args:
        read: reads the pictures of a page.
        catalog: the shop's goods.
        index: gives the shop's index for a look, or where there is none for the product's own pictures.
        matches: similar products an article, at most.
        shown_threshold: articles of a lower score are not shown.
        views_known: whether `read` has a view classifier.
        versions: of the weights that `read` uses at the moment, by the names of its stages.
    """

    def __init__(
        self,
        read: ReadPage,
        catalog: Catalog,
        index: Callable[[Look | None], ShopIndex | None],
        *,
        matches: int,
        shown_threshold: float,
        views_known: bool,
        versions: Callable[[], Mapping[str, str]],
    ) -> None:
        self._read = read
        self._catalog = catalog
        self._index = index
        self._matches = matches
        self._shown = shown_threshold
        self._views_known = views_known
        self._versions = versions
        self._kept: OrderedDict[Hashable, ProductPage] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, product_id: str, on_stage: OnStage | None = None) -> Value:
        """The product page of an id, or the state "problem" for one that the shop does not have."""
        product = self._catalog.products([product_id]).get(product_id) if _may_be_id(product_id) else None
        if product is None:
            return {**problem_value(words.UNKNOWN_PRODUCT_WAY), "title": words.UNKNOWN_PRODUCT}
        page = self._page(product, on_stage)
        index, unsearched = self._shop(page.look)
        merged, each = (find_for_page(product, page.look, index, self._matches, colours) for colours in (False, True))
        value = product_value(
            product,
            page,
            merged,
            each,
            self._catalog.products(merged.wanted() | each.wanted()),
            views_known=self._views_known,
            unsearched=unsearched,
        )
        return value | around(product, self._catalog.neighbours(product), self._catalog.colours(product))

    def picture(self, product_id: str, number: int) -> Photo:
        """One picture of a product, by its place.

        Raises:
            PhotoError: there is no such product or picture, or it can't be read.
        """
        product = self._catalog.products([product_id]).get(product_id) if _may_be_id(product_id) else None
        if product is None or not 0 <= number < len(product.pictures):
            raise PhotoError(words.UNKNOWN_PRODUCT)
        found = self._open(product.pictures[number])
        if isinstance(found, Unreadable):
            raise PhotoError(found.message)
        return found

    def shelves(self, fields: object) -> Value:
        """Products to choose from; what is no category, or no page of it, is everything, and the last page."""
        try:
            asked = Shelf.model_validate(fields)
        except ValidationError:
            asked = Shelf()
        category = Broad(asked.category) if asked.category in list(Broad) else None
        counts = self._catalog.counts()
        pages = max(1, math.ceil((sum(counts.values()) if category is None else counts[category]) / ON_A_SHELF))
        page = min(asked.page, pages)
        products = self._catalog.page((page - 1) * ON_A_SHELF, ON_A_SHELF, category)
        return shelves_value(category, counts, products, page, pages) if any(counts.values()) else {"state": "empty"}

    def _page(self, product: Product, on_stage: OnStage | None) -> ProductPage:
        key = (product.pictures, tuple(sorted(self._versions().items())))
        with self._lock:
            if (page := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return page
        page = self._read([self._open(name) for name in product.pictures], on_stage)
        if page.look is not None:
            page = page.model_copy(update={"look": shown(page.look, self._shown)})
        # What broke may be mended by the next import, under the same names.
        if not page.failed and not any(shot.failed for shot in page.shots) and not (page.look and page.look.failed):
            self._keep(key, page)
        return page

    def _keep(self, key: Hashable, page: ProductPage) -> None:
        with self._lock:
            self._kept[key] = page
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _open(self, name: str) -> Photo | Unreadable:
        path = self._catalog.picture_path(name)
        try:
            return open_photo(path, name) if path is not None else Unreadable(name, words.LOST_PICTURE)
        except PhotoError as error:
            log.warning("picture %s: %s", name, error)
            return Unreadable(name, words.LOST_PICTURE)

    def _shop(self, look: Look | None) -> tuple[ShopIndex | None, bool]:
        """The index of the look's embedding, and whether there should be one but it can't be used."""
        try:
            return self._index(look), False
        except ShopIndexError:
            log.exception("the shop can't be searched")
            return None, True


def _may_be_id(text: str) -> bool:
    """Whether a database can be asked for it at all: short, no NUL, no half of a surrogate pair."""
    try:
        return len(text) <= ID_LENGTH and b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
