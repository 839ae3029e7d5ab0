"""Alembic's entry for the labelling tables: their revisions are counted apart from the catalogue's."""

from __future__ import annotations

from alembic import context

from labeling.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="labeling_version",
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
