"""Objectives, network and training on drawn products."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from data.taxonomy import BROAD_CATEGORIES, FINE_TYPES, Broad
from models import training
from models.similarity.attributes import ATTRIBUTES
from models.similarity.cache import CropCache, Crops
from models.similarity.dataset import COLOURS, Batches
from models.similarity.evaluate import TorchEmbedder, in_batches, recall
from models.similarity.items import Item
from models.similarity.network import Outputs, SimilarityNetwork
from models.similarity.objective import Labels, Objective
from models.similarity.options import LossName
from models.similarity.runs import load_run
from models.similarity.train import Recipe, train
from models.training import CHECKPOINT
from tests.models.similarity.wardrobe import item

TINY = Recipe(frozen_stages=3, epochs=2, steps=2, batch=8, shots=2, size=32, dimension=8, random_epochs=1)
PATTERNS = 8


def draw_patterns(folder: Path) -> list[Item]:
    """Eight products whose grounds are alike and whose patterns differ; three views each, shifted and shaded."""
    from PIL import Image

    random = np.random.default_rng(0)
    items = []
    for number in range(PATTERNS):
        tile = random.integers(60, 200, (4, 4, 3)).astype(np.uint8)
        for shift, view in enumerate(("front", "back", "detail")):
            pixels = np.full((64, 64, 3), 255, np.uint8)
            pixels[8:56, 8:56] = np.tile(np.roll(tile, shift, axis=1).repeat(4, 0).repeat(4, 1), (3, 3, 1))
            path = folder / f"t{number}-{view}.png"
            Image.fromarray((pixels * (1 - 0.08 * shift)).astype(np.uint8)).save(path)
            items.append(item(folder, 0, view, "train", picture=path, product=f"t{number}", model=f"t{number}",
                              attributes={"colour": "red" if number % 2 else "navy", "sleeve": "long"}))  # fmt: skip
    return items


@pytest.fixture(scope="module")
def goods(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Item], Crops]:
    folder: Path = tmp_path_factory.mktemp("goods")
    items = draw_patterns(folder)
    return items, CropCache(folder / "cache", 64)(items)


def test_heads_by_category_mix_by_belief() -> None:
    torch.manual_seed(0)
    network = SimilarityNetwork(4, "broad").eval()
    torch.nn.init.normal_(network.fine.weight, std=0.5)
    crops = torch.randint(0, 255, (3, 32, 32, 3), dtype=torch.uint8)
    with torch.no_grad():
        found = network(crops)
        features = network.features(crops)
        each = network.embedding.projection(F.normalize(features, dim=1)).reshape(3, len(BROAD_CATEGORIES), 4)
    assert found.attributes.shape == (3, len(ATTRIBUTES))
    for row in range(3):
        chance = torch.softmax(found.fine[row], 0).tolist()
        mixed = [0.0] * 4
        for fine, probability in zip(FINE_TYPES, chance, strict=True):
            for k in range(4):
                mixed[k] += probability * float(each[row, BROAD_CATEGORIES.index(fine.broad), k])
        assert found.vectors[row].tolist() == pytest.approx(mixed, abs=1e-4)


def test_fine_types_do_not_teach_the_trunk() -> None:
    network = SimilarityNetwork(4)
    network(torch.zeros(1, 32, 32, 3, dtype=torch.uint8)).fine.sum().backward()
    assert all(parameter.grad is None for parameter in network.features.parameters())
    assert network.fine.weight.grad is not None


def labels(count: int) -> Labels:
    products = torch.arange(count) // 2
    known = torch.ones(count, len(ATTRIBUTES))
    allowed = F.one_hot(products % 2, len(FINE_TYPES)).bool()
    return Labels(products, torch.zeros(count, dtype=torch.long), (known.cumsum(0) % 2), known, allowed)


@pytest.mark.parametrize("loss", ["triplet", "weighted", "multitask", "agml"])
@pytest.mark.parametrize("mined", [False, True])
def test_objectives_are_the_sum_of_their_terms(loss: LossName, mined: bool) -> None:
    torch.manual_seed(0)
    outputs = Outputs(torch.randn(8, 6) / 4, torch.randn(8, len(FINE_TYPES)), torch.randn(8, len(ATTRIBUTES)))
    total, terms = Objective(loss, attribute_weight=0.3)(outputs, labels(8), mined)
    with_attributes = 0.3 * terms["attributes"] if loss in ("multitask", "agml") else 0.0
    torch.testing.assert_close(total, terms["metric"] + terms["fine"] + with_attributes)
    assert float(terms["triplets"]) > 0 and float(terms["metric"]) > 0
    if not mined:
        assert float(terms["triplets"]) <= 8


def test_only_the_weighted_loss_sees_lengths() -> None:
    torch.manual_seed(0)
    outputs = Outputs(torch.randn(8, 6), torch.zeros(8, len(FINE_TYPES)), torch.zeros(8, len(ATTRIBUTES)))
    longer = outputs._replace(vectors=3 * outputs.vectors)
    for loss, sees in (("triplet", False), ("agml", False), ("weighted", True)):
        objective = Objective(loss)  # type: ignore[arg-type]
        found = []
        for each in (outputs, longer):
            torch.manual_seed(1)
            found.append(float(objective(each, labels(8), False)[1]["metric"]))
        assert (found[0] != pytest.approx(found[1], rel=1e-4)) is sees


def test_a_batch_says_what_is_known(goods: tuple[list[Item], Crops]) -> None:
    items, crops = goods
    batches = Batches(items, crops, 4, 2, 32)
    turned = 0
    torch.manual_seed(0)
    for number in range(6):
        for batch in batches.epoch(number, 3):
            assert batch.crops.shape == (8, 32, 32, 3) and batch.crops.dtype == torch.uint8
            assert batch.labels.products.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
            assert set(batch.labels.broads.tolist()) == {BROAD_CATEGORIES.index(Broad.TOPWEAR)}
            colour_known = batch.labels.known[:, COLOURS].amin(1)
            assert torch.equal(colour_known[::2], colour_known[1::2])
            turned += int((colour_known == 0).sum())
    assert 0 < turned < 6 * 3 * 8


def test_too_few_crops_for_the_dimension_are_named(goods: tuple[list[Item], Crops], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="24 training crops are too few for 25 dimensions"):
        train(*goods, Recipe(dimension=25), tmp_path)


@pytest.mark.slow
def test_training_tells_eight_products_apart(goods: tuple[list[Item], Crops], tmp_path: Path) -> None:
    items, crops = goods
    recipe = Recipe(frozen_stages=2, epochs=3, steps=30, batch=16, shots=2, size=64, dimension=8, random_epochs=1,
                    trunk_rate=5e-4, head_rate=5e-4, ema=0.9)  # fmt: skip
    untrained = SimilarityNetwork(8)
    learned = train(items, crops, recipe, tmp_path)
    views = np.array([each.view for each in items])
    scores = []
    for network in (untrained, learned):
        vectors = in_batches(TorchEmbedder(network), crops)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        scores.append(recall(items, vectors, views != "front", views == "front")[1])
    assert scores[1] >= 0.9
    assert scores[0] < scores[1]


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["weighted", "agml"])
def test_a_run_that_was_stopped_ends_where_it_would_have(
    goods: tuple[list[Item], Crops], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loss: LossName
) -> None:
    items, crops = goods
    recipe = Recipe(**{**vars(TINY), "loss": loss})
    whole = train(items, crops, recipe, tmp_path / "whole")
    saved = training.save_whole

    def save_and_stop(state: dict[str, object], path: Path) -> None:
        saved(state, path)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(training, "save_whole", save_and_stop)
        train(items, crops, recipe, tmp_path / "cut")
    assert torch.load(tmp_path / "cut" / CHECKPOINT, weights_only=True)["epochs_done"] == 1
    train(items, crops, recipe, tmp_path / "cut")
    resumed, kept = load_run(tmp_path / "cut")
    assert kept == recipe
    theirs = resumed.state_dict()
    for name, ours in whole.state_dict().items():
        torch.testing.assert_close(ours, theirs[name], rtol=1e-4, atol=1e-5)
    with pytest.raises(ValueError, match="was made with"):
        train(items, crops, Recipe(**{**vars(recipe), "alpha": 1.0}), tmp_path / "cut")
