"""Runs on disk as methods; a network is never asked about what it was trained on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from models.similarity.measure.learned import FINISHED, Learned, learned_methods
from models.similarity.measure.questions import questions
from models.similarity.network import SimilarityNetwork
from models.similarity.train import Recipe
from models.training import CHECKPOINT, save_whole
from tests.models.similarity.wardrobe import Cutter, wardrobe


def save_run(folder: Path, unseen: Sequence[str], recipe: Recipe) -> SimilarityNetwork:
    folder.mkdir(parents=True)
    torch.manual_seed(len(unseen))
    network = SimilarityNetwork(recipe.dimension, recipe.heads, recipe.trunk).eval()
    save_whole({"recipe": asdict(recipe), "averaged": network.state_dict()}, folder / CHECKPOINT)
    (folder / FINISHED).write_text(json.dumps({"unseen_models": list(unseen)}))
    return network


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SimilarityNetwork]:
    folder = tmp_path_factory.mktemp("runs")
    recipe = Recipe(dimension=8, heads="shared", margin=0.3)
    network = save_run(folder / "mine" / "fold-1", ["luma/m0", "luma/m1", "luma/m2"], recipe)
    (folder / "mine" / "fold-0").mkdir()  # not finished
    (folder / "crops").mkdir()
    return folder, network


def methods(runs: Path, kept: Path) -> dict[str, Learned]:
    found = learned_methods(runs, Cutter(), kept)
    return {method.name: method for method in found if isinstance(method, Learned)}


def test_finished_runs_are_methods_with_the_settings_of_their_recipe(
    runs: tuple[Path, SimilarityNetwork], tmp_path: Path
) -> None:
    found = methods(runs[0], tmp_path / "kept")
    assert list(found) == ["mine", "mine, Euclidean", "mine, cosine + Euclidean"]
    settings = found["mine"].settings
    assert {key: settings[key] for key in ("backbone", "loss", "dimension", "margin")} == {
        "backbone": "lite1",
        "loss": "weighted",
        "dimension": 8,
        "margin": 0.3,
    }
    items = wardrobe(tmp_path)
    assert found["mine"].knows(questions("luma-back", items, 1))
    assert not found["mine"].knows(questions("luma-back", items, 0))


def test_scores_are_cosines_and_distances_of_the_networks_raw_vectors(
    runs: tuple[Path, SimilarityNetwork], tmp_path: Path
) -> None:
    asked = questions("luma-back", wardrobe(tmp_path), 1)
    found = methods(runs[0], tmp_path / "kept")
    with torch.inference_mode():
        queries, goods = (
            runs[1](torch.from_numpy(np.stack([item.crop(64) for item in part]))).vectors.numpy()
            for part in (asked.queries, asked.goods)
        )
    for i, query in enumerate(queries):
        for j, good in enumerate(goods):
            cosine = query @ good / np.linalg.norm(query) / np.linalg.norm(good)
            assert found["mine"].scores(asked)[i, j] == pytest.approx(cosine, abs=1e-4)
            far = np.linalg.norm(query - good)
            assert found["mine, Euclidean"].scores(asked)[i, j] == pytest.approx(-far, rel=1e-3, abs=1e-4)


def test_a_network_that_saw_a_test_product_is_refused(runs: tuple[Path, SimilarityNetwork], tmp_path: Path) -> None:
    found = methods(runs[0], tmp_path / "kept")
    other_part = questions("luma-back", wardrobe(tmp_path, test=(2, 3)), 1)
    with pytest.raises(ValueError, match=r"was not trained without \['luma/m3'\]: train again"):
        found["mine"].scores(other_part)
