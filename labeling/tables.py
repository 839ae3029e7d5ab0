"""The labelling loop's tables, in the same database as the catalogue.

All that hangs on a photo goes with it (`ON DELETE CASCADE`): forgetting a photo is deleting one row. Times are seconds
since 1970, UTC. A change here needs a migration in `labeling/migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.catalog.tables import NAMING

REASON_LENGTH = 500


class Base(DeclarativeBase):
    """Base of the labelling loop's tables."""

    metadata = MetaData(naming_convention=NAMING)


class PhotoRow(Base):
    """A photo of the pool, and where it stands in the queue.

    Attributes:
        sha256: of its pixels; names its file.
        phash: perceptual hash, 16 hexadecimal digits.
        width, height: pixels of the upright photo.
        source: who put it there: "app", "command line", …
        added_at: when.
        priority: 0, or more where a person asked for it; higher goes first.
        reason: why it is in the pool, or what the person said.
        state: see `labeling.queue.State`.
        score: what the last scoring made of it, 0..1; None before.
        strategy: name of the score that was used.
    """

    __tablename__ = "pool_photos"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    phash: Mapped[str] = mapped_column(String(16))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[float] = mapped_column(Float)
    priority: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    state: Mapped[str] = mapped_column(String(20), index=True)
    score: Mapped[float | None] = mapped_column(Float)
    strategy: Mapped[str | None] = mapped_column(String(100))


class ViewRow(Base):
    """What one detector saw in a photo, down to its least score.

    Attributes:
        member: which one of the committee; "live" is the app's own detector on the photo as it is.
        model: "name@version" of its weights.
        boxes: rows of [class number in `BROAD_CATEGORIES`, score, x0, y0, x1, y1], descending score.
        masks: COCO's compressed runs, one a box; None for members whose masks nobody needs.
        vectors: (N, D) little-endian float16, embeddings of the boxes; None if they were not embedded.
        fines: names of the fine types, one a box; None if they were not embedded.
    """

    __tablename__ = "pool_views"

    sha256: Mapped[str] = mapped_column(ForeignKey("pool_photos.sha256", ondelete="CASCADE"), primary_key=True)
    member: Mapped[str] = mapped_column(String(60), primary_key=True)
    model: Mapped[str] = mapped_column(String(200))
    boxes: Mapped[list[Any]] = mapped_column(JSON)
    masks: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    vectors: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    fines: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class EventRow(Base):
    """One step of a photo through the queue.

    Attributes:
        id: in the order of the steps.
        at: when.
        before, after: states; the same where something happened that changed none.
        reason: why, in words.
    """

    __tablename__ = "label_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("pool_photos.sha256", ondelete="CASCADE"), index=True)
    at: Mapped[float] = mapped_column(Float)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))


class TaskRow(Base):
    """A photo's task in Label Studio; written before it is sent, so that a push that was cut off finds it again.

    Attributes:
        project: "URL#number" of the project.
        batch: which push chose it.
        why: what it was chosen for: priority, the strategy's name, or audit.
        task: its number in Label Studio; None until the server has confirmed it.
        sent_at: when it was confirmed.
        seen: Label Studio's time of the last change that was taken in, as text; empty before the first.
    """

    __tablename__ = "label_tasks"

    sha256: Mapped[str] = mapped_column(ForeignKey("pool_photos.sha256", ondelete="CASCADE"), primary_key=True)
    project: Mapped[str] = mapped_column(String(300), index=True)
    batch: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(String(REASON_LENGTH))
    task: Mapped[int | None] = mapped_column(BigInteger)
    sent_at: Mapped[float | None] = mapped_column(Float)
    seen: Mapped[str] = mapped_column(String(40), default="")


class AnnotationRow(Base):
    """What one tagger said of a photo, as last seen in Label Studio.

    Attributes:
        project, annotation: which one; a number counts within a server only.
        task: which task it belongs to.
        tagger: number of the user.
        updated_at: Label Studio's own time of its last change, as text.
        seconds: that the tagger took.
        skipped: the tagger passed.
        deleted: it is gone from Label Studio.
        result: Label Studio's regions, as they came.
    """

    __tablename__ = "label_annotations"

    project: Mapped[str] = mapped_column(String(300), primary_key=True)
    annotation: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("pool_photos.sha256", ondelete="CASCADE"), index=True)
    task: Mapped[int] = mapped_column(BigInteger)
    tagger: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[str] = mapped_column(String(40))
    seconds: Mapped[float] = mapped_column(Float)
    skipped: Mapped[bool] = mapped_column(Boolean)
    deleted: Mapped[bool] = mapped_column(Boolean)
    result: Mapped[list[Any]] = mapped_column(JSON)


class TruthRow(Base):
    """What a photo shows, by the taggers' verdict.

    Attributes:
        articles: rows of [fine type, x0, y0, x1, y1] in pixels; empty for a photo without articles.
        taggers: how many agreed on it.
        decided_at: when.
        version: the last data-set version with it; None if there is none yet.
    """

    __tablename__ = "label_truths"

    sha256: Mapped[str] = mapped_column(ForeignKey("pool_photos.sha256", ondelete="CASCADE"), primary_key=True)
    articles: Mapped[list[Any]] = mapped_column(JSON)
    taggers: Mapped[int] = mapped_column(Integer)
    decided_at: Mapped[float] = mapped_column(Float)
    version: Mapped[str | None] = mapped_column(String(40))


class MarkRow(Base):
    """A remembered value, such as how far the poller has read."""

    __tablename__ = "label_marks"

    name: Mapped[str] = mapped_column(String(400), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))
