from __future__ import annotations

from math import log

import numpy as np
import pytest

from labeling.found import Found
from labeling.scores.aggregate import Max
from labeling.scores.committee import Committee, box_disagreement, dissents, groups, vote_entropy
from labeling.scores.protocol import Evidence
from tests.labeling.conftest import some_found
from tests.labeling.scores.test_boxes import iou

HERE, THERE = [10.0, 10.0, 50.0, 90.0], [200.0, 10.0, 240.0, 90.0]


def seen(*rows: tuple[int, float, list[float]]) -> Found:
    return Found.from_rows([[number, score, *box] for number, score, box in rows])


def by_loops(members: list[Found]) -> list[float]:
    """The definition in the module's first lines, without arrays."""
    left = [
        [member, int(found.classes[n]), float(found.scores[n]), found.boxes[n].tolist()]
        for member, found in enumerate(members)
        for n in range(len(found))
    ]
    result = []
    while left:
        first = max(left, key=lambda box: box[2])
        if first[2] < 0.3:
            break
        group = [first]
        for member in range(len(members)):
            rivals = [box for box in left if box[0] == member and member != first[0]]
            best = max(rivals, key=lambda box: iou(box[3], first[3]), default=None)
            if best is not None and iou(best[3], first[3]) >= 0.5:
                group.append(best)
        left = [box for box in left if all(box is not one for one in group)]
        votes = [box[1] for box in group] + [-1] * (len(members) - len(group))
        shares = [votes.count(vote) / len(votes) for vote in set(votes)]
        entropy = -sum(share * log(share) for share in shares) / log(len(votes))
        pairs = [iou(a[3], b[3]) for i, a in enumerate(group) for b in group[i + 1 :]]
        apart = 1 - sum(pairs) / len(pairs) if pairs else 1.0
        result.append((entropy + apart) / 2)
    return result


@pytest.mark.parametrize("seed", range(20))
def test_dissent_is_that_of_plain_loops(seed: int) -> None:
    base = some_found(seed, 8)
    chance = np.random.default_rng(seed)
    members = [base]
    for other in range(2):  # the same boxes, moved and partly renamed, and some of its own
        moved = Found(
            np.where(chance.random(8) < 0.3, chance.integers(0, 7, 8), base.classes),
            chance.uniform(0.05, 1, 8),
            base.boxes + chance.uniform(-15, 15, (8, 4)),
        )
        members.append(Found.from_rows([*moved.to_rows(), *some_found(seed + 50 + other, 3).to_rows()]))
    np.testing.assert_allclose(sorted(dissents(members)), sorted(by_loops(members)), atol=1e-9)


def test_agreement_is_no_dissent() -> None:
    same = seen((2, 0.9, HERE), (5, 0.4, THERE))
    assert dissents([same, same, same]).tolist() == [0.0, 0.0]
    assert Committee(Max())(Evidence("a", same, {"one": same})) == 0.0


def test_an_unmatched_box_is_dissent() -> None:
    both, one = seen((2, 0.9, HERE), (5, 0.8, THERE)), seen((2, 0.9, HERE))
    assert dissents([both, one]).tolist() == [0.0, 1.0]


def test_a_class_in_dispute_and_a_box_in_dispute() -> None:
    jeans, skirt = seen((2, 0.9, HERE)), seen((3, 0.9, HERE))
    assert dissents([jeans, skirt]).tolist() == [0.5]
    longer = seen((2, 0.9, [10.0, 10.0, 50.0, 130.0]))
    assert dissents([jeans, longer])[0] == pytest.approx((1 - 80 / 120) / 2)


def test_a_threshold_between_two_scores_is_no_dissent() -> None:
    assert dissents([seen((2, 0.31, HERE)), seen((2, 0.06, HERE))]).tolist() == [0.0]
    assert dissents([seen((2, 0.29, HERE)), seen((3, 0.06, THERE))]).size == 0


def test_votes() -> None:
    assert vote_entropy([1, 1, 1]) == 0.0
    assert vote_entropy([1, 2, -1]) == pytest.approx(1.0)
    assert vote_entropy([1, 1, 2]) == pytest.approx(-(2 / 3 * log(2 / 3) + 1 / 3 * log(1 / 3)) / log(3))
    assert box_disagreement([seen((1, 0.5, HERE))], {0: 0}) == 1.0


def test_each_box_is_in_one_group_at_most() -> None:
    members = [some_found(seed, 12) for seed in (1, 2, 3)]
    boxes = [pair for group in groups(members) for pair in group.items()]
    assert len(boxes) == len(set(boxes))
