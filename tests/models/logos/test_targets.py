"""What the finder is to say of a crop, and how its answer is decoded again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.logos.dataset import BRANDED, STREET, Mixed, finder_targets
from models.logos.export import ServedFinder, ServedReader, write_finder, write_reader
from models.logos.network import FinderNetwork, ReaderNetwork
from models.zoo import Model, ModelCard, sha256_of
from pipeline.logos import OnnxLogoFinder, OnnxLogoReader, best_spots

BOXES = np.array([[40.0, 60, 72, 84], [180, 20, 190, 60]], np.float32)


def test_the_heat_is_one_at_centres_and_the_boxes_lead_back() -> None:
    heat, sized, weights = finder_targets(BOXES)
    assert np.argwhere(heat[0] == 1).tolist() == [[10, 46], [18, 14]]
    for (row, column), box in zip([(18, 14), (10, 46)], BOXES, strict=True):
        assert weights[1, row, column] == 1
        dx, dy, width, height = sized[:, row, column]
        x, y = (column + 0.5 + dx) * 4, (row + 0.5 + dy) * 4
        half = np.exp([width, height]) * 2
        assert [x - half[0], y - half[1], x + half[0], y + half[1]] == pytest.approx(box.tolist(), abs=1e-3)
    assert (weights[0] == 1).all()


def test_what_is_too_narrow_to_be_seen_is_neither_wanted_nor_punished() -> None:
    heat, _, weights = finder_targets(np.array([[40.0, 60, 42, 84]], np.float32))
    assert heat.max() == 0
    assert weights[1].max() == 0
    assert weights[0, 18, 10] == 0
    assert weights[0, 0, 0] == 1


def test_no_logo_is_no_heat() -> None:
    heat, _, weights = finder_targets(np.zeros((0, 4), np.float32))
    assert heat.max() == 0
    assert (weights[0] == 1).all()


def test_best_spots_are_the_highest_cells_inside_the_crop() -> None:
    heat = np.zeros((64, 64), np.float32)
    heat[3, 4], heat[10, 10], heat[60, 63] = 0.5, 0.9, 0.7
    boxes = np.zeros((4, 64, 64), np.float32)
    boxes[:, 3, 4], boxes[:, 10, 10], boxes[:, 60, 63] = (1, 2, 3, 4), (30, 30, 60, 50), (240, 230, 270, 250)
    found = best_spots(heat, boxes, 5)
    assert [spot.box for spot in found] == [(30, 30, 60, 50), (240, 230, 256, 250), (1, 2, 3, 4)]
    assert [round(spot.score, 4) for spot in found] == [0.9, 0.7, 0.5]
    assert len(best_spots(heat, boxes, 1)) == 1


def test_the_sampler_draws_in_its_shares() -> None:
    branded, street = [True] * 5 + [False] * 95, [False] * 60 + [True] * 40
    torch.manual_seed(0)
    drawn = np.array(list(Mixed(branded, street, 4000)))
    assert (drawn < 5).mean() == pytest.approx(BRANDED, abs=0.03)
    assert (drawn >= 60).mean() == pytest.approx(STREET, abs=0.03)


def card(file: Path, settings: dict[str, float]) -> Model:
    fields = {"version": "0.0.1", "task": "", "licence": "", "data": [], "command": ""}
    return Model(file, ModelCard(name=file.stem, sha256=sha256_of(file), settings=settings, **fields))


def test_exported_networks_answer_as_torch_does_and_take_any_number(tmp_path: Path) -> None:
    torch.manual_seed(0)
    finder, reader = FinderNetwork().eval(), ReaderNetwork(4).eval()
    write_finder(finder, tmp_path / "logo.onnx")
    write_reader(reader, tmp_path / "logo_reader.onnx")
    crops = np.random.default_rng(0).integers(0, 256, (3, 256, 256, 3), np.uint8)
    found = OnnxLogoFinder(card(tmp_path / "logo.onnx", {"threshold": 0.5, "least": 0.4})).find(list(crops), most=2)
    with torch.no_grad():
        heat, boxes = (each.numpy() for each in ServedFinder(finder)(torch.from_numpy(crops)))
    for spots, one_heat, one_boxes in zip(found, heat, boxes, strict=True):
        expected = best_spots(one_heat, one_boxes, 2)
        assert [spot.score for spot in spots] == pytest.approx([spot.score for spot in expected], abs=2e-3)
    read = OnnxLogoReader(card(tmp_path / "logo_reader.onnx", {"dimension": 64}))
    patches = crops[:, :64, :64].copy()
    with torch.no_grad():
        vectors = ServedReader(reader)(torch.from_numpy(patches)).numpy()
    assert np.abs(read.read(list(patches)) - vectors).max() < 0.02
    assert read.read([]).shape == (0, 64)
    assert OnnxLogoFinder(card(tmp_path / "logo.onnx", {"threshold": 0.5, "least": 0.4})).find([]) == []
