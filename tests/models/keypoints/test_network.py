from __future__ import annotations

import math

import pytest
import torch

from models.keypoints.network import KeypointNetwork, VisibilityHead, heatmap_loss, visibility_loss


@pytest.fixture(scope="module")
def network() -> KeypointNetwork:
    torch.manual_seed(0)
    return KeypointNetwork().eval()


@pytest.mark.parametrize(("height", "width"), [(256, 192), (192, 128)])
def test_shapes(network: KeypointNetwork, height: int, width: int) -> None:
    with torch.inference_mode():
        heatmaps, logits = network(torch.rand(2, 3, height, width))
    assert heatmaps.shape == (2, 17, height // 4, width // 4)
    assert logits.shape == (2, 17)


def test_visibility_looks_at_the_place_where_the_point_is() -> None:
    torch.manual_seed(0)
    head = VisibilityHead(local=4, whole=8).eval()
    heatmaps = torch.zeros(1, 17, 16, 12)
    heatmaps[:, :, 5, 7] = 4.0
    deepest, features = torch.rand(1, 8, 4, 3), torch.rand(1, 4, 16, 12)
    before = head(features, deepest, heatmaps)
    elsewhere = features.clone()
    elsewhere[:, :, :4] += 1.0
    torch.testing.assert_close(head(elsewhere, deepest, heatmaps), before, atol=1e-3, rtol=1e-3)
    there = features.clone()
    there[:, :, 5, 7] += 1.0
    assert (head(there, deepest, heatmaps) - before).abs().max() > 0.05


def test_no_gradient_of_visibility_reaches_the_heatmaps() -> None:
    head = VisibilityHead(local=4, whole=8)
    heatmaps = torch.rand(1, 17, 16, 12, requires_grad=True)
    features = torch.rand(1, 4, 16, 12, requires_grad=True)
    head(features, torch.rand(1, 8, 4, 3), heatmaps).sum().backward()
    assert heatmaps.grad is None
    assert features.grad is not None
    assert features.grad.abs().sum() > 0


def test_frozen_stages_do_not_learn_and_the_others_do(network: KeypointNetwork) -> None:
    heatmaps, logits = network.train()(torch.rand(2, 3, 64, 64))
    (heatmaps.square().sum() + logits.sum()).backward()
    assert all(p.grad is None for p in network.trunk.stages[:2].parameters())
    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in network.trunk.stages[2].parameters())


def test_heatmap_loss_against_plain_loops() -> None:
    torch.manual_seed(1)
    ours, target, weights = torch.rand(2, 3, 4, 5), torch.rand(2, 3, 4, 5), torch.tensor([[1.0, 0, 1], [0, 0, 1]])
    total, count = 0.0, 0
    for n in range(2):
        for k in range(3):
            if weights[n, k]:
                count += 1
                total += sum(float(ours[n, k, y, x] - target[n, k, y, x]) ** 2 for y in range(4) for x in range(5))
    assert float(heatmap_loss(ours, target, weights)) == pytest.approx(total / count, rel=1e-5)


def test_visibility_loss_against_the_formula_and_without_any_known_point() -> None:
    logits, truth = torch.tensor([[2.0, -1.0]]), torch.tensor([[1.0, 1.0]])
    expected = (math.log(1 + math.exp(-2.0)) + math.log(1 + math.exp(1.0))) / 2
    assert float(visibility_loss(logits, truth, torch.ones(1, 2))) == pytest.approx(expected, rel=1e-5)
    assert float(visibility_loss(logits, truth, torch.zeros(1, 2))) == 0.0
