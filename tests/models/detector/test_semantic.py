from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from data.taxonomy import BROAD_CATEGORIES
from models.detector.dataset import Origin, Target
from models.detector.network import mask_rcnn
from models.detector.semantic import (
    BACKGROUND_WEIGHT,
    IGNORED,
    STRIDE,
    SemanticBranch,
    add_branch,
    category_map,
    has_branch,
    semantic_loss,
)

CLASSES = len(BROAD_CATEGORIES) + 1


def features(height: int = 64, width: int = 96, photos: int = 1, edge: float = 0.0) -> dict[str, torch.Tensor]:
    """Noise; on the left half of the photo `edge` is added."""
    generator = torch.Generator().manual_seed(0)
    maps = {}
    for number, stride in enumerate((4, 8, 16, 32)):
        level = torch.randn(photos, 16, height // stride, width // stride, generator=generator)
        level[..., : level.shape[-1] // 2] += edge
        maps[str(number)] = level
    return maps


def a_branch() -> SemanticBranch:
    torch.manual_seed(0)
    return SemanticBranch(16, CLASSES)


def target(height: int = 60, width: int = 90, origin: Origin = Origin.HAND) -> Target:
    masks = torch.zeros(2, height, width, dtype=torch.uint8)
    masks[0, 10:30, 10:50] = 1
    masks[1, 40:50, 20:80] = 1
    return {"masks": masks, "labels": torch.tensor([3, 6]), "origin": torch.tensor(int(origin))}


def test_a_category_map_against_a_loop() -> None:
    one = target()
    wanted = category_map(one, 64, 96)
    assert wanted.shape == (64 // STRIDE, 96 // STRIDE)
    for row in range(wanted.shape[0]):
        for column in range(wanted.shape[1]):
            y, x = row * STRIDE + STRIDE // 2, column * STRIDE + STRIDE // 2
            if y >= 60 or x >= 90:
                expected = IGNORED
            else:
                expected = 3 if one["masks"][0, y, x] else 6 if one["masks"][1, y, x] else 0
            assert int(wanted[row, column]) == expected


def test_a_photo_without_articles_is_background() -> None:
    empty = target() | {"masks": torch.zeros(0, 60, 90, dtype=torch.uint8), "labels": torch.zeros(0, dtype=torch.int64)}
    assert set(category_map(empty, 64, 96).unique().tolist()) == {0, IGNORED}


def test_what_a_machine_labelled_teaches_nothing() -> None:
    branch = a_branch()
    assert (category_map(target(origin=Origin.MACHINE), 64, 96) == IGNORED).all()
    assert semantic_loss(branch, features(), [target(origin=Origin.MACHINE)]).item() == 0
    both = features(photos=2)
    half = {name: level[:1] for name, level in both.items()}
    with torch.inference_mode():
        with_one = semantic_loss(branch, both, [target(), target(origin=Origin.MACHINE)])
        alone = semantic_loss(branch, half, [target()])
    assert float(with_one) == pytest.approx(float(alone), rel=1e-5)


def test_the_loss_is_the_weighted_mean_of_a_loop() -> None:
    branch = a_branch()
    logits = branch(features())[0].detach()
    assert logits.shape == (CLASSES, 64 // STRIDE, 96 // STRIDE)
    wanted = category_map(target(), 64, 96)
    total, weights = 0.0, 0.0
    for row, column in (wanted != IGNORED).nonzero().tolist():
        number = int(wanted[row, column])
        weight = 1.0 if number else BACKGROUND_WEIGHT
        total -= weight * float(functional.log_softmax(logits[:, row, column], 0)[number])
        weights += weight
    assert semantic_loss(branch, features(), [target()]).item() == pytest.approx(total / weights, rel=1e-4)


def test_the_features_get_no_gradient() -> None:
    branch, levels = a_branch(), features()
    for level in levels.values():
        level.requires_grad_(True)
    semantic_loss(branch, levels, [target()]).backward()  # type: ignore[no-untyped-call]
    assert all(level.grad is None for level in levels.values())
    assert all(weight.grad is not None for weight in branch.parameters())


def test_it_learns_which_half_is_what() -> None:
    branch, levels = a_branch(), features(edge=3.0)
    halves = torch.zeros(2, 64, 96, dtype=torch.uint8)
    halves[0, :, :48], halves[1, :, 48:] = 1, 1
    truth = target() | {"masks": halves}
    optimizer = torch.optim.Adam(branch.parameters(), 1e-2)
    for _ in range(30):
        optimizer.zero_grad()
        semantic_loss(branch, levels, [truth]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    answer = branch(levels)[0].argmax(0)
    assert float((answer == category_map(truth, 64, 96)).float().mean()) > 0.95


def test_a_detector_has_a_branch_only_if_asked() -> None:
    plain = mask_rcnn(len(BROAD_CATEGORIES), "lite0")
    assert plain.roi_heads.semantic is None and not has_branch(plain.state_dict())
    add_branch(plain)
    assert has_branch(plain.state_dict())
    assert mask_rcnn(len(BROAD_CATEGORIES), "lite0", semantic=True).state_dict().keys() == plain.state_dict().keys()


def test_training_has_one_loss_more() -> None:
    network = mask_rcnn(len(BROAD_CATEGORIES), "lite1", 2, 96, 128, semantic=True).train()
    boxes = torch.tensor([[10.0, 10.0, 50.0, 30.0], [20.0, 40.0, 80.0, 50.0]])
    terms = network([torch.rand(3, 60, 90)], [target() | {"boxes": boxes}])
    assert "loss_semantic" in terms and len(terms) == 6
    terms["loss_semantic"].backward()
    assert all(weight.grad is None for weight in network.backbone.parameters())
