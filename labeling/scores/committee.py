"""Query by committee (*Buy Me That Look*, 4.2): the photos about which several detectors disagree most.

The members' boxes are grouped: the surest box that is left and, of each other member, the box with the highest IoU to
it, if that is at least 0.5, whatever its class. In each group every member has a vote: its box's class, or "nothing"
if it has no box there. The group's dissent is the mean of

- vote entropy (Dagan and Engelson 1995), against its maximum for that many members, and
- box disagreement: 1 - the mean IoU of all pairs of the group's boxes; 1 if it has a single box.

A group counts only if one of its boxes has at least a score of 0.3; the members' boxes down to 0.05 still vote in it.
So a box that one member finds at .35 and another at .25 is agreement, not dissent by a threshold between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import log

import numpy as np
from numpy.typing import NDArray

from labeling.found import Found, iou_matrix
from labeling.scores.protocol import Aggregate, Evidence

MATCHING_IOU = 0.5
OPENING_SCORE = 0.3
NOTHING = -1

Group = dict[int, int]
"""Member -> place of its detection."""


class Committee:
    """The dissent of the live detector and all others in the evidence.

    Args:
        over: from groups to the photo.
    """

    def __init__(self, over: Aggregate) -> None:
        self._over = over

    @property
    def name(self) -> str:
        """See `PhotoScore`."""
        return f"committee, {self._over.name}"

    def __call__(self, evidence: Evidence) -> float:
        """See `PhotoScore`; 0 without other members."""
        members = [evidence.live, *evidence.others.values()]
        return self._over(dissents(members)) if len(members) > 1 else 0.0


def dissents(members: Sequence[Found]) -> NDArray[np.float64]:
    """(G,) in 0..1, one a group."""
    found = [_dissent(members, group) for group in groups(members)]
    return np.array(found, np.float64)


def groups(members: Sequence[Found]) -> list[Group]:
    """The members' boxes, matched; each box is in one group at most."""
    order = sorted(
        ((number, place) for number, found in enumerate(members) for place in range(len(found))),
        key=lambda one: (-members[one[0]].scores[one[1]], one),
    )
    overlaps = {
        (a, b): iou_matrix(members[a].boxes, members[b].boxes)
        for a in range(len(members))
        for b in range(len(members))
        if a != b
    }
    taken: set[tuple[int, int]] = set()
    made: list[Group] = []
    for number, place in order:
        if members[number].scores[place] < OPENING_SCORE:
            break
        if (number, place) in taken:
            continue
        group = {number: place}
        for other in range(len(members)):
            if other != number:
                match = _best(overlaps[number, other][place], other, taken)
                if match is not None:
                    group[other] = match
        taken.update(group.items())
        made.append(group)
    return made


def _best(overlap: NDArray[np.float64], member: int, taken: set[tuple[int, int]]) -> int | None:
    free = [place for place in range(len(overlap)) if (member, place) not in taken]
    best = max(free, key=lambda place: float(overlap[place]), default=None)
    return best if best is not None and overlap[best] >= MATCHING_IOU else None


def _dissent(members: Sequence[Found], group: Group) -> float:
    votes = [int(found.classes[group[number]]) if number in group else NOTHING for number, found in enumerate(members)]
    return (vote_entropy(votes) + box_disagreement(members, group)) / 2


def vote_entropy(votes: Sequence[int]) -> float:
    """Entropy of the votes against that of as many different ones, 0..1."""
    if len(votes) < 2:
        return 0.0
    shares = [count / len(votes) for count in Counter(votes).values()]
    return max(0.0, -sum(share * log(share) for share in shares) / log(len(votes)))


def box_disagreement(members: Sequence[Found], group: Group) -> float:
    """1 - the mean IoU of the group's pairs, 0..1; 1 for a single box, about which nobody agrees."""
    boxes = np.stack([members[number].boxes[place] for number, place in group.items()])
    pairs = [float(iou_matrix(boxes[[a]], boxes[[b]])[0, 0]) for a, b in combinations(range(len(boxes)), 2)]
    return 1.0 - sum(pairs) / len(pairs) if pairs else 1.0
