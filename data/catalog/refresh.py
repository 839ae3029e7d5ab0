"""From the database to a new index generation: embed what is new, name what was left open, build, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import Select, and_, delete, select
from sqlalchemy.orm import Session

from data.catalog.catalog import Catalog
from data.catalog.embed import STORED, Progress, embed_pictures, name_products
from data.catalog.generations import Generations, Manifest
from data.catalog.pictures import image_name
from data.catalog.tables import EmbeddingRow, PictureRow, ProductRow
from data.taxonomy import Broad
from pipeline.embedding import Embedder
from pipeline.retrieval import IndexRow, ShopIndex
from settings import Settings


class CatalogBusyError(RuntimeError):
    """Another process is changing the catalogue."""


@contextmanager
def changing_catalog(settings: Settings) -> Iterator[None]:
    """Only one process at a time changes a state folder; the lock ends with the process, however it ends.

    Raises:
        CatalogBusyError: another process has it.
    """
    settings.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.state / "changing.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CatalogBusyError(
            f"{settings.state} is being changed by another import: wait until it has ended"
        ) from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did.

    Attributes:
        named: products whose category was predicted.
        problems: pictures that could not be embedded.
        generation: name of the new generation; None if the goods are those of the one before.
    """

    named: int
    problems: tuple[str, ...]
    generation: str | None


def refresh(
    catalog: Catalog, generations: Generations, embedder: Embedder, progress: Progress, anew: bool = False
) -> Refreshed:
    """Bring the index up to date with the database; a new generation only if something is different, or `anew`."""
    problems = embed_pictures(catalog.engine, catalog.store, embedder, progress)
    named = name_products(catalog.engine, embedder.model)
    with Session(catalog.engine) as session:
        manifest = _manifest(session, embedder.model)
        if manifest == generations.manifest() and not anew:
            return Refreshed(named, tuple(problems), None)
        progress("building the index", 0, 1)
        index = _build(session, embedder.model)
    generation = generations.write(index, manifest)
    progress("building the index", 1, 1)
    return Refreshed(named, tuple(problems), generation)


def _manifest(session: Session, model: str) -> Manifest:
    """Describe the index that `_build` would make now."""
    digest, pictures, products = hashlib.sha256(), 0, set[str]()
    query = _rows(model).with_only_columns(ProductRow.broad, ProductRow.id, ProductRow.model, PictureRow.sha256)
    for broad, product_id, model_id, sha256 in session.execute(query.execution_options(yield_per=1000)):
        # Goods without a model have the fingerprint they had before there were models: no index is made anew for it.
        colours = "" if model_id is None else f"\0{model_id}"
        digest.update(f"{broad}\0{product_id}\0{sha256}{colours}\n".encode())
        pictures += 1
        products.add(product_id)
    return Manifest(model=model, fingerprint=digest.hexdigest(), pictures=pictures, products=len(products))


def _build(session: Session, model: str) -> ShopIndex:
    rows: dict[Broad, list[IndexRow]] = {}
    vectors: dict[Broad, bytearray] = {}
    for name, product_id, model_id, sha256, vector in session.execute(_rows(model).execution_options(yield_per=1000)):
        broad = Broad(name or "")
        rows.setdefault(broad, []).append(IndexRow(product_id, image_name(sha256), model_id))
        vectors.setdefault(broad, bytearray()).extend(vector)
    matrices = {
        broad: np.frombuffer(joined, STORED).astype(np.float32, copy=False).reshape(len(rows[broad]), -1)
        for broad, joined in vectors.items()
    }
    return ShopIndex(rows, matrices, model)


def _rows(model: str) -> Select[str | None, str, str | None, str, bytes]:
    """One row a picture of a product that can be found, in a fixed order.

    Each is (broad, product id, the shop's model, sha256, vector); `model` is the embedder's label.
    """
    embedded = and_(EmbeddingRow.sha256 == PictureRow.sha256, EmbeddingRow.model == model)
    return (
        select(ProductRow.broad, ProductRow.id, ProductRow.model, PictureRow.sha256, EmbeddingRow.vector)
        .join(PictureRow, PictureRow.product_id == ProductRow.id)
        .join(EmbeddingRow, embedded)
        .where(ProductRow.broad.is_not(None))
        .order_by(ProductRow.broad, ProductRow.id, PictureRow.position)
    )


def sweep(catalog: Catalog, model: str) -> int:
    """Remove pictures that no product has any more, and what other models made of pictures; how many pictures."""
    with Session(catalog.engine) as session, session.begin():
        needed = set(session.scalars(select(PictureRow.sha256).distinct()))
        orphan = EmbeddingRow.sha256.not_in(select(PictureRow.sha256))
        session.execute(delete(EmbeddingRow).where(orphan | (EmbeddingRow.model != model)))
    return catalog.store.sweep(needed)
