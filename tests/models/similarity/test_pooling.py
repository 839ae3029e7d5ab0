"""Multi-level pooling against plain loops, and the traced trunk against torch."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.embedding.network import FEATURES
from models.similarity.pooling import PooledTrunk, mean_and_deviation, pooled_features


def test_mean_and_deviation_are_their_definitions() -> None:
    maps = torch.from_numpy(np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype(np.float32))
    mean, deviation = mean_and_deviation(maps)
    for row in range(2):
        for channel in range(3):
            values = [float(maps[row, channel, y, x]) for y in range(4) for x in range(5)]
            centre = sum(values) / 20
            spread = (sum((value - centre) ** 2 for value in values) / 20) ** 0.5
            assert float(mean[row, channel]) == pytest.approx(centre, abs=1e-5)
            assert float(deviation[row, channel]) == pytest.approx(spread, abs=1e-5)


def test_all_stages_are_pooled_the_last_one_as_the_features_that_ship() -> None:
    torch.manual_seed(0)
    trunk = PooledTrunk().eval()
    crops = torch.randint(0, 255, (2, 64, 64, 3), dtype=torch.uint8)
    with torch.no_grad():
        found, maps = trunk(crops), trunk.features.maps(crops)
        assert found.shape == (2, trunk.width)
        torch.testing.assert_close(found[:, -FEATURES:], trunk.features(crops))
        torch.testing.assert_close(found[:, : maps[0].shape[1]], maps[0].mean((2, 3)))
    assert len(maps) == 5 and trunk.width == 2 * sum(each.shape[1] for each in maps[:-1]) + FEATURES
    assert not any(parameter.requires_grad for parameter in trunk.parameters())


@pytest.mark.slow
def test_the_traced_trunk_answers_as_torch_does_whatever_the_size(tmp_path: Path) -> None:
    embed, trunk = pooled_features(tmp_path), PooledTrunk().eval()
    for size in (64, 96):
        crops = np.random.default_rng(size).integers(0, 256, (2, size, size, 3)).astype(np.uint8)
        with torch.no_grad():
            expected = trunk(torch.from_numpy(crops)).numpy()
        np.testing.assert_allclose(embed(list(crops)), expected, atol=2e-3)
