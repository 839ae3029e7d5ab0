"""The exported network against torch, behind the interface that serving has."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from data.taxonomy import FINE_TYPES
from models.embedding.network import Heads
from models.similarity.attributes import ATTRIBUTES
from models.similarity.evaluate import embed_pooled, unit
from models.similarity.export import HEADS, MOST_BYTES, Told, compare, export_run, export_similarity
from models.similarity.network import ServedNetwork, SimilarityHead, SimilarityNetwork
from models.similarity.pooling import PooledTrunk
from models.similarity.recipe import Recipe
from models.similarity.runs import FIGURES, HEAD
from models.training import save_whole
from models.zoo import load_model
from pipeline.crops import CROP_SIZE
from pipeline.embedding import OnnxEmbedder
from pipeline.runtime import open_session
from tests.models.similarity.wardrobe import item

RECIPE = Recipe(dimension=256)
TOLD = Told(RECIPE, ["luma"], ["train", "validation"], 2, {"learned luma back R@1": 0.123456}, ["street"])


def crops(count: int) -> list[NDArray[np.uint8]]:
    """Smooth random pictures."""
    coarse = np.random.default_rng(0).integers(0, 256, (count, 8, 8, 3)).astype(np.uint8)
    return list(coarse.repeat(CROP_SIZE // 8, axis=1).repeat(CROP_SIZE // 8, axis=2))


def made(dimension: int, seed: int = 0, hidden: int = 64) -> SimilarityNetwork:
    torch.manual_seed(seed)
    head = SimilarityHead(PooledTrunk().width, dimension, hidden)
    head.standardise(torch.full_like(head.mean, 0.3), torch.full_like(head.mean, 0.7))
    return SimilarityNetwork(head).eval()


@pytest.fixture(scope="module")
def network() -> SimilarityNetwork:
    return made(RECIPE.dimension)


@pytest.fixture(scope="module")
def folder(network: SimilarityNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("weights")
    export_similarity(network, TOLD, crops(2), "0.0.1", folder)
    return folder


def test_serving_takes_it_as_it_is(network: SimilarityNetwork, folder: Path) -> None:
    embedder = OnnxEmbedder(load_model("embedding", folder), threads=1)
    assert (embedder.model, embedder.dimension) == ("embedding@0.0.1", 256)
    for count in (1, 3):
        found = embedder.embed(crops(count))
        assert found.fine.shape == (count, len(FINE_TYPES))
        np.testing.assert_allclose(found.fine.sum(axis=1), 1, atol=1e-5)
        with torch.inference_mode():
            pooled = network.trunk(torch.from_numpy(np.stack(crops(count)))).numpy()
        expected = unit(embed_pooled(network.head, pooled))
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
    assert card.settings["fold"] == 2
    assert any("training and validation products" in line for line in card.data)
    assert any("Luma" in line for line in card.data) and not any("clothing" in line for line in card.data)
    assert "--luma DIR --fold 2 --with-validation" in card.command


def test_another_network_is_refused(folder: Path) -> None:
    with pytest.raises(AssertionError, match="the export turns vectors"):
        compare(ServedNetwork(made(256, seed=1)).eval(), load_model("embedding", folder), crops(2))


def test_more_dimensions_than_are_served_are_refused(network: SimilarityNetwork, tmp_path: Path) -> None:
    told = replace(TOLD, recipe=replace(RECIPE, dimension=1024))
    with pytest.raises(ValueError, match="1024 dimensions are more than the 512"):
        export_similarity(network, told, crops(1), "0.0.1", tmp_path)


@pytest.mark.slow
def test_a_file_too_large_never_takes_the_old_ones_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="MB are more than 16"):
        export_similarity(made(512, hidden=2048), TOLD, crops(1), "0.0.1", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_fine_types_that_were_fitted_to_photos_take_the_place_of_the_runs_own(
    network: SimilarityNetwork, tmp_path: Path
) -> None:
    out, types = tmp_path / "run", tmp_path / "types"
    out.mkdir()
    types.mkdir()
    recipe = replace(RECIPE, hidden=64)
    save_whole({"recipe": asdict(recipe), "head": network.head.state_dict()}, out / HEAD)
    kept = {"figures": {}, "sources": ["luma"], "splits": ["train"], "fold": 0}
    (out / FIGURES).write_text(json.dumps(kept))
    items, cache = [item(tmp_path, 0, "front")], tmp_path / "cache"
    with pytest.raises(FileNotFoundError, match=r"let `python -m models\.embedding train` finish"):
        export_run(items, out, "0.0.2", cache, tmp_path / "w", types)
    heads = Heads(3)
    torch.nn.init.zeros_(heads.fine.weight)
    heads.fine.bias.data = torch.arange(len(FINE_TYPES)).float() / 10
    state = {"heads": heads.state_dict(), "recipe": {"dimension": 3}, "sources": ["street"],
             "figures": {"street: fine top-1": 0.5, "street: training crops": 9.0}}  # fmt: skip
    save_whole(state, types / HEADS)
    export_run(items, out, "0.0.2", cache, tmp_path / "w", types)
    model = load_model("embedding", tmp_path / "w")
    found = OnnxEmbedder(model, threads=1).embed(crops(1)).fine[0]
    np.testing.assert_allclose(found, torch.softmax(heads.fine.bias.data, 0).numpy(), atol=1e-3)
    assert model.card.figures == {"street: fine top-1": 0.5}
    assert any(line.startswith("street: training parts") for line in model.card.data)
