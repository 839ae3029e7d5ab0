from __future__ import annotations

import math

import pytest
import torch
from torchvision.models.detection import MaskRCNN
from torchvision.ops import box_iou

from models.detector.dataset import CLASS_OF
from models.detector.network import mask_rcnn
from models.detector.voting import OUTWARDS, SUPPORTS_FROM, VOTES_FROM, VotingHeads, vote


def by_loops(boxes: list[list[float]], scores: list[float], labels: list[int], kept: int) -> tuple[list[float], float]:
    """The same arithmetic, one vote and one side at a time."""
    votes: list[tuple[float, list[float]]] = []
    support = 0.0
    for box, score, label in zip(boxes, scores, labels, strict=True):
        overlap = float(box_iou(torch.tensor([boxes[kept]]), torch.tensor([box]))) if label == labels[kept] else 0.0
        if overlap >= VOTES_FROM:
            votes.append((score * overlap, box))
        if overlap >= SUPPORTS_FROM:
            support += score
    total = sum(weight for weight, _ in votes)
    voted = []
    for side in range(4):
        mean = sum(weight * box[side] for weight, box in votes) / total
        spread = math.sqrt(sum(weight * (box[side] - mean) ** 2 for weight, box in votes) / total)
        voted.append(mean + (OUTWARDS * spread if side >= 2 else -OUTWARDS * spread))
    return voted, math.sqrt(scores[kept] * (1 - math.exp(-support)))


def random_boxes(count: int) -> list[list[float]]:
    generator = torch.Generator().manual_seed(0)
    corners = torch.rand(count, 2, generator=generator) * 12 + 10
    sizes = torch.rand(count, 2, generator=generator) * 20 + 30
    boxes: list[list[float]] = torch.cat([corners, corners + sizes], 1).tolist()
    return boxes


def test_vote_against_plain_loops() -> None:
    boxes = random_boxes(12)
    scores = torch.rand(12, generator=torch.Generator().manual_seed(1)).tolist()
    labels = [1, 2] * 6
    voted, supported = vote(torch.tensor(boxes), torch.tensor(scores), torch.tensor(labels), torch.tensor([3, 0, 10]))
    for row, kept in enumerate([3, 0, 10]):
        box, score = by_loops(boxes, scores, labels, kept)
        assert voted[row].tolist() == pytest.approx(box, abs=1e-4)
        assert float(supported[row]) == pytest.approx(score, abs=1e-6)


def test_where_all_agree_the_box_stays() -> None:
    boxes = torch.tensor([[10.0, 10.0, 50.0, 90.0]] * 3)
    voted, _ = vote(boxes, torch.tensor([0.9, 0.8, 0.1]), torch.ones(3), torch.tensor([0]))
    assert torch.equal(voted, boxes[:1])


def test_where_they_differ_a_side_moves_outwards_only_there() -> None:
    boxes = torch.tensor([[10.0, 10.0, 50.0, 90.0], [10.0, 20.0, 50.0, 90.0]])
    voted, _ = vote(boxes, torch.tensor([0.9, 0.9]), torch.ones(2), torch.tensor([0]))
    mean_top = float(boxes[:, 1].mean())
    assert voted[0, [0, 2, 3]].tolist() == pytest.approx([10.0, 50.0, 90.0], abs=0.01)
    assert 10 - 1e-3 < float(voted[0, 1]) < mean_top


def test_what_nobody_else_sees_loses_score() -> None:
    boxes = torch.tensor([[10.0, 10.0, 50.0, 90.0]] * 5 + [[60.0, 10.0, 90.0, 90.0]])
    _, supported = vote(boxes, torch.full((6,), 0.9), torch.ones(6), torch.tensor([0, 5]))
    assert float(supported[0]) > 0.93
    assert float(supported[1]) < 0.75


def network() -> MaskRCNN:
    torch.manual_seed(0)
    return mask_rcnn(len(CLASS_OF)).eval()


def outputs(photos: int) -> tuple[torch.Tensor, torch.Tensor, list[torch.Tensor]]:
    """Random logits, shifts and proposals, as the box head gives them."""
    generator = torch.Generator().manual_seed(2)
    logits = torch.randn(photos * 30, len(CLASS_OF) + 1, generator=generator) * 2
    shifts = torch.randn(photos * 30, 4 * (len(CLASS_OF) + 1), generator=generator)
    proposals = [torch.tensor(random_boxes(30)) + 20 * n for n in range(photos)]
    return logits, shifts, proposals


def test_heads_are_sorted_inside_the_photo_and_apart_for_each_photo() -> None:
    heads = network().roi_heads
    assert isinstance(heads, VotingHeads)
    logits, shifts, proposals = outputs(2)
    together = heads.postprocess_detections(logits, shifts, proposals, [(80, 70), (90, 100)])
    alone = heads.postprocess_detections(logits[30:], shifts[30:], proposals[1:], [(90, 100)])
    for both, single in zip(together, alone, strict=True):
        assert len(single[0]) > 0
        assert torch.allclose(both[1], single[0], atol=1e-5)
    boxes, scores, labels = (each[0] for each in together)
    assert bool((scores[:-1] >= scores[1:]).all())
    assert float(boxes.min()) >= 0
    assert float(boxes[:, 2].max()) <= 70
    assert float(boxes[:, 3].max()) <= 80
    assert set(labels.tolist()) <= set(CLASS_OF.values())


def test_nothing_likely_is_no_detection() -> None:
    logits, shifts, proposals = outputs(1)
    logits[:, 0] = 50.0
    boxes, scores, labels = network().roi_heads.postprocess_detections(logits, shifts, proposals, [(90, 90)])
    assert boxes[0].shape == (0, 4)
    assert scores[0].shape == labels[0].shape == (0,)
