"""One session a model and thread count."""

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, save

from models.zoo import Model, ModelCard, ModelError, sha256_of
from pipeline.runtime import open_session, usable_cores


def model_in(folder: Path, factor: float = 2.0) -> Model:
    """A network that multiplies by a factor."""
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Mul", ["x", "factor"], ["y"])],
        "times",
        [value("x", TensorProto.FLOAT, [None])],
        [value("y", TensorProto.FLOAT, [None])],
        [helper.make_tensor("factor", TensorProto.FLOAT, [1], [factor])],
    )
    path = folder / "times.onnx"
    save(helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]), str(path))
    card = ModelCard(
        name="times", version="1", task="", sha256=sha256_of(path), licence="", data=[], command="", settings={}
    )
    return Model(path, card)


def test_session_runs_and_is_shared(tmp_path: Path) -> None:
    model = model_in(tmp_path)
    session = open_session(model, threads=1)
    np.testing.assert_array_equal(session.run(None, {"x": np.array([1, 3], np.float32)})[0], [2, 6])
    assert open_session(model, threads=1) is session
    assert session.get_session_options().intra_op_num_threads == 1


def test_threads_are_the_cores_by_default(tmp_path: Path) -> None:
    session = open_session(model_in(tmp_path))
    assert session.get_session_options().intra_op_num_threads == usable_cores() >= 1


def test_new_weights_get_a_new_session(tmp_path: Path) -> None:
    before = open_session(model_in(tmp_path), threads=1)
    after = open_session(model_in(tmp_path, factor=5.0), threads=1)
    assert after is not before
    np.testing.assert_array_equal(after.run(None, {"x": np.array([1], np.float32)})[0], [5])


def test_no_threads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one thread"):
        open_session(model_in(tmp_path), threads=0)


def test_broken_weights_are_named(tmp_path: Path) -> None:
    model = model_in(tmp_path)
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        open_session(Model(tmp_path / "broken.onnx", model.card), threads=1)
