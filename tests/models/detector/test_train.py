from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from data.street.read import StreetPhoto
from data.taxonomy import Broad
from models.detector.dataset import Example
from models.detector.evaluate import TorchDetector
from models.detector.export import compare_categories, write_onnx
from models.detector.semantic import PREFIX, has_branch
from models.detector.train import Recipe, branch_recipe, train, train_branch, training_sizes
from models.training import CHECKPOINT
from models.zoo import Model, ModelCard, sha256_of
from pipeline.detection import OnnxMaskRcnn
from pipeline.photo import Photo
from tests.models.detector.test_dataset import an_example

pytestmark = pytest.mark.slow
RECIPE = Recipe(trunk="lite0", epochs=2, batch=2)


def examples() -> list[Example]:
    return [an_example((1, 3)), an_example((4, 6)), an_example((2, 7)), an_example((5, 6))]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train(examples(), RECIPE, out)
    return out


def test_a_stopped_run_ends_where_an_unstopped_one_does(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[int] = []

    def stop_after_first(state: dict[str, object], path: Path) -> None:
        torch.save(state, path)
        saved.append(1)
        if len(saved) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("models.training.save_whole", stop_after_first)
    with pytest.raises(KeyboardInterrupt):
        train(examples(), RECIPE, tmp_path)
    resumed = train(examples(), RECIPE, tmp_path)
    whole = torch.load(run / CHECKPOINT, weights_only=True)["averaged"]
    for name, weight in resumed.state_dict().items():
        assert torch.allclose(weight, whole[name], atol=1e-4), name


def test_training_sees_photos_of_the_serving_size_and_smaller_ones() -> None:
    assert training_sizes(384) == (320, 352, 384)


def test_another_recipe_is_refused(run: Path) -> None:
    with pytest.raises(ValueError, match="give another --out"):
        train(examples(), Recipe(trunk="lite0", epochs=3, batch=2), run)


NOISE = Photo("noise", np.random.default_rng(0).integers(0, 255, (300, 200, 3)).astype(np.uint8))


def exported_from(reference: TorchDetector, folder: Path) -> OnnxMaskRcnn:
    weights = folder / "detector.onnx"
    write_onnx(reference.network, weights)
    card = ModelCard(
        name="detector", version="0", task="", sha256=sha256_of(weights), licence="", data=[], command="",
        settings={"short_side": RECIPE.short_side, "long_side": RECIPE.long_side},
    )  # fmt: skip
    return OnnxMaskRcnn(Model(weights, card))


def test_the_export_finds_what_torch_finds(run: Path, tmp_path: Path) -> None:
    reference = TorchDetector.from_checkpoint(run / CHECKPOINT)
    reference.network.roi_heads.score_thresh = 0.0  # a network trained for two steps is sure of nothing
    exported, expected = exported_from(reference, tmp_path).detect(NOISE), reference.detect(NOISE)
    assert all(isinstance(d.broad, Broad) and d.mask.shape == (300, 200) for d in exported)
    assert all(d.core is None for d in exported)
    near = [
        any(
            e.broad is d.broad and np.abs(np.subtract(e.box, d.box)).max() < 2 and abs(e.score - d.score) < 0.02
            for e in exported
        )
        for d in expected
        if d.score > 0.1
    ]
    assert near and np.mean(near) >= 0.9


def test_a_branch_learns_beside_a_network_that_stays_as_it_is(run: Path, tmp_path: Path) -> None:
    recipe = branch_recipe(asdict(RECIPE), epochs=1, rate=1e-3)
    train_branch(examples(), recipe, tmp_path / "branch", run / CHECKPOINT)
    before = torch.load(run / CHECKPOINT, weights_only=True)["averaged"]
    after = torch.load(tmp_path / "branch" / CHECKPOINT, weights_only=True)["network"]
    assert has_branch(after) and not has_branch(before)
    assert {name for name in after if not name.startswith(PREFIX)} == set(before)
    assert all(torch.equal(after[name], weight) for name, weight in before.items())
    # Taught further, the branch is kept, and now it learns.
    train_branch(examples(), recipe, tmp_path / "further", tmp_path / "branch" / CHECKPOINT)
    further = torch.load(tmp_path / "further" / CHECKPOINT, weights_only=True)["network"]
    assert further.keys() == after.keys()
    assert any(not torch.equal(further[name], after[name]) for name in after)
    assert all(torch.equal(further[name], weight) for name, weight in before.items())


def test_a_detector_with_a_branch_trains_on_and_is_exported_with_it(run: Path, tmp_path: Path) -> None:
    train_branch(examples(), branch_recipe(asdict(RECIPE), 1, 1e-3), tmp_path / "branch", run / CHECKPOINT)
    train(examples(), replace(RECIPE, epochs=1), tmp_path / "on", tmp_path / "branch" / CHECKPOINT)
    reference = TorchDetector.from_checkpoint(tmp_path / "on" / CHECKPOINT)
    reference.network.roi_heads.score_thresh = 0.0
    exported = exported_from(reference, tmp_path)
    with_mask = [found for found in exported.detect(NOISE) if found.mask.any()]
    assert with_mask
    for found in with_mask:
        assert found.core is not None and found.core.any() and not (found.core & ~found.mask).any()
    (*_, categories) = exported.session.run(None, {"photo": np.zeros((1, 3, 64, 96), np.float32)})
    assert categories.shape == (8, 32, 48)
    assert np.allclose(categories.sum(0), 1, atol=1e-3)
    Image.fromarray(NOISE.pixels).save(tmp_path / "noise.png")
    photo = StreetPhoto("noise", tmp_path / "noise.png", tmp_path / "none.mat", ())
    compare_categories(reference, exported, [photo])
    with torch.no_grad():
        reference.network.roi_heads.semantic.classify.bias += torch.arange(8.0)
    with pytest.raises(AssertionError, match="categories of noise's pixels"):
        compare_categories(reference, exported, [photo])
