from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.io import savemat

from data.street.read import LabelledArticle, StreetPhoto
from data.taxonomy import Broad
from models.detector import calibrate
from models.detector.calibrate import answers, as_percent, grow, missing_growth, outwards
from models.detector.dataset import CLASS_OF
from models.detector.evaluate import TorchDetector
from models.detector.network import mask_rcnn
from pipeline.detection import Detection
from pipeline.look import Box
from pipeline.photo import Photo

NO_MASK = np.zeros((1, 1), np.bool_)


def found(box: Box, score: float = 0.9, broad: Broad = Broad.DRESSES) -> Detection:
    return Detection(broad, score, box, NO_MASK)


def labelled(x0: int, y0: int, x1: int, y1: int) -> LabelledArticle:
    mask = np.zeros((200, 200), np.bool_)
    mask[y0:y1, x0:x1] = True
    return LabelledArticle("dress", "dresses", mask)


def test_outwards_against_plain_arithmetic() -> None:
    moved = outwards(torch.tensor([10.0, 20.0, 30.0, 60.0]), torch.tensor([8.0, 24.0, 31.0, 58.0]))
    assert moved.tolist() == pytest.approx([2 / 20, -4 / 40, 1 / 20, -2 / 40])


def test_an_article_is_answered_by_the_surest_of_its_category_that_lies_on_it() -> None:
    article = labelled(0, 0, 100, 100)
    near, nearer = found((0, 0, 90, 90), 0.8), found((0, 0, 99, 99), 0.5)
    others = [
        found((0, 0, 100, 100), 0.99, Broad.SKIRTS),
        found((80, 80, 200, 200), 0.95),
        found((0, 0, 100, 100), 0.05),
    ]
    assert [pair[1] for pair in answers([article], [*others, nearer, near])] == [near]
    assert list(answers([article], others)) == []


class Short:
    """A detector whose dresses end 10 % early at the top, and whose jackets are too wide."""

    def detect(self, photo: Photo) -> list[Detection]:
        return [found((20, 30, 60, 130)), found((0, 0, 100, 100), broad=Broad.OUTERWEAR)]


def test_growth_is_the_mean_of_what_is_missing_and_never_negative(tmp_path: Path) -> None:
    Image.new("RGB", (120, 160)).save(tmp_path / "p.png")
    labels = np.zeros((160, 120), np.uint8)
    labels[0:100, 10:90] = 1
    labels[20:130, 20:60] = 2
    savemat(str(tmp_path / "p.mat"), {"groundtruth": labels})
    photo = StreetPhoto("p", tmp_path / "p.png", tmp_path / "p.mat", ("null", "jacket", "dress"))
    growth = missing_growth(Short(), [photo, photo])
    assert growth[CLASS_OF[Broad.DRESSES]].tolist() == pytest.approx([0, 0.1, 0, 0])
    assert float(growth.sum()) == pytest.approx(0.1)
    assert "dresses        0.0  10.0   0.0   0.0" in as_percent(growth)


def test_grown_biases_move_the_sides_by_their_share() -> None:
    network = mask_rcnn(len(CLASS_OF))
    predictor = network.roi_heads.box_predictor
    torch.nn.init.zeros_(predictor.bbox_pred.weight)
    torch.nn.init.zeros_(predictor.bbox_pred.bias)
    growth = torch.zeros(len(CLASS_OF) + 1, 4)
    growth[3] = torch.tensor([0.1, 0.2, 0.05, 0.0])
    grow(network, growth)
    proposal = torch.tensor([[100.0, 200.0, 200.0, 400.0]])
    deltas = predictor(torch.rand(1, 512))[1]
    boxes = network.roi_heads.box_coder.decode(deltas, [proposal])[0]
    assert boxes[3].tolist() == pytest.approx([90, 160, 205, 400], abs=1e-3)
    assert boxes[2].tolist() == pytest.approx(proposal[0].tolist(), abs=1e-3)


def test_the_growth_is_measured_without_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = TorchDetector(mask_rcnn(len(CLASS_OF)))
    growth = torch.full((len(CLASS_OF) + 1, 4), 0.1)

    def measured(asked: TorchDetector, photos: list[StreetPhoto]) -> torch.Tensor:
        assert not asked.network.roi_heads.voting
        return growth

    monkeypatch.setattr(calibrate, "missing_growth", measured)
    before = detector.network.roi_heads.box_predictor.bbox_pred.bias.clone()
    assert calibrate.calibrate(detector, []) is growth
    assert detector.network.roi_heads.voting
    assert not torch.equal(before, detector.network.roi_heads.box_predictor.bbox_pred.bias)
