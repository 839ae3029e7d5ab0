"""From rows of a shop's file to rows of the database: in batches, each kept whole or not at all.

Whatever ends the program between two batches, the same command again finds the first batches unchanged and goes on.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from data.catalog.feed import FeedRow
from data.catalog.goods import Goods, GoodsError, read_goods, shown
from data.catalog.pictures import ImageFolder, PictureError, PictureStore
from data.catalog.tables import ATTRIBUTES, PictureRow, ProductRow
from data.taxonomy import FINE_BY_NAME

BATCH = 64
# Pillow decodes outside of Python's lock; more threads would each hold a large picture in memory.
THREADS = 2

OnProblem = Callable[[int, str], None]
"""Called with the number of a bad row and what is wrong with it."""


@dataclass
class Summary:
    """What an import did, in products (bad: in rows)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0

    @property
    def good(self) -> int:
        """Products of the file that are in the catalogue now."""
        return self.added + self.changed + self.unchanged


class _Ready(NamedTuple):
    """A checked row with its pictures in the store: (sha256, path as given), each content once, in order."""

    number: int
    goods: Goods
    pictures: tuple[tuple[str, str], ...]


@dataclass
class Importer:
    """Takes a file's rows into the database.

    Attributes:
        engine: of the catalogue.
        store: where normalised pictures are kept.
        images: where the shop's pictures lie.
        demo: whether these are goods of the demo catalogue.
        on_problem: told of every bad row, in order.
        summary: counts so far.
    """

    engine: Engine
    store: PictureStore
    images: ImageFolder
    demo: bool
    on_problem: OnProblem
    summary: Summary = field(default_factory=Summary)
    _first_row: dict[str, int] = field(default_factory=dict)

    def run(self, rows: Iterable[FeedRow]) -> Iterator[int]:
        """Take in all rows; yields after each batch how many rows are done."""
        done = 0
        with ThreadPoolExecutor(THREADS) as pool:
            for batch in _batches(rows, BATCH):
                prepared = list(pool.map(self._prepare, batch))
                good = [row for row in prepared if isinstance(row, _Ready) and self._is_first(row)]
                self._store(good)
                self._report(batch, prepared)
                done += len(batch)
                yield done

    def _prepare(self, row: FeedRow) -> _Ready | str:
        """The row, ready to be stored, or what is wrong with it."""
        if row.problem is not None:
            return row.problem
        try:
            goods = read_goods(row.fields)
            pictures: dict[str, str] = {}
            for path in goods.images:
                pictures.setdefault(self._keep(path), path)
        except (GoodsError, PictureError) as error:
            return f"{_id(row)}{error}"
        return _Ready(row.number, goods, tuple(pictures.items()))

    def _keep(self, path: str) -> str:
        try:
            return self.store.add(self.images.read(path))
        except PictureError as error:
            hint = "; separate pictures with |" if ("," in path or ";" in path) else ""
            raise PictureError(f"image {shown(path)} {error}{hint}") from None

    def _is_first(self, row: _Ready) -> bool:
        return self._first_row.setdefault(row.goods.id, row.number) == row.number

    def _report(self, batch: list[FeedRow], prepared: list[_Ready | str]) -> None:
        for row, result in zip(batch, prepared, strict=True):
            problem = self._twice(result) if isinstance(result, _Ready) else result
            if problem is not None:
                self.summary.bad += 1
                self.on_problem(row.number, problem)

    def _twice(self, row: _Ready) -> str | None:
        if self._is_first(row):
            return None
        first = self._first_row[row.goods.id]
        return f"product {shown(row.goods.id)} is in row {first} already, which was kept: give each product its own id"

    def _store(self, rows: list[_Ready]) -> None:
        with Session(self.engine) as session, session.begin():
            wanted = select(ProductRow).where(ProductRow.id.in_([row.goods.id for row in rows]))
            known = {
                product.id: product for product in session.scalars(wanted.options(selectinload(ProductRow.pictures)))
            }
            counts = [self._upsert(session, known.get(row.goods.id), row) for row in rows]
        # Counted once they are committed.
        for count in counts:
            setattr(self.summary, count, getattr(self.summary, count) + 1)

    def _upsert(self, session: Session, product: ProductRow | None, row: _Ready) -> str:
        """Insert or update; which field of the summary counts it."""
        fields = {
            "title": row.goods.title,
            "brand": row.goods.brand,
            "price": row.goods.price,
            "currency": row.goods.currency,
            "category": row.goods.category,
            "demo": self.demo,
            "model": row.goods.model,
        } | {name: getattr(row.goods, name) for name in ATTRIBUTES}
        if product is None:
            product = ProductRow(id=row.goods.id, **fields, pictures=_picture_rows(row))
            _apply_category(product)
            session.add(product)
            return "added"
        pictures = tuple((picture.sha256, picture.source) for picture in product.pictures)
        if pictures == row.pictures and all(getattr(product, name) == value for name, value in fields.items()):
            return "unchanged"
        for name, value in fields.items():
            setattr(product, name, value)
        if pictures != row.pictures:
            product.pictures.clear()
            # The old rows must be gone before new ones take their places.
            session.flush()
            product.pictures.extend(_picture_rows(row))
        _apply_category(product)
        return "changed"


def _apply_category(product: ProductRow) -> None:
    """Take over what the shop said; what it left open is predicted later (until then an old prediction stands)."""
    product.named_by = None
    if product.category in FINE_BY_NAME:
        product.fine, product.broad = product.category, FINE_BY_NAME[product.category].broad.value
    elif product.category is not None and product.broad != product.category:
        product.broad, product.fine = product.category, None


def _picture_rows(row: _Ready) -> list[PictureRow]:
    return [PictureRow(position=place, sha256=sha256, source=path) for place, (sha256, path) in enumerate(row.pictures)]


def _id(row: FeedRow) -> str:
    product_id = row.fields.get("id")
    return f"product {shown(product_id)}: " if product_id not in (None, "") else ""


def _batches(rows: Iterable[FeedRow], size: int) -> Iterator[list[FeedRow]]:
    rows = iter(rows)
    while batch := list(itertools.islice(rows, size)):
        yield batch
