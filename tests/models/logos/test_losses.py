"""Losses against plain loops, and what the networks give."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from models.logos.network import (
    DIMENSION,
    MARGIN,
    SCALE,
    FinderNetwork,
    ReaderNetwork,
    box_loss,
    focal_loss,
)


def test_focal_loss_is_equation_1_of_objects_as_points() -> None:
    torch.manual_seed(0)
    logits, targets = torch.randn(2, 1, 3, 4), torch.rand(2, 1, 3, 4) * 0.9
    targets[0, 0, 1, 2] = targets[1, 0, 0, 0] = 1
    weights = (torch.rand(2, 1, 3, 4) > 0.3).float()
    weights[0, 0, 1, 2] = 1
    total = 0.0
    for logit, target, weight in zip(logits.flatten(), targets.flatten(), weights.flatten(), strict=True):
        heat = 1 / (1 + math.exp(-float(logit)))
        wrong = (1 - float(target)) ** 4 * heat**2 * math.log(1 - heat)
        total -= float(weight) * ((1 - heat) ** 2 * math.log(heat) if target == 1 else wrong)
    assert float(focal_loss(logits, targets, weights)) == pytest.approx(total / 2, rel=1e-5)


def test_without_a_logo_the_focal_loss_is_finite_and_no_box_counts() -> None:
    logits, nothing = torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)
    assert float(focal_loss(logits, nothing, torch.ones_like(nothing))) == pytest.approx(-16 * 0.25 * math.log(0.5))
    assert float(box_loss(torch.randn(1, 4, 4, 4), torch.randn(1, 4, 4, 4), nothing)) == 0


def test_box_loss_is_the_mean_over_weighted_cells() -> None:
    found, truth, weights = torch.zeros(1, 4, 2, 2), torch.zeros(1, 4, 2, 2), torch.zeros(1, 1, 2, 2)
    truth[0, :, 0, 0], truth[0, :, 1, 1] = torch.tensor([1.0, -2.0, 0.5, 0.0]), 9
    weights[0, 0, 0, 0] = weights[0, 0, 0, 1] = 1
    assert float(box_loss(found, truth, weights)) == pytest.approx(3.5 / 2)


def test_cosface_is_a_softmax_with_the_right_cosine_less_a_margin() -> None:
    torch.manual_seed(0)
    reader, classes = ReaderNetwork(3), torch.tensor([0, 2])
    vectors = functional.normalize(torch.randn(2, DIMENSION), dim=1)
    total = 0.0
    for row, right in zip(reader.cosines(vectors).tolist(), classes.tolist(), strict=True):
        powers = [math.exp(SCALE * (value - MARGIN * (place == right))) for place, value in enumerate(row)]
        total -= math.log(powers[right] / sum(powers))
    assert float(reader.loss(vectors, classes)) == pytest.approx(total / 2, rel=1e-4)


def test_shapes() -> None:
    heat, boxes = FinderNetwork().eval()(torch.rand(2, 3, 64, 32))
    assert (heat.shape, boxes.shape) == ((2, 1, 16, 8), (2, 4, 16, 8))
    assert float(heat.detach().sigmoid().max()) < 0.2, "an untrained finder sees nothing"
    reader = ReaderNetwork(5).eval()
    vectors = reader(torch.rand(3, 3, 64, 64))
    assert torch.allclose(vectors.norm(dim=1), torch.ones(3), atol=1e-5)
    assert reader.cosines(vectors).abs().max() <= 1 + 1e-5
