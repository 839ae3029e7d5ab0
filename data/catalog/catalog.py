"""The shop's goods as the page reads them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import Field
from sqlalchemy import Engine, Select, and_, func, select
from sqlalchemy.orm import Session, selectinload

from data.catalog.database import open_database
from data.catalog.pictures import PictureStore, image_name
from data.catalog.tables import ATTRIBUTES, ProductRow
from data.taxonomy import Broad
from pipeline.look import Record
from settings import Settings

# Every database takes this many values in one IN.
AT_ONCE = 500


class Product(Record):
    """A product of the shop. All text is plain text from a stranger: show it as text, never as markup.

    Attributes:
        id: the shop's own.
        title: never empty.
        brand: may be empty.
        price: not negative.
        currency: three capitals.
        broad: where it is found.
        fine: its fine type; None until it is predicted.
        predicted: whether the category or the fine type is the program's guess rather than the shop's word.
        demo: whether it is of the demo catalogue.
        model: the shop's name for the cut and pattern, which its colours share; None if there are no other colours.
        attributes: what the shop says of it in words, by the names of `data.catalog.tables.ATTRIBUTES`.
        pictures: names for `Catalog.picture_path`: the main one first, then the others of its product page.
    """

    id: str
    title: str
    brand: str
    price: Decimal
    currency: str
    broad: Broad
    fine: str | None
    predicted: bool
    demo: bool
    model: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    pictures: tuple[str, ...]


class Neighbours(NamedTuple):
    """Where a product stands among those of its category, in the order of their ids.

    Attributes:
        previous, next: ids; None at the ends.
        place: from 1.
        total: products of the category.
    """

    previous: str | None
    next: str | None
    place: int
    total: int


class Catalog:
    """Reads the catalogue; safe to use from several threads."""

    def __init__(self, engine: Engine, store: PictureStore) -> None:
        self.engine = engine
        self.store = store

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the catalogue of the settings; its tables are made or brought up to date.

        Raises:
            data.catalog.database.DatabaseError: the database can't be used.
        """
        return cls(open_database(settings.database), PictureStore(settings.pictures))

    def products(self, ids: Iterable[str]) -> dict[str, Product]:
        """The products of these ids, in their order; ids that the shop does not have (any more) are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Product] = {}
        for start in range(0, len(wanted), AT_ONCE):
            query = select(ProductRow).where(ProductRow.id.in_(wanted[start : start + AT_ONCE]))
            found |= {product.id: product for product in self._read(query.where(ProductRow.broad.is_not(None)))}
        return {product_id: found[product_id] for product_id in wanted if product_id in found}

    def page(self, offset: int = 0, limit: int = 100, broad: Broad | None = None) -> list[Product]:
        """Some products, of one category or of all, in the order of their ids."""
        category = ProductRow.broad.is_not(None) if broad is None else ProductRow.broad == broad.value
        query = select(ProductRow).where(category).order_by(ProductRow.id)
        return self._read(query.offset(offset).limit(limit))

    def colours(self, product: Product, limit: int = 40) -> list[Product]:
        """The other colours of its model, in the order of their ids."""
        if product.model is None:
            return []
        same = and_(ProductRow.model == product.model, ProductRow.id != product.id, ProductRow.broad.is_not(None))
        return self._read(select(ProductRow).where(same).order_by(ProductRow.id).limit(limit))

    def neighbours(self, product: Product) -> Neighbours:
        """The products before and after it in its category."""
        category = ProductRow.broad == product.broad.value
        before, after = and_(category, ProductRow.id < product.id), and_(category, ProductRow.id > product.id)
        with Session(self.engine) as session:
            place, behind = (
                session.scalar(select(func.count()).select_from(ProductRow).where(side)) or 0
                for side in (before, after)
            )
            return Neighbours(
                session.scalar(select(func.max(ProductRow.id)).where(before)),
                session.scalar(select(func.min(ProductRow.id)).where(after)),
                place + 1,
                place + behind + 1,
            )

    def count(self, demo: bool | None = None) -> int:
        """Number of products: all, those of the demo catalogue (True), or all others (False)."""
        query = select(func.count()).select_from(ProductRow)
        if demo is not None:
            query = query.where(ProductRow.demo.is_(demo))
        with Session(self.engine) as session:
            return session.scalar(query) or 0

    def counts(self) -> dict[Broad, int]:
        """Number of products a broad category, in the order of the taxonomy, with zeros."""
        query = select(ProductRow.broad, func.count()).where(ProductRow.broad.is_not(None)).group_by(ProductRow.broad)
        with Session(self.engine) as session:
            found = {str(broad): number for broad, number in session.execute(query)}
        return {broad: found.get(broad.value, 0) for broad in Broad}

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to find: the page then says how to import goods."""
        with Session(self.engine) as session:
            return session.scalar(select(ProductRow.id).limit(1)) is None

    def picture_path(self, image: str) -> Path | None:
        """The file of a picture by `Match.image` or `Product.pictures`; None for every other text."""
        return self.store.find(image)

    def _read(self, query: Select[ProductRow]) -> list[Product]:
        with Session(self.engine) as session:
            return [_product(row) for row in session.scalars(query.options(selectinload(ProductRow.pictures)))]


def _product(row: ProductRow) -> Product:
    return Product(
        id=row.id,
        title=row.title,
        brand=row.brand,
        price=row.price,
        currency=row.currency,
        broad=Broad(row.broad or ""),
        fine=row.fine,
        predicted=row.named_by is not None,
        demo=row.demo,
        model=row.model,
        attributes={name: said for name in ATTRIBUTES if (said := getattr(row, name))},
        pictures=tuple(image_name(picture.sha256) for picture in row.pictures),
    )
