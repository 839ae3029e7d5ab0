"""What the labelling page gets of photos that a person decides on, as plain JSON."""

from __future__ import annotations

from collections.abc import Sequence

from data.taxonomy import broad_of
from labeling.opinions import Opinion, UndecidedPhoto
from labeling.queue import State
from labeling.report import Report
from labeling.verdict import Labelled
from pipeline.colours import COLOURS
from web.value import Value


def undecided_value(report: Report, review: Sequence[UndecidedPhoto], rejected: Sequence[UndecidedPhoto]) -> Value:
    """Photos to be reviewed with what was drawn on them, and rejected ones; how many there are of each."""
    return {
        "reviews": len(report.review),
        "review": [_photo(one) for one in review],
        "rejections": report.states[State.REJECTED],
        "rejected": [_photo(one) for one in rejected],
    }


def _photo(photo: UndecidedPhoto) -> Value:
    return {
        "photo": photo.sha256,
        "src": f"photos/{photo.sha256}.jpg",
        "reason": photo.reason.removeprefix("to review: "),
        "width": photo.width,
        "height": photo.height,
        "opinions": [_opinion(one, photo) for one in photo.opinions],
    }


def _opinion(opinion: Opinion, photo: UndecidedPhoto) -> Value:
    return {
        "annotation": opinion.annotation,
        "tagger": opinion.tagger,
        "boxes": [_box(one, photo) for one in opinion.articles],
        "problems": list(opinion.problems),
    }


def _box(article: Labelled, photo: UndecidedPhoto) -> Value:
    size = (photo.width, photo.height) * 2
    return {
        "label": article.fine,
        "colour": COLOURS[broad_of(article.fine)],
        "box": [round(100 * at / side, 2) for at, side in zip(article.box, size, strict=True)],
    }
