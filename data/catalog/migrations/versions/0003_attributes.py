"""What a shop says of a product in words: colour, pattern, neckline, sleeve, occasion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("colour", "pattern", "neckline", "sleeve", "occasion")


def upgrade() -> None:
    """To this revision."""
    for name in COLUMNS:
        op.add_column("products", sa.Column(name, sa.String(60)))


def downgrade() -> None:
    """Back to products without such words."""
    for name in reversed(COLUMNS):
        # In place, as in 0002.
        op.drop_column("products", name)
