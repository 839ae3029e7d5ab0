"""What becomes of what taggers said of a photo.

Every odd case has one fate:

- a skip: rejected, unless another tagger labelled the photo;
- a deleted annotation: as if it had never been; the photo waits again if it was the only one;
- a box that leaves the picture: cut at the picture's edge; if less than half of it lies inside, to review;
- a turned box: the upright box around it;
- an unknown label, a box without a label, without an extent or with a value that is no number: to review;
- several taggers: each article that more than half of them drew (same label, IoU at least 0.5), at the mean of their
  boxes; one that exactly half of them drew: to review; one that fewer drew is left out;
- no boxes at all: accepted, the photo has no articles.

"To review" is the state labelled: a person has to decide, since a guess would teach the detector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, isfinite, radians, sin
from typing import Any, NamedTuple

import numpy as np

from data.taxonomy import FINE_BY_NAME
from labeling.found import iou_matrix
from labeling.queue import State
from pipeline.look import Box

SAME_BOX_IOU = 0.5
INSIDE_SHARE = 0.5


class Labelled(NamedTuple):
    """An article as a tagger sees it: fine type, and x0, y0, x1, y1 in pixels of the photo."""

    fine: str
    box: Box


@dataclass(frozen=True)
class Answer:
    """What one tagger said.

    Attributes:
        articles: in the order they were drawn.
        problems: what only a person can decide; empty for a clean answer.
        skipped: the tagger passed.
    """

    articles: tuple[Labelled, ...] = ()
    problems: tuple[str, ...] = ()
    skipped: bool = False


@dataclass(frozen=True)
class Verdict:
    """What follows from all answers.

    Attributes:
        state: sent (wait for a tagger), labelled (to review), accepted or rejected.
        reason: in words.
        articles: if accepted.
    """

    state: State
    reason: str
    articles: tuple[Labelled, ...] = ()


def read_answer(result: Sequence[Mapping[str, Any]], width: int, height: int) -> Answer:
    """Read Label Studio's regions of one annotation.

    Args:
        result: as in its JSON export; boxes in percent of the photo.
        width: of the photo, pixels.
        height: likewise.
    """
    articles: list[Labelled] = []
    problems: list[str] = []
    for region in result:
        if region.get("type") not in ("rectanglelabels", "rectangle"):
            continue  # a comment or a choice that somebody added to the project; it says nothing about boxes
        try:
            articles.append(_read_region(region.get("value") or {}, width, height))
        except ValueError as error:
            problems.append(str(error))
    return Answer(tuple(articles), tuple(problems))


def judge(answers: Sequence[Answer]) -> Verdict:
    """The verdict on all answers of a photo that are not deleted."""
    spoken = [answer for answer in answers if not answer.skipped]
    if not answers:
        return Verdict(State.SENT, "no annotation (any more): waits for a tagger")
    if not spoken:
        return Verdict(State.REJECTED, f"skipped by {_taggers(len(answers))}")
    problems = [problem for answer in spoken for problem in answer.problems]
    if problems:
        return Verdict(State.LABELLED, "to review: " + "; ".join(problems))
    if len(spoken) == 1:
        count = len(spoken[0].articles)
        return Verdict(State.ACCEPTED, f"{count} articles by one tagger", spoken[0].articles)
    return _majority(spoken)


def _read_region(value: Mapping[str, Any], width: int, height: int) -> Labelled:
    labels = value.get("rectanglelabels") or []
    if len(labels) != 1:
        raise ValueError("a box without a label" if not labels else f"a box with several labels: {labels}")
    if labels[0] not in FINE_BY_NAME:
        raise ValueError(f"unknown label {labels[0]!r}")
    try:
        x, y, w, h, turn = (float(value.get(name, 0)) for name in ("x", "y", "width", "height", "rotation"))
    except (TypeError, ValueError):
        raise ValueError(f"a box of {labels[0]} whose place is no number") from None
    if not all(isfinite(number) for number in (x, y, w, h, turn)) or w <= 0 or h <= 0:
        raise ValueError(f"a box of {labels[0]} without an extent")
    drawn = _upright(x * width / 100, y * height / 100, w * width / 100, h * height / 100, turn)
    x0, y0, x1, y1 = max(0.0, drawn[0]), max(0.0, drawn[1]), min(width, drawn[2]), min(height, drawn[3])
    inside = max(0.0, x1 - x0) * max(0.0, y1 - y0)
    if inside < INSIDE_SHARE * (drawn[2] - drawn[0]) * (drawn[3] - drawn[1]):
        raise ValueError(f"a box of {labels[0]} lies mostly outside the picture")
    return Labelled(labels[0], (x0, y0, float(x1), float(y1)))


def _upright(x: float, y: float, w: float, h: float, degrees: float) -> Box:
    """The box around one that is turned clockwise about its top left corner, as Label Studio turns it."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    corners = [(x + a * c - b * s, y + a * s + b * c) for a in (0.0, w) for b in (0.0, h)]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _majority(spoken: Sequence[Answer]) -> Verdict:
    groups = _grouped(spoken)
    even = [group for group in groups if 2 * len(group) == len(spoken)]
    if even:
        names = ", ".join(sorted({group[0].fine for group in even}))
        return Verdict(State.LABELLED, f"to review: {_taggers(len(spoken))} are divided about {names}")
    kept = tuple(_mean(group) for group in groups if 2 * len(group) > len(spoken))
    dropped = sum(2 * len(group) < len(spoken) for group in groups)
    left_out = f", {dropped} of a minority left out" if dropped else ""
    return Verdict(State.ACCEPTED, f"{len(kept)} articles by a majority of {_taggers(len(spoken))}{left_out}", kept)


def _grouped(spoken: Sequence[Answer]) -> list[list[Labelled]]:
    """The articles that mean the same thing, at most one a tagger in each group."""
    groups: list[dict[int, Labelled]] = []
    for number, answer in enumerate(spoken):
        for article in answer.articles:
            free = [group for group in groups if number not in group and _agreement(group, article) >= SAME_BOX_IOU]
            best = max(free, key=lambda group: _agreement(group, article), default=None)
            if best is None:
                groups.append({number: article})
            else:
                best[number] = article
    return [list(group.values()) for group in groups]


def _agreement(group: Mapping[int, Labelled], article: Labelled) -> float:
    """IoU with the group's first article, 0 if that is called something else."""
    first = next(iter(group.values()))
    if first.fine != article.fine:
        return 0.0
    return float(iou_matrix(np.array([first.box]), np.array([article.box]))[0, 0])


def _mean(group: Sequence[Labelled]) -> Labelled:
    x0, y0, x1, y1 = np.mean([article.box for article in group], axis=0).tolist()
    return Labelled(group[0].fine, (x0, y0, x1, y1))


def _taggers(count: int) -> str:
    return "one tagger" if count == 1 else f"{count} taggers"
