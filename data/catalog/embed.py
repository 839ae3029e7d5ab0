"""What the embedder makes of the catalogue's pictures: computed once for each picture and model, and kept.

Also names what a shop left open: the category of a product is predicted from its first picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Engine, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from data.catalog.pictures import PictureError, PictureStore
from data.catalog.tables import EmbeddingRow, PictureRow, ProductRow
from data.taxonomy import FINE_BY_NAME, FINE_TYPES, Broad, FineType, fine_types
from pipeline.embedding import Embedder, best_fine, product_crop

BATCH = 32
STORED = np.dtype("<f4")

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def embed_pictures(engine: Engine, store: PictureStore, embedder: Embedder, progress: Progress) -> list[str]:
    """Embed every picture of a product that this model has not seen yet, a batch a transaction.

    Returns:
        What is wrong with pictures that could not be embedded.
    """
    problems: list[str] = []
    with Session(engine) as session:
        total = session.scalar(select(func.count(PictureRow.sha256.distinct())).where(_unseen(embedder.model))) or 0
        done, last = 0, ""
        while batch := _next_unseen(session, embedder.model, last):
            last = batch[-1]
            _embed_batch(session, store, embedder, batch, problems)
            session.commit()
            done += len(batch)
            progress("embedding pictures", done, total)
    return problems


def _unseen(model: str) -> ColumnElement[bool]:
    seen = select(EmbeddingRow.sha256).where(EmbeddingRow.sha256 == PictureRow.sha256, EmbeddingRow.model == model)
    return not_(seen.exists())


def _next_unseen(session: Session, model: str, last: str) -> Sequence[str]:
    """The next pictures in the order of their hashes, so that a damaged one is not met twice."""
    wanted = select(PictureRow.sha256).where(PictureRow.sha256 > last, _unseen(model)).distinct()
    return session.scalars(wanted.order_by(PictureRow.sha256).limit(BATCH)).all()


def _embed_batch(
    session: Session, store: PictureStore, embedder: Embedder, batch: Sequence[str], problems: list[str]
) -> None:
    crops: dict[str, NDArray[np.uint8]] = {}
    for sha256 in batch:
        try:
            crops[sha256] = product_crop(store.pixels(sha256))
        except PictureError as error:
            problems.append(str(error))
    if not crops:
        return
    embeddings = embedder.embed(list(crops.values()))
    for sha256, vector, fine in zip(crops, embeddings.vectors, embeddings.fine, strict=True):
        row = EmbeddingRow(sha256=sha256, model=embedder.model, vector=_to_bytes(vector), fine=_to_bytes(fine))
        session.add(row)


def name_products(engine: Engine, model: str) -> int:
    """Predict the category of every product whose shop left it, or its fine type, open; how many were named."""
    named = 0
    with Session(engine) as session:
        while batch := session.execute(_unnamed(model).limit(BATCH)).all():
            for product, fine in batch:
                found = predict_fine(np.frombuffer(fine, STORED), product.category)
                product.broad, product.fine, product.named_by = found.broad.value, found.name, model
            session.commit()
            named += len(batch)
    return named


def _unnamed(model: str) -> Select[ProductRow, bytes]:
    """Products to be named, each with the fine-type probabilities of its first picture."""
    first = and_(PictureRow.product_id == ProductRow.id, PictureRow.position == 0)
    embedded = and_(EmbeddingRow.sha256 == PictureRow.sha256, EmbeddingRow.model == model)
    return (
        select(ProductRow, EmbeddingRow.fine)
        .join(PictureRow, first)
        .join(EmbeddingRow, embedded)
        .where(or_(ProductRow.category.is_(None), ProductRow.category.not_in(list(FINE_BY_NAME))))
        .where(or_(ProductRow.named_by.is_(None), ProductRow.named_by != model))
        .order_by(ProductRow.id)
    )


def predict_fine(probabilities: NDArray[np.float32], broad: str | None = None) -> FineType:
    """The most probable fine type, of one broad category or of the most probable one.

    A broad category is as probable as all of its fine types together: what is torn between three kinds of jacket is
    outerwear, even if one kind of dress comes before each of them.

    Args:
        probabilities: (20,) over `FINE_TYPES`.
        broad: the category, where it is known.
    """
    by_type = dict(zip(FINE_TYPES, probabilities.tolist(), strict=True))
    if broad is None:
        broad = max(Broad, key=lambda known: sum(by_type[fine] for fine in fine_types(known)))
    return FINE_BY_NAME[best_fine(probabilities, Broad(broad))]


def _to_bytes(vector: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vector, STORED).tobytes()
