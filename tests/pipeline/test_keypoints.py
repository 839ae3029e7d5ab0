from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.zoo import Model, ModelCard, ModelError, load_model, sha256_of
from pipeline.full_shot import judge
from pipeline.heatmaps import Letterbox
from pipeline.keypoints import Calibration, FindKeypoints, OnnxKeypoints, decode
from pipeline.look import KEYPOINT_NAMES, Keypoints, Look
from pipeline.photo import Photo, open_photo

ONES, ZEROS = [1.0] * 17, [0.0] * 17
SETTINGS: dict[str, Any] = {
    "height": 64,
    "width": 48,
    "stride": 4,
    "visibility_scale": ONES,
    "visibility_shift": ZEROS,
}


@pytest.fixture
def model(tmp_path: Path) -> Callable[..., Model]:
    """A network that answers with fixed heatmaps (16 x 12) and logits, whatever it sees."""

    def make(heatmaps: np.ndarray, logits: np.ndarray, **settings: Any) -> Model:
        path = tmp_path / "keypoints.onnx"
        nodes = [
            helper.make_node("Constant", [], ["heatmaps"], value=numpy_helper.from_array(heatmaps[None])),
            helper.make_node("Constant", [], ["visibility"], value=numpy_helper.from_array(logits[None])),
        ]
        graph = helper.make_graph(
            nodes,
            "fixed",
            [helper.make_tensor_value_info("photo", TensorProto.FLOAT, [1, 3, 64, 48])],
            [
                helper.make_tensor_value_info("heatmaps", TensorProto.FLOAT, [1, 17, 16, 12]),
                helper.make_tensor_value_info("visibility", TensorProto.FLOAT, [1, 17]),
            ],
        )
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))
        card = ModelCard(
            name="keypoints",
            version="0.0.1",
            task="",
            sha256=sha256_of(path),
            licence="",
            data=[],
            command="",
            settings=SETTINGS | settings,
        )
        return Model(path, card)

    return make


def maps(x: int, y: int) -> np.ndarray:
    """All points at cell x, y of 16 x 12."""
    heatmaps = np.zeros((17, 16, 12), np.float32)
    heatmaps[:, y, x] = 1.0
    return heatmaps


def photo(width: int = 96, height: int = 128) -> Photo:
    return Photo("a.jpg", np.zeros((height, width, 3), np.uint8))


def test_a_peak_comes_back_in_pixels_of_the_photo(model: Callable[..., Model]) -> None:
    logits = np.linspace(-3, 3, 17).astype(np.float32)
    found = OnnxKeypoints(model(maps(3, 10), logits)).estimate(photo())
    for name, logit in zip(KEYPOINT_NAMES, logits, strict=True):
        x, y, visibility = found[name]
        # The photo is twice the input: cell 3, 10 is centred at (14, 42) in the input.
        assert (x, y) == pytest.approx((28, 84), abs=0.1)
        assert visibility == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-4)


def test_the_calibration_of_the_card_is_used(model: Callable[..., Model]) -> None:
    made = model(maps(3, 10), np.ones(17, np.float32), visibility_scale=[2.0] * 17, visibility_shift=[-1.0] * 17)
    assert OnnxKeypoints(made).estimate(photo())["nose"][2] == pytest.approx(1 / (1 + np.exp(-1)), abs=1e-4)


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_a_card_without_a_setting_is_refused_by_name(model: Callable[..., Model], setting: str) -> None:
    made = model(maps(3, 10), np.ones(17, np.float32))
    del made.card.settings[setting]
    with pytest.raises(ModelError, match=setting):
        OnnxKeypoints(made)


def test_a_calibration_of_another_length_is_refused() -> None:
    with pytest.raises(ModelError, match="17"):
        Calibration([1.0], ZEROS)


def test_points_in_the_bars_are_not_seen_and_those_at_the_edge_come_inside() -> None:
    # A photo of 100 x 50 in a square of 64: bars of 16 above and below.
    wide, box = photo(100, 50), Letterbox(0.64, 0, 16)
    seen = np.full(17, 0.9, np.float32)
    heatmaps = np.zeros((17, 16, 16), np.float32)
    heatmaps[:, 1, 8] = 1.0  # y = 6: in the bar
    assert decode(heatmaps, seen, box, 4, wide)["nose"][2] == 0.0
    heatmaps[:, 3, 8] = 2.0  # y = 14: two pixels above the photo, less than EDGE
    x, y, visibility = decode(heatmaps, seen, box, 4, wide)["nose"]
    assert 0 <= x < 100
    assert y == 0
    assert visibility == pytest.approx(0.9)
    heatmaps[:, 12, 8] = 3.0  # y = 50: two below
    x, y, visibility = decode(heatmaps, seen, box, 4, wide)["nose"]
    assert 49 < y < 50
    assert visibility == pytest.approx(0.9)


def test_calibration_survives_any_logit() -> None:
    said = Calibration(ONES, ZEROS)(np.full(17, 1e9, np.float32))
    assert np.isfinite(said).all()
    assert ((said >= 0) & (said <= 1)).all()


class Fixed:
    """An estimator that somebody else might write."""

    def estimate(self, photo: Photo) -> Keypoints:
        return Keypoints.from_array(np.tile(np.float32((photo.width / 2, photo.height / 2, 0.5)), (17, 1)))


def test_the_stage_takes_any_estimator_and_adds_only_keypoints() -> None:
    look = Look(photo="a.jpg", width=96, height=128)
    found = FindKeypoints(Fixed())(photo(), look)
    assert found.keypoints is not None
    assert found.keypoints["nose"] == (48, 64, 0.5)
    assert found.with_(keypoints=None) == look


@pytest.fixture(scope="module")
def shipped() -> OnnxKeypoints:
    return OnnxKeypoints(load_model("keypoints"))


@pytest.mark.parametrize("colour", [0, 127, 255])
def test_a_blank_photo_has_nobody_in_it(shipped: OnnxKeypoints, colour: int) -> None:
    blank = Photo("blank", np.full((600, 400, 3), colour, np.uint8))
    verdict = judge(shipped.estimate(blank), 400, 600)
    assert not verdict.is_full_shot
    assert verdict.reason == "No person stands out in the photo."


@pytest.mark.parametrize(("width", "height"), [(32, 1600), (1600, 32), (33, 35)])
def test_any_shape_of_photo_is_answered(shipped: OnnxKeypoints, width: int, height: int) -> None:
    noise = Photo("noise", np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8))
    assert not judge(shipped.estimate(noise), width, height).is_full_shot


@pytest.mark.photos
@pytest.mark.skipif("BTL_STREET_PHOTOS" not in os.environ, reason="BTL_STREET_PHOTOS names no folder")
def test_whole_photos_pass_and_cut_ones_do_not(shipped: OnnxKeypoints) -> None:
    from data.poses import read_street_poses
    from models.keypoints.evaluate import cuts

    passed: dict[str, list[bool]] = {}
    for pose in read_street_poses(Path(os.environ["BTL_STREET_PHOTOS"]), "validation")[::8]:
        whole = open_photo(pose.image)
        for kind, (x0, y0, x1, y1) in {"whole": (0, 0, whole.width, whole.height), **cuts(pose, whole)}.items():
            part = Photo(whole.name, whole.pixels[y0:y1, x0:x1])
            verdict = judge(shipped.estimate(part), part.width, part.height)
            passed.setdefault(kind, []).append(verdict.is_full_shot)
    assert np.mean(passed["whole"]) >= 0.9
    assert np.mean(passed["cut above the knees"]) <= 0.05
    assert np.mean(passed["cut below the chin"]) <= 0.05
