"""The exported embedder against torch."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from data.taxonomy import FINE_TYPES
from models.embedding.export import compare, export_embedding
from models.embedding.network import EmbeddingNetwork
from models.zoo import load_model
from pipeline.crops import CROP_SIZE
from pipeline.embedding import OnnxEmbedder


@pytest.fixture(scope="module")
def network() -> EmbeddingNetwork:
    torch.manual_seed(0)
    network = EmbeddingNetwork(16)
    network.heads.offset[3] = -30.0
    return network.eval()


def crops(count: int) -> list[NDArray[np.uint8]]:
    """Smooth random pictures: noise alone is nothing that ImageNet features can tell apart."""
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (count, 8, 8, 3)).astype(np.uint8)
    return list(coarse.repeat(CROP_SIZE // 8, axis=1).repeat(CROP_SIZE // 8, axis=2))


@pytest.fixture(scope="module")
def folder(network: EmbeddingNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("weights")
    export_embedding(network, crops(3), "0.0.1", {"street: fine top-1": 0.123456}, ["clothing", "luma"], folder)
    return folder


def test_export_answers_as_torch_whatever_the_batch(network: EmbeddingNetwork, folder: Path) -> None:
    embedder = OnnxEmbedder(load_model("embedding", folder), threads=1)
    assert embedder.model == "embedding@0.0.1"
    for count in (1, 2, 5):
        found = compare(network, embedder, crops(count))
        assert found.vectors.shape == (count, 16)


def test_card_says_what_is_in_the_file(folder: Path) -> None:
    card = load_model("embedding", folder).card
    assert card.command.startswith("python -m models.embedding train --clothing DIR --luma DIR --out DIR")
    assert [line.partition(",")[0].partition(" ")[0] for line in card.data] == [
        "ImageNet",
        "clothing-dataset",
        "Luma's",
    ]
    assert card.figures == {"street: fine top-1": 0.1235}
    assert card.settings == {"size": CROP_SIZE, "dimension": 16, "never": [FINE_TYPES[3].name]}
    assert not list(folder.glob("*.part"))


def test_weights_are_stored_in_half(folder: Path) -> None:
    assert (folder / "embedding.onnx").stat().st_size < 10 * 2**20


def test_network_that_answers_otherwise_is_refused(folder: Path) -> None:
    torch.manual_seed(1)
    with pytest.raises(AssertionError, match="the export turns vectors"):
        compare(EmbeddingNetwork(16), OnnxEmbedder(load_model("embedding", folder), threads=1), crops(2))
