"""Which boxes of a photo are doubtful, for whoever looks at the next batch: from stored detections, as the scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.taxonomy import Broad
from labeling.batch import Chosen
from labeling.complaint import boxes_of
from labeling.found import Found, iou_matrix
from labeling.queue import State
from labeling.scores.boxes import SAME_REGION_IOU, Entropy
from labeling.scores.committee import OPENING_SCORE, dissents, groups
from labeling.tables import PhotoRow, ViewRow
from labeling.views import LIVE
from pipeline.look import Box

DOUBTFUL = 0.3
"""From which doubt on a box is drawn as doubtful: of three members, one has no box there."""


@dataclass(frozen=True)
class DoubtfulBox:
    """A box as the committee sees it; the surest member's, where it is the live detector's own.

    Attributes:
        broad: its category.
        score: of the member that is surest of it, 0..1.
        box: x0, y0, x1, y1 in pixels.
        doubt: the committee's dissent, or, without a committee, the entropy; 1 where a person complained. 0..1.
        asked: whether a person complained about it.
    """

    broad: Broad
    score: float
    box: Box
    doubt: float
    asked: bool = False


@dataclass(frozen=True)
class BatchPhoto:
    """A photo of the next batch, with what is doubtful in it.

    Attributes:
        sha256: of the photo.
        why: it is in the batch.
        width: pixels.
        height: pixels.
        boxes: the most doubtful first.
    """

    sha256: str
    why: str
    width: int
    height: int
    boxes: tuple[DoubtfulBox, ...]


def batch_photos(session: Session, chosen: Sequence[Chosen]) -> list[BatchPhoto]:
    """The photos of a batch; without those that were forgotten meanwhile."""
    made = []
    for one in chosen:
        photo = session.get(PhotoRow, one.sha256)
        if photo is not None and photo.state == State.SCORED.value:
            boxes = doubtful_boxes(_views(session, one.sha256), boxes_of(photo.reason))
            made.append(BatchPhoto(one.sha256, one.why, photo.width, photo.height, boxes))
    return made


def doubtful_boxes(views: Sequence[Found], asked: Sequence[Box] = ()) -> tuple[DoubtfulBox, ...]:
    """What the members found with at least the score that opens a group, the most doubtful first.

    Args:
        views: the live one first.
        asked: boxes that people complained about.
    """
    if len(views) > 1:
        seen = [min(group.items()) for group in groups(views)]
        doubts = dissents(views)
    else:
        seen = [(0, place) for place in np.flatnonzero(views[0].scores >= OPENING_SCORE).tolist()] if views else []
        doubts = Entropy()(views[0])[[place for _, place in seen]] if views else np.zeros(0)
    made = [_box(views[member], place, float(doubt)) for (member, place), doubt in zip(seen, doubts, strict=True)]
    made = [_complained(one, asked) for one in made]
    return tuple(sorted(made, key=lambda one: (-one.doubt, -one.score)))


def _views(session: Session, sha256: str) -> list[Found]:
    rows = session.execute(select(ViewRow.member, ViewRow.boxes).where(ViewRow.sha256 == sha256))
    views = {member: Found.from_rows(boxes) for member, boxes in rows}
    live = views.pop(LIVE, None)
    return [*([] if live is None else [live]), *(views[member] for member in sorted(views))]


def _box(found: Found, place: int, doubt: float) -> DoubtfulBox:
    x0, y0, x1, y1 = found.boxes[place].tolist()
    return DoubtfulBox(found.broad(place), float(found.scores[place]), (x0, y0, x1, y1), doubt)


def _complained(one: DoubtfulBox, asked: Sequence[Box]) -> DoubtfulBox:
    if not asked or iou_matrix(np.array([one.box]), np.array(asked)).max() < SAME_REGION_IOU:
        return one
    return DoubtfulBox(one.broad, one.score, one.box, 1.0, asked=True)
