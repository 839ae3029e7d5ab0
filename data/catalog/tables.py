"""The catalogue's three tables. All text of a shop is plain text: stored as given, never interpreted.

A change here needs a migration in `data/catalog/migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, ForeignKey, Integer, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

ID_LENGTH = 200
TITLE_LENGTH = 300
BRAND_LENGTH = 200
MODEL_LENGTH = 200
SOURCE_LENGTH = 500
ATTRIBUTE_LENGTH = 60
ATTRIBUTES = ("colour", "pattern", "neckline", "sleeve", "occasion")
"""What a shop may say of a product in words; results can be filtered by them."""

# Named constraints, so that later migrations can drop them on every database alike.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Money(TypeDecorator[Decimal]):
    """A price, exact on every database: whole thousandths (SQLite has no decimals, some currencies have mills)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To thousandths."""
        return None if value is None else int(value.scaleb(3))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """From thousandths, with two decimals, or three where the third counts."""
        if value is None:
            return None
        return Decimal(value).scaleb(-3) if value % 10 else Decimal(value // 10).scaleb(-2)


class Base(DeclarativeBase):
    """Base of the catalogue's tables."""

    metadata = MetaData(naming_convention=NAMING)


class ProductRow(Base):
    """A product as the shop described it.

    Attributes:
        id: the shop's own.
        title, brand, price, currency: as given; the currency in three capitals.
        category: what the shop said: a broad name, a fine type, or None.
        broad, fine: where it is found; None until a category that the shop left open is predicted.
        named_by: label of the model that filled in what `category` left open; None if nothing was.
        demo: whether it came with the demo catalogue.
        model: the shop's name for a cut and pattern, shared by its colours; None where there are no other colours.
        colour, pattern, neckline, sleeve, occasion: the shop's own words for them; None where it says nothing.
        pictures: in the shop's order.
    """

    __tablename__ = "products"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    brand: Mapped[str] = mapped_column(String(BRAND_LENGTH))
    price: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    category: Mapped[str | None] = mapped_column(String(40))
    broad: Mapped[str | None] = mapped_column(String(40), index=True)
    fine: Mapped[str | None] = mapped_column(String(40))
    named_by: Mapped[str | None] = mapped_column(String(200))
    demo: Mapped[bool] = mapped_column(Boolean)
    model: Mapped[str | None] = mapped_column(String(MODEL_LENGTH), index=True)
    colour: Mapped[str | None] = mapped_column(String(ATTRIBUTE_LENGTH))
    pattern: Mapped[str | None] = mapped_column(String(ATTRIBUTE_LENGTH))
    neckline: Mapped[str | None] = mapped_column(String(ATTRIBUTE_LENGTH))
    sleeve: Mapped[str | None] = mapped_column(String(ATTRIBUTE_LENGTH))
    occasion: Mapped[str | None] = mapped_column(String(ATTRIBUTE_LENGTH))
    pictures: Mapped[list[PictureRow]] = relationship(
        order_by="PictureRow.position", cascade="all, delete-orphan", passive_deletes=True
    )


class PictureRow(Base):
    """One picture of a product.

    Attributes:
        product_id, position: the first picture (0) is the one that is shown and that a category is predicted from.
        sha256: of the shop's file; names the normalised copy in the picture store.
        source: the path that the shop gave, for messages.
    """

    __tablename__ = "pictures"

    product_id: Mapped[str] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH))


class EmbeddingRow(Base):
    """What a model makes of a picture, kept by content: the same bytes are never embedded twice.

    Attributes:
        sha256: of the shop's file, as in `PictureRow`.
        model: "name@version" of the embedder.
        vector: (D,) little-endian float32 of unit length.
        fine: (20,) little-endian float32, probabilities over `data.taxonomy.FINE_TYPES`.
    """

    __tablename__ = "embeddings"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    fine: Mapped[bytes] = mapped_column(LargeBinary)
