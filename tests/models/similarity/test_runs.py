"""A run from the command line to weights that serving opens."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from models.embedding.network import Heads
from models.similarity.__main__ import app
from models.similarity.items import fold_split
from models.similarity.recipe import Recipe
from models.similarity.runs import load_head, thinned, train_run
from models.training import save_whole
from models.zoo import load_model
from pipeline.embedding import OnnxEmbedder
from tests.models.similarity.wardrobe import item

VIEWS = ("main", "back", "alt1")


def luma(folder: Path) -> Path:
    """Eighteen jackets of coarse colours with three views each."""
    (folder / "images").mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(18):
        tile = random.integers(0, 230, (4, 4, 3)).astype(np.uint8)
        for shift, view in enumerate(VIEWS):
            pixels = np.full((64, 64, 3), 255, np.uint8)
            pixels[8:56, 8:56] = np.roll(tile, shift, axis=1).repeat(12, 0).repeat(12, 1)
            Image.fromarray(pixels).save(folder / "images" / f"mj{number:02d}-red_{view}.jpg")
    return folder


@pytest.mark.slow
def test_train_and_export_from_the_command_line(tmp_path: Path) -> None:
    folders = ["--luma", str(luma(tmp_path / "luma")), "--out", str(tmp_path / "run"), "--cache", str(tmp_path / "c")]
    settings = ["--steps", "4", "--random-steps", "2", "--products", "4", "--shots", "2", "--seed", "3"]
    learned = ["--loss", "agml", "--guide", "margin", "--heads", "shared", "--dimension", "12"]
    told = CliRunner().invoke(app, ["train", *folders, *settings, *learned, "--with-validation"])
    assert told.exit_code == 0, told.output
    assert "learned luma back R@1" in told.output and "frozen luma detail R@10" in told.output
    kept = json.loads((tmp_path / "run" / "figures.json").read_text("utf-8"))
    assert kept["sources"] == ["luma"] and kept["recipe"]["guide"] == "margin" and kept["recipe"]["seed"] == 3
    assert kept["unseen_models"] == [f"luma/mj{n:02d}" for n in range(18) if fold_split(f"mj{n:02d}", 0) == "test"]
    assert all(0 <= value <= 1 for value in kept["figures"].values())
    head, recipe = load_head(tmp_path / "run")
    assert (recipe.dimension, head.embedding.projection.out_features) == (12, 12)
    state = {"heads": Heads(2).state_dict(), "recipe": {"dimension": 2}, "sources": ["street"], "figures": {}}
    save_whole(state, tmp_path / "heads.pt")
    weights = ["--version", "9.9.9", "--weights", str(tmp_path / "weights"), "--types", str(tmp_path)]
    told = CliRunner().invoke(app, ["export", *folders, *weights])
    assert told.exit_code == 0, told.output
    embedder = OnnxEmbedder(load_model("embedding", tmp_path / "weights"), threads=1)
    assert (embedder.model, embedder.dimension) == ("embedding@9.9.9", 12)
    assert embedder.embed([np.zeros((64, 64, 3), np.uint8)]).vectors.shape == (1, 12)


def test_test_products_are_never_learned_from(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="test products"):
        train_run([], tmp_path, Recipe(), tmp_path, ("train", "test"))


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["train", "--out", str(tmp_path), "--cache", str(tmp_path)])
    assert told.exit_code == 2
    assert "nothing to learn from" in told.output


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"run `python -m models\.similarity train` first"):
        load_head(tmp_path)


@pytest.mark.parametrize(("limit", "kept"), [(None, 10), (3, 3), (1, 1), (99, 10)])
def test_sources_without_views_are_thinned_evenly(tmp_path: Path, limit: int | None, kept: int) -> None:
    luma_items = [item(tmp_path, 0, view) for view in ("front", "back", "detail")]
    street = [item(tmp_path, 0, "front", source="street", product=f"s{number}") for number in range(10)]
    found = thinned([*street, *luma_items], limit)
    assert [each for each in found if each.source == "luma"] == luma_items
    assert len([each for each in found if each.source == "street"]) == kept
