"""Two embeddings that both run, and whose vectors mean nothing to each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from models.zoo import ModelCard, load_model, save_card, sha256_of
from pipeline.runtime import open_session


def shipped(folder: Path) -> ModelCard:
    """The embedding that ships, copied into a folder; its card."""
    model = load_model("embedding")
    folder.mkdir(parents=True, exist_ok=True)
    for file in model.path.parent.glob("embedding.*"):
        (folder / file.name).write_bytes(file.read_bytes())
    save_card(model.card, folder)
    return model.card


def changed(folder: Path, version: str = "9.0.0") -> ModelCard:
    """The same network with another projection behind it, in the place of what is in the folder; its card."""
    model = load_model("embedding")
    network = onnx.load(model.path)
    for node in network.graph.node:
        node.output[:] = ["before" if name == "vectors" else name for name in node.output]
    (found,) = open_session(model, 1).run(["vectors"], {"crops": np.zeros((1, 256, 256, 3), np.uint8)})
    dimension = found.shape[1]
    random = np.random.default_rng(5)
    mix = random.normal(size=(dimension, dimension)) * random.uniform(0.2, 3, dimension)
    network.graph.initializer.append(numpy_helper.from_array(mix.astype(np.float32), "mix"))
    network.graph.node.extend(
        [
            helper.make_node("MatMul", ["before", "mix"], ["mixed"]),
            helper.make_node("LpNormalization", ["mixed"], ["vectors"], axis=1, p=2),
        ]
    )
    part = folder / "embedding.onnx.part"
    onnx.save(network, str(part))
    part.replace(folder / "embedding.onnx")
    card = model.card.model_copy(update={"version": version, "sha256": sha256_of(folder / "embedding.onnx")})
    save_card(card, folder)
    return card
