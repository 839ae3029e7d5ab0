"""Makes exported networks fit to ship."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Small tensors (shapes, biases, anchors) stay as they are: nothing to save, precision to lose.
MIN_ELEMENTS = 256


def store_as_half(source: Path, target: Path) -> None:
    """Rewrite an ONNX file so that its large float32 weights are stored in 16 bits and widened when it is opened.

    ONNX Runtime folds the widening casts once, when the session is made: the network computes in float32 at full
    speed, and the file is half as large.

    Args:
        source: the exported file.
        target: where to write; may be the same file.
    """
    model = onnx.load(str(source))
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or int(np.prod(tensor.dims)) < MIN_ELEMENTS:
            continue
        narrow = numpy_helper.to_array(tensor).astype(np.float16)
        stored = f"{tensor.name}.half"
        casts.append(
            helper.make_node("Cast", [stored], [tensor.name], name=f"{tensor.name}.widen", to=TensorProto.FLOAT)
        )
        graph.initializer.append(numpy_helper.from_array(narrow, stored))
        graph.initializer.remove(tensor)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))
