from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from models.onnx_files import store_as_half


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
