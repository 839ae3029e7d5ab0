from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from models.onnx_files import new_weights, store_as_half, trace_onnx


def test_half_as_large_and_nearly_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    weight, bias = rng.standard_normal((64, 128)).astype(np.float32), rng.standard_normal(128).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["p"]), helper.make_node("Add", ["p", "b"], ["y"])],
        "linear",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 64])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 128])],
        [numpy_helper.from_array(weight, "w"), numpy_helper.from_array(bias, "b")],
    )
    source, target = tmp_path / "a.onnx", tmp_path / "b.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(source))
    store_as_half(source, target)
    assert target.stat().st_size < 0.6 * source.stat().st_size
    x = rng.standard_normal((3, 64)).astype(np.float32)
    (y,) = onnxruntime.InferenceSession(str(target)).run(None, {"x": x})
    expected = x @ weight.astype(np.float16).astype(np.float32) + bias
    assert np.allclose(y, expected, atol=1e-4)
    assert not np.array_equal(y, x @ weight + bias)


def test_a_traced_network_answers_like_torch_in_evaluation_mode_at_any_free_size(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Dropout(0.9)).train()
    target = tmp_path / "a.onnx"
    trace_onnx(network, {"photo": torch.rand(1, 3, 8, 8)}, target, ["map"], {"photo": {3: "width"}, "map": {3: "w"}})
    x = torch.rand(1, 3, 8, 13)
    (y,) = onnxruntime.InferenceSession(str(target)).run(["map"], {"photo": x.numpy()})
    assert np.allclose(y, network(x).detach().numpy(), atol=1e-5)


def test_new_weights_take_the_place_of_the_old_ones_only_after_their_checks(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    with new_weights("detector", folder) as path:
        path.write_bytes(b"first")
    assert (folder / "detector.onnx").read_bytes() == b"first"
    with pytest.raises(AssertionError, match="answers otherwise"), new_weights("detector", folder) as path:
        path.write_bytes(b"second")
        raise AssertionError("answers otherwise")
    assert (folder / "detector.onnx").read_bytes() == b"first"
    assert len(list(folder.iterdir())) == 1
