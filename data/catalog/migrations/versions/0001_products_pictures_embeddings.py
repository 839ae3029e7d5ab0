"""Products, their pictures, and what models make of the pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "products",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("brand", sa.String(200), nullable=False),
        sa.Column("price", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("category", sa.String(40)),
        sa.Column("broad", sa.String(40)),
        sa.Column("fine", sa.String(40)),
        sa.Column("named_by", sa.String(200)),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
    )
    op.create_index("ix_products_broad", "products", ["broad"])
    op.create_table(
        "pictures",
        sa.Column("product_id", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "position", name="pk_pictures"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_pictures_product_id_products", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_pictures_sha256", "pictures", ["sha256"])
    op.create_table(
        "embeddings",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("fine", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "model", name="pk_embeddings"),
    )


def downgrade() -> None:
    """Back to nothing."""
    op.drop_table("embeddings")
    op.drop_table("pictures")
    op.drop_table("products")
