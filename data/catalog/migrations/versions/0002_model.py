"""The model of a product: what the colours of one cut and pattern have in common."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("products", sa.Column("model", sa.String(200)))
    op.create_index("ix_products_model", "products", ["model"])


def downgrade() -> None:
    """Back to products without models."""
    op.drop_index("ix_products_model", "products")
    # In place: SQLite's way around, a new table in place of the old, would take the pictures along.
    op.drop_column("products", "model")
