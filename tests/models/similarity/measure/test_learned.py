"""Runs on disk as methods; a network is never asked about what it was trained on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.embedding.network import FEATURES
from models.similarity.items import Item
from models.similarity.measure.learned import Sources, learned_methods
from models.similarity.measure.method import Method, Repeated
from models.similarity.measure.questions import questions
from models.similarity.network import SimilarityHead
from models.similarity.recipe import Recipe
from models.similarity.runs import FIGURES, HEAD
from models.training import save_whole
from tests.models.similarity.wardrobe import wardrobe

UNSEEN = ["luma/m0", "luma/m1", "luma/m2"]
RECIPE = Recipe(dimension=8, hidden=4, margin=0.3)


def save_run(folder: Path, seed: int) -> SimilarityHead:
    folder.mkdir(parents=True)
    torch.manual_seed(seed)
    head = SimilarityHead(FEATURES, RECIPE.dimension, RECIPE.hidden, RECIPE.heads).eval()
    save_whole({"recipe": asdict(RECIPE), "head": head.state_dict()}, folder / HEAD)
    (folder / FIGURES).write_text(json.dumps({"unseen_models": UNSEEN}))
    return head


def pooled(items: Sequence[Item]) -> NDArray[np.float32]:
    return np.stack([np.resize(item.crop(32).astype(np.float32).ravel() / 255, FEATURES) for item in items])


def colours(items: Sequence[Item]) -> NDArray[np.float32]:
    found = np.stack([item.crop(32).mean((0, 1)) for item in items])
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SimilarityHead]]:
    folder = tmp_path_factory.mktemp("runs")
    heads = [save_run(folder / "mine" / "fold-1" / f"seed-{seed}", seed) for seed in (0, 1)]
    (folder / "mine" / "fold-0" / "seed-0").mkdir(parents=True)  # not finished
    (folder / "crops").mkdir()
    return folder, heads


def methods(runs: Path, varied: Sequence[str] = ()) -> dict[str, Repeated]:
    found = learned_methods(runs, Sources(lambda recipe: pooled, colours, (0.5,)), varied)
    return {method.name: method for method in found if isinstance(method, Repeated)}


def test_finished_runs_are_methods_with_the_settings_of_their_recipe(
    runs: tuple[Path, list[SimilarityHead]], tmp_path: Path
) -> None:
    assert list(methods(runs[0])) == ["mine"]
    found = methods(runs[0], ["mine"])
    assert list(found) == ["mine", "mine, with colours 0.5", "mine, Euclidean", "mine, cosine + Euclidean"]
    settings = found["mine"].settings
    assert {key: settings[key] for key in ("backbone", "loss", "dimension", "margin", "seeds")} == {
        "backbone": "lite1",
        "loss": "weighted",
        "dimension": 8,
        "margin": 0.3,
        "seeds": 2,
    }
    items = wardrobe(tmp_path)
    assert found["mine"].knows(questions("luma-back", items, 1))
    assert not found["mine"].knows(questions("luma-back", items, 0))


def test_each_seeds_scores_are_cosines_and_distances_of_its_raw_vectors(
    runs: tuple[Path, list[SimilarityHead]], tmp_path: Path
) -> None:
    asked = questions("luma-back", wardrobe(tmp_path), 1)
    found = methods(runs[0], ["mine"])
    beside = colours(asked.queries) @ colours(asked.goods).T

    def scores(name: str, seed: int) -> NDArray[np.float32]:
        member: Method = found[name].repeats()[seed]
        return member.scores(asked)

    for seed, head in enumerate(runs[1]):
        with torch.inference_mode():
            queries, goods = (
                head(torch.from_numpy(pooled(part))).vectors.numpy() for part in (asked.queries, asked.goods)
            )
        for i, query in enumerate(queries):
            for j, good in enumerate(goods):
                cosine = query @ good / np.linalg.norm(query) / np.linalg.norm(good)
                assert scores("mine", seed)[i, j] == pytest.approx(cosine, abs=1e-4)
                far = np.linalg.norm(query - good)
                assert scores("mine, Euclidean", seed)[i, j] == pytest.approx(-far, rel=1e-3, abs=1e-4)
                both = (cosine + 0.5 * beside[i, j]) / 1.5
                assert scores("mine, with colours 0.5", seed)[i, j] == pytest.approx(both, abs=1e-4)


def test_a_network_that_saw_a_test_product_is_refused(runs: tuple[Path, list[SimilarityHead]], tmp_path: Path) -> None:
    other_part = questions("luma-back", wardrobe(tmp_path, test=(2, 3)), 1)
    with pytest.raises(ValueError, match=r"was not trained without \['luma/m3'\]: train again"):
        methods(runs[0])["mine"].scores(other_part)
