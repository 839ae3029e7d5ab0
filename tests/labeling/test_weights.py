from __future__ import annotations

from pathlib import Path

import pytest

from labeling.weights import SHIPPED, Detectors
from models.zoo import WEIGHTS, ModelCard, ModelError, load_model, save_card


def candidate(folder: Path, version: str, damaged: bool = False) -> None:
    """A copy of the shipped detector under another version."""
    place = folder / version
    place.mkdir(parents=True)
    (place / "detector.onnx").hardlink_to(WEIGHTS / "detector.onnx")
    card: ModelCard = load_model("detector").card
    changes = {"version": version, "sha256": "0" * 64 if damaged else card.sha256}
    save_card(card.model_copy(update=changes), place)


def test_what_ships_is_live_until_something_is_promoted(tmp_path: Path) -> None:
    detectors = Detectors(tmp_path / "weights")
    assert (detectors.live(), detectors.versions()) == (SHIPPED, [])
    assert detectors.load(SHIPPED).path == WEIGHTS / "detector.onnx"
    with pytest.raises(ModelError, match="nothing to go back to"):
        detectors.rollback()


def test_promote_and_roll_back_step_by_step(tmp_path: Path) -> None:
    detectors = Detectors(tmp_path)
    for version in ("0.2.0", "0.3.0"):
        candidate(tmp_path, version)
    assert detectors.versions() == ["0.2.0", "0.3.0"]
    assert detectors.promote("0.2.0") == SHIPPED
    assert detectors.promote("0.3.0") == "0.2.0"
    assert detectors.promote("0.3.0") == "0.3.0"  # again: no second line
    assert Detectors(tmp_path).live() == "0.3.0"
    assert [detectors.rollback(), detectors.rollback()] == ["0.2.0", SHIPPED]
    assert detectors.live() == SHIPPED


def test_what_is_missing_damaged_or_half_written_is_not_promoted(tmp_path: Path) -> None:
    candidate(tmp_path, "0.2.0", damaged=True)
    candidate(tmp_path, "0.3.0.part")
    detectors = Detectors(tmp_path)
    for version, said in (("0.2.0", "sha256"), ("0.9.0", "0.2.0"), ("0.3.0.part", "no detector"), ("../x", "no det")):
        with pytest.raises(ModelError, match=said):
            detectors.promote(version)
    assert detectors.live() == SHIPPED
