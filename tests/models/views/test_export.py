from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from data.taxonomy import VIEWS
from models.views.evaluate import TorchViews
from models.views.export import ExportError, compare, write_onnx
from models.views.network import INPUT_HEIGHT, INPUT_WIDTH, ViewNetwork
from models.zoo import Model, ModelCard, ModelError, load_model, sha256_of
from pipeline.photo import Photo
from pipeline.views import OnnxViews
from tests.data.boutique.tiny import scene

PHOTOS = [Photo(f"{seed}.png", np.asarray(scene(seed))) for seed in range(11)]


def model(path: Path, **settings: object) -> Model:
    known = {"height": INPUT_HEIGHT, "width": INPUT_WIDTH, "classes": [view.value for view in VIEWS]}
    card = ModelCard(
        name="views", version="0.0.1", task="", sha256=sha256_of(path), licence="", data=[], command="",
        settings={**known, **settings},
    )  # fmt: skip
    return Model(path, card)


@pytest.fixture(scope="module")
def network() -> ViewNetwork:
    torch.manual_seed(0)
    made = ViewNetwork().eval()
    # Untrained answers are nearly even: larger weights make them differ.
    torch.nn.init.normal_(made.classify.weight, std=0.2)
    return made


@pytest.fixture(scope="module")
def weights(network: ViewNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "views.onnx"
    write_onnx(network, path)
    return path


@pytest.mark.slow
def test_the_exported_network_answers_like_torch_whatever_the_batch(network: ViewNetwork, weights: Path) -> None:
    exported = OnnxViews(model(weights), threads=1)
    compare(TorchViews(network), exported, PHOTOS)
    found = exported.classify(PHOTOS)
    assert found.shape == (11, 5)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(exported.classify(PHOTOS[9:10]), found[9:10], atol=1e-5)
    assert found.std(axis=0).max() > 0.02
    assert exported.classify([]).shape == (0, 5)
    assert exported.model == "views@0.0.1"


@pytest.mark.slow
def test_another_network_is_caught(weights: Path) -> None:
    torch.manual_seed(1)
    other = ViewNetwork().eval()
    torch.nn.init.normal_(other.classify.weight, std=0.2)
    with pytest.raises(ExportError, match="changes probabilities"):
        compare(TorchViews(other), OnnxViews(model(weights), threads=1), PHOTOS)


@pytest.mark.slow
def test_a_card_of_other_views_is_refused(weights: Path) -> None:
    with pytest.raises(ModelError, match="knows the views"):
        OnnxViews(model(weights, classes=["front", "back"]))


def test_the_shipped_weights_are_small_and_say_where_they_come_from() -> None:
    shipped = load_model("views")
    assert shipped.path.stat().st_size <= 6 * 2**20
    assert shipped.card.settings["classes"] == list(VIEWS)
    assert any("Luma" in line for line in shipped.card.data)
    assert shipped.card.figures["luma: front, back, detail"] >= 0.95
