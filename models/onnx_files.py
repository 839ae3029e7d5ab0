"""Makes exported networks fit to ship."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET = 17
# Small tensors (shapes, biases, anchors) stay as they are: nothing to save, precision to lose.
MIN_ELEMENTS = 256


@contextmanager
def new_weights(name: str, folder: Path) -> Iterator[Path]:
    """A path for the weights that are being made; they take the old ones' place when the block ends without an error.

    So a network that fails its checks never ships.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.onnx.part"
    try:
        yield part
        part.replace(folder / f"{name}.onnx")
    finally:
        part.unlink(missing_ok=True)


def trace_onnx(
    network: nn.Module, example: Mapping[str, Tensor], target: Path, outputs: list[str], axes: dict[str, dict[int, str]]
) -> None:
    """Trace a network into an ONNX file.

    Args:
        network: is put into evaluation mode.
        example: its one input by name.
        target: the file.
        outputs: names of what it returns.
        axes: input or output -> dimensions whose size is free, with their names.
    """
    with warnings.catch_warnings():
        # The exporter warns of its own deprecation, and of constants that ONNX Runtime folds where it does not.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            tuple(example.values()),
            target,
            dynamo=False,
            opset_version=OPSET,
            input_names=list(example),
            output_names=outputs,
            dynamic_axes=axes,
        )


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
