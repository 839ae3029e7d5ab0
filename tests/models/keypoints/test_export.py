from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.keypoints.evaluate import TorchKeypoints
from models.keypoints.export import ExportError, compare, write_onnx
from models.keypoints.network import INPUT_HEIGHT, INPUT_WIDTH, STRIDE, KeypointNetwork
from models.zoo import Model, ModelCard, load_model, sha256_of
from pipeline.keypoints import OnnxKeypoints
from pipeline.look import KEYPOINT_NAMES


@pytest.fixture(scope="module")
def network() -> KeypointNetwork:
    torch.manual_seed(0)
    made = KeypointNetwork().eval()
    # Untrained heatmaps are flat: a rounding error would move their peaks. Larger weights make real peaks.
    torch.nn.init.normal_(made.heatmaps.weight, std=1.0)
    return made


@pytest.fixture(scope="module")
def exported(network: KeypointNetwork, tmp_path_factory: pytest.TempPathFactory) -> OnnxKeypoints:
    path = tmp_path_factory.mktemp("export") / "keypoints.onnx"
    write_onnx(network, path)
    settings = {"height": INPUT_HEIGHT, "width": INPUT_WIDTH, "stride": STRIDE}
    count = len(KEYPOINT_NAMES)
    card = ModelCard(
        name="keypoints",
        version="0.0.1",
        task="",
        sha256=sha256_of(path),
        licence="",
        data=[],
        command="",
        settings={**settings, "visibility_scale": [1.0] * count, "visibility_shift": [0.0] * count},
    )
    return OnnxKeypoints(Model(path, card), threads=1)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    coarse = np.random.default_rng(0).integers(0, 256, (8, 6, 3), np.uint8)
    Image.fromarray(coarse).resize((300, 400), Image.Resampling.BICUBIC).save(path)
    return path


@pytest.mark.slow
def test_the_exported_network_answers_like_torch(
    network: KeypointNetwork, exported: OnnxKeypoints, image: Path
) -> None:
    compare(TorchKeypoints(network), exported, [image])


@pytest.mark.slow
def test_another_network_is_caught(exported: OnnxKeypoints, image: Path) -> None:
    torch.manual_seed(1)
    with pytest.raises(ExportError, match=r"a\.png"):
        compare(TorchKeypoints(KeypointNetwork().eval()), exported, [image])


def test_the_shipped_weights_are_small_and_say_where_they_come_from() -> None:
    model = load_model("keypoints")
    assert model.path.stat().st_size <= 16 * 2**20
    assert len(model.card.settings["visibility_scale"]) == len(KEYPOINT_NAMES)
    assert any("Clothing Co-Parsing" in line for line in model.card.data)
    assert model.card.figures["full shot: whole photos, all"] >= 0.95
    assert model.card.figures["full shot: cut above the knees"] <= 0.03
    assert model.card.figures["full shot: cut below the chin"] <= 0.03
