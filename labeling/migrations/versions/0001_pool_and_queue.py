"""The pool of photos, the queue, and what came back from Label Studio."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    _create_pool()
    _create_queue()
    _create_answers()


def _create_pool() -> None:
    """Photos and what each detector saw in them."""
    op.create_table(
        "pool_photos",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("phash", sa.String(16), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("added_at", sa.Float, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("strategy", sa.String(100)),
        sa.PrimaryKeyConstraint("sha256", name="pk_pool_photos"),
    )
    op.create_index("ix_pool_photos_state", "pool_photos", ["state"])
    op.create_table(
        "pool_views",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("member", sa.String(60), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("boxes", sa.JSON, nullable=False),
        sa.Column("masks", sa.JSON),
        sa.Column("vectors", sa.LargeBinary),
        sa.Column("fines", sa.JSON),
        sa.PrimaryKeyConstraint("sha256", "member", name="pk_pool_views"),
        _of_photo("pool_views"),
    )


def _create_queue() -> None:
    """Each step of a photo, and its task at Label Studio."""
    op.create_table(
        "label_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("after", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_label_events"),
        _of_photo("label_events"),
    )
    op.create_index("ix_label_events_sha256", "label_events", ["sha256"])
    op.create_table(
        "label_tasks",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("project", sa.String(300), nullable=False),
        sa.Column("batch", sa.String(40), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("task", sa.BigInteger),
        sa.Column("sent_at", sa.Float),
        sa.Column("seen", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_label_tasks"),
        _of_photo("label_tasks"),
    )
    op.create_index("ix_label_tasks_project", "label_tasks", ["project"])


def _create_answers() -> None:
    """What taggers drew, what was made of it, and how far it was read."""
    op.create_table(
        "label_annotations",
        sa.Column("project", sa.String(300), nullable=False),
        sa.Column("annotation", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("task", sa.BigInteger, nullable=False),
        sa.Column("tagger", sa.String(200), nullable=False),
        sa.Column("updated_at", sa.String(40), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("skipped", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("project", "annotation", name="pk_label_annotations"),
        _of_photo("label_annotations"),
    )
    op.create_index("ix_label_annotations_sha256", "label_annotations", ["sha256"])
    op.create_table(
        "label_truths",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("articles", sa.JSON, nullable=False),
        sa.Column("taggers", sa.Integer, nullable=False),
        sa.Column("decided_at", sa.Float, nullable=False),
        sa.Column("version", sa.String(40)),
        sa.PrimaryKeyConstraint("sha256", name="pk_label_truths"),
        _of_photo("label_truths"),
    )
    op.create_table(
        "label_marks",
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("value", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_label_marks"),
    )


def _of_photo(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_sha256_pool_photos"
    return sa.ForeignKeyConstraint(["sha256"], ["pool_photos.sha256"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    """Back to nothing."""
    for table in ("truths", "annotations", "tasks", "events", "marks"):
        op.drop_table(f"label_{table}")
    op.drop_table("pool_views")
    op.drop_table("pool_photos")
