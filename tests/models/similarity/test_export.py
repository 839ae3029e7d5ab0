"""The exported network against torch, behind the interface that serving has."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from data.taxonomy import FINE_TYPES
from models.similarity.attributes import ATTRIBUTES
from models.similarity.evaluate import TorchEmbedder
from models.similarity.export import MOST_BYTES, compare, export_similarity
from models.similarity.network import ServedNetwork, SimilarityNetwork
from models.similarity.train import Recipe
from models.zoo import load_model
from pipeline.crops import CROP_SIZE
from pipeline.embedding import OnnxEmbedder
from pipeline.runtime import open_session

RECIPE = Recipe(dimension=256, heads="broad")


def crops(count: int) -> list[NDArray[np.uint8]]:
    """Smooth random pictures."""
    coarse = np.random.default_rng(0).integers(0, 256, (count, 8, 8, 3)).astype(np.uint8)
    return list(coarse.repeat(CROP_SIZE // 8, axis=1).repeat(CROP_SIZE // 8, axis=2))


@pytest.fixture(scope="module")
def network() -> SimilarityNetwork:
    torch.manual_seed(0)
    return SimilarityNetwork(RECIPE.dimension, RECIPE.heads).eval()


@pytest.fixture(scope="module")
def folder(network: SimilarityNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("weights")
    figures = {"learned luma back R@1": 0.123456}
    export_similarity(network, RECIPE, crops(2), "0.0.1", figures, ["luma"], folder)
    return folder


def test_serving_takes_it_as_it_is(network: SimilarityNetwork, folder: Path) -> None:
    embedder = OnnxEmbedder(load_model("embedding", folder), threads=1)
    assert (embedder.model, embedder.dimension) == ("embedding@0.0.1", 256)
    for count in (1, 3):
        found = embedder.embed(crops(count))
        assert found.fine.shape == (count, len(FINE_TYPES))
        np.testing.assert_allclose(found.fine.sum(axis=1), 1, atol=1e-5)
        expected = TorchEmbedder(network)(crops(count))
        assert float((found.vectors * expected).sum(axis=1).min()) > 0.999


def test_attributes_are_the_third_output(network: SimilarityNetwork, folder: Path) -> None:
    model = load_model("embedding", folder)
    batch = np.stack(crops(2))
    (found,) = open_session(model, 1).run(["attributes"], {"crops": batch})
    with torch.inference_mode():
        expected = torch.sigmoid(network(torch.from_numpy(batch)).attributes).numpy()
    np.testing.assert_allclose(found, expected, atol=0.02)
    assert [tuple(each) for each in model.card.settings["attributes"]] == list(ATTRIBUTES)


def test_the_file_is_small_and_its_card_tells_of_it(folder: Path) -> None:
    assert (folder / "embedding.onnx").stat().st_size <= MOST_BYTES
    card = load_model("embedding", folder).card
    assert card.figures == {"learned luma back R@1": 0.1235}
    assert any("Luma" in line for line in card.data) and not any("clothing-dataset" in line for line in card.data)
    assert "--luma DIR" in card.command


def test_another_network_is_refused(folder: Path) -> None:
    torch.manual_seed(1)
    with pytest.raises(AssertionError, match="the export turns vectors"):
        compare(ServedNetwork(SimilarityNetwork(256)).eval(), load_model("embedding", folder), crops(2))


def test_more_dimensions_than_are_served_are_refused(tmp_path: Path) -> None:
    recipe = Recipe(dimension=1024, heads="shared")
    with pytest.raises(ValueError, match="1024 dimensions are more than the 512"):
        export_similarity(SimilarityNetwork(1024, "shared"), recipe, crops(1), "0.0.1", {}, ["luma"], tmp_path)


@pytest.mark.slow
def test_a_file_too_large_never_takes_the_old_ones_place(tmp_path: Path) -> None:
    recipe = Recipe(dimension=512, heads="broad")
    with pytest.raises(ValueError, match="MB are more than 16"):
        export_similarity(SimilarityNetwork(512), recipe, crops(1), "0.0.1", {}, ["luma"], tmp_path)
    assert list(tmp_path.iterdir()) == []
