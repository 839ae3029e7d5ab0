"""Which of a page's pictures shows the outfit best (*Buy Me That Look*, 3.1), and in plain words why.

Of the full shots (both eyes, both ankles) those from the front, of these the one with the largest person. Where there
is none, the picture that shows the most (`pipeline.shot_extent`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from data.taxonomy import View
from pipeline.full_shot import NOBODY
from pipeline.shot_extent import extent, face_turned, parts_seen, surely_whole
from pipeline.shots import Shot

SHOWS: dict[View, str] = {
    View.FRONT: "It shows the front.",
    View.BACK: "It shows the wearer from behind.",
    View.LEFT: "It shows the wearer's left side.",
    View.RIGHT: "It shows the wearer's right side.",
    View.DETAIL: "It shows a detail.",
}
NO_PICTURES = "The page has no pictures."
NONE_READABLE = "None of the pictures of this page could be read."
UNREADABLE = "It could not be read."
UNJUDGED = "Whether it shows a whole person could not be told."


def choose(
    shots: Sequence[Shot], front: Sequence[float], copies: Mapping[int, int], bags: Collection[int] = ()
) -> tuple[Shot, ...]:
    """The same shots, each with its reason, the best one marked; the order of the page decides nothing.

    Args:
        shots: of one page, judged.
        front: probability that each shows the front, 0..1; it decides between pictures that show as much.
        copies: number of a picture that is another one again -> number of that one; a copy is never chosen.
        bags: numbers of the pictures with a bag in sight, of those that `rivals` names.
    """
    usable = _usable(shots, copies)
    by_name = sorted(usable, key=lambda number: shots[number].photo)
    best = max(by_name, key=lambda number: _rank(shots[number], front[number], number in bags), default=None)
    whole = sum(_is_whole_front(shots[number]) for number in usable)
    told = []
    for number, shot in enumerate(shots):
        if best is not None and number == best:
            told.append(shot.model_copy(update={"chosen": True, "reason": _why_chosen(shot, whole)}))
            continue
        original = shots[copies[number]] if number in copies else None
        told.append(shot.model_copy(update={"reason": _why_not(shot, original, None if best is None else shots[best])}))
    return tuple(told)


def rivals(shots: Sequence[Shot], copies: Mapping[int, int]) -> tuple[int, ...]:
    """Numbers of the pictures between which a bag in sight decides: none, or at least two.

    There are none where a whole person is seen from the front, nor where one picture shows more of a person than all
    others.

    Args:
        shots: of one page, judged.
        copies: as in `choose`.
    """
    usable = _usable(shots, copies)
    if any(_is_whole_front(shots[number]) for number in usable):
        return ()
    most = max((_person_shown(shots[number]) for number in usable), default=None)
    equal = tuple(number for number in usable if _person_shown(shots[number]) == most and parts_seen(shots[number]))
    return equal if len(equal) > 1 else ()


def note_on(shots: Sequence[Shot]) -> str | None:
    """What a shopper is told of a page whose best picture is not a whole person from the front; None if it is."""
    best = next((shot for shot in shots if shot.chosen), None)
    if best is None:
        return NONE_READABLE if shots else NO_PICTURES
    if _is_whole_front(best):
        return None
    if parts_seen(best) == 0:
        return f"No picture of this page shows a person; the look was read from {best.photo}."
    return (
        "No picture of this page shows a whole person from the front; the look was read from "
        f"{best.photo}, which shows the most."
    )


def _usable(shots: Sequence[Shot], copies: Mapping[int, int]) -> list[int]:
    return [number for number, shot in enumerate(shots) if shot.failed is None and number not in copies]


def _is_whole(shot: Shot) -> bool:
    return shot.full_shot is not None and shot.full_shot.is_full_shot


def _is_whole_front(shot: Shot) -> bool:
    # Where the view could not be told: a person turned away is no full shot, since the eyes must be seen.
    return _is_whole(shot) and shot.view in (View.FRONT, None)


def _rank(shot: Shot, front: float, bag: bool) -> tuple[float, ...]:
    """The greater, the better; larger pictures are better of two equals."""
    pixels = float(shot.width * shot.height)
    if _is_whole_front(shot):
        return (1.0, shot.person, pixels)
    return (0.0, *_person_shown(shot), float(bag), face_turned(shot), front, shot.person, pixels)


def _person_shown(shot: Shot) -> tuple[float, float, float]:
    """How much of a person: a whole one before others, then from where to where, then a face."""
    parts, face = extent(shot)
    return float(surely_whole(shot)), float(parts), float(face)


def _why_chosen(shot: Shot, rivals: int) -> str:
    if _is_whole_front(shot):
        if rivals == 1:
            return "The only picture of a whole person from the front."
        return f"Of {rivals} pictures of a whole person from the front, the one with the largest person."
    return f"No picture shows a whole person from the front; this one shows the most. {_falls_short(shot)}"


def _why_not(shot: Shot, original: Shot | None, best: Shot | None) -> str:
    if shot.failed is not None:
        return UNREADABLE
    if original is not None:
        return f"The same picture as {original.photo}."
    if _is_whole_front(shot) and best is not None:
        return f"A whole person from the front, but not as large as in {best.photo}."
    return _falls_short(shot)


def _falls_short(shot: Shot) -> str:
    """What keeps it from being a whole person from the front."""
    if shot.full_shot is not None and shot.full_shot.reason == NOBODY:
        return NOBODY
    if shot.view not in (View.FRONT, None):
        return SHOWS[shot.view]
    return UNJUDGED if shot.full_shot is None else shot.full_shot.reason
