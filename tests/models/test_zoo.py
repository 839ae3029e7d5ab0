import hashlib
import json
from pathlib import Path
from typing import Any

import onnxruntime
import pytest
from pydantic import ValidationError

from models.zoo import WEIGHTS, ModelCard, ModelError, load_model, save_card, sha256_of

SHIPPED = sorted(file.stem for file in WEIGHTS.glob("*.onnx"))
ALL_WEIGHTS_AT_MOST = 60 * 10**6


def card(data: bytes, **changes: Any) -> ModelCard:
    fields = {
        "name": "eye",
        "version": "1.2.3",
        "task": "looks",
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "Apache-2.0",
        "data": ["rendered people, CC0"],
        "command": "python -m models.eye.train",
    }
    return ModelCard(**{**fields, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "eye.onnx").write_bytes(b"weights")
    save_card(card(b"weights"), tmp_path)
    return tmp_path


def test_a_model_is_its_weights_and_its_card(folder: Path) -> None:
    model = load_model("eye", folder)
    assert model.path.read_bytes() == b"weights"
    assert model.card == card(b"weights")
    assert model.card.label == "eye@1.2.3"


def test_a_card_comes_back_from_its_file(tmp_path: Path) -> None:
    full = card(b"", figures={"AP50": 0.75}, limits=["no hats"], settings={"short_side": 448}, measured_on="validation")
    save_card(full, tmp_path)
    assert ModelCard.model_validate_json((tmp_path / "eye.json").read_text("utf-8")) == full
    assert [file.name for file in tmp_path.iterdir()] == ["eye.json"]


def test_weights_that_are_not_the_cards_are_refused(folder: Path) -> None:
    (folder / "eye.onnx").write_bytes(b"others!")
    with pytest.raises(ModelError, match=r"sha256.*export 'eye' again"):
        load_model("eye", folder)


@pytest.mark.parametrize("gone", ["eye.onnx", "eye.json"])
def test_missing_files_are_named(folder: Path, gone: str) -> None:
    (folder / gone).unlink()
    with pytest.raises(ModelError, match=rf"{gone} is missing.*restore"):
        load_model("eye", folder)


def test_a_card_with_unknown_fields_is_refused(folder: Path) -> None:
    fields = json.loads((folder / "eye.json").read_text("utf-8"))
    (folder / "eye.json").write_text(json.dumps({**fields, "mood": "good"}), "utf-8")
    with pytest.raises(ValidationError, match="mood"):
        load_model("eye", folder)


def test_the_sum_is_that_of_the_whole_file(tmp_path: Path) -> None:
    data = bytes(range(256)) * 5000
    (tmp_path / "large").write_bytes(data)
    assert sha256_of(tmp_path / "large") == hashlib.sha256(data).hexdigest()


@pytest.mark.skipif(not SHIPPED, reason="no weights are here")
class TestShipped:
    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_model_opens_and_its_card_says_what_a_user_must_know(self, name: str) -> None:
        model = load_model(name)
        assert model.card.name == name
        onnxruntime.InferenceSession(str(model.path), providers=["CPUExecutionProvider"])
        for text in (model.card.task, model.card.licence, model.card.command, model.card.version):
            assert text.strip()
        assert model.card.data
        assert model.card.limits
        assert model.card.figures
        assert model.card.measured_on

    def test_all_weights_together_stay_small(self) -> None:
        assert sum(file.stat().st_size for file in WEIGHTS.glob("*.onnx")) <= ALL_WEIGHTS_AT_MOST
