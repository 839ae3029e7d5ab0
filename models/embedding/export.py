"""Exports the embedder to ONNX, and checks it against torch on real photos before it may ship."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from data.taxonomy import FINE_TYPES
from models.embedding.network import EmbeddingNetwork
from models.onnx_files import new_weights, store_as_half, trace_onnx
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.crops import CROP_SIZE
from pipeline.embedding import Embeddings, OnnxEmbedder

NAME = "embedding"
# The weights are stored in half precision: that may turn a vector by this cosine, and shift a probability so far.
MIN_COSINE = 0.999
MAX_SHIFT = 0.02
DATA = {
    "clothing": "clothing-dataset, training senders, for both heads (CC0)",
    "street": "Clothing Co-Parsing, pixel-labelled street photos, training split, for both heads (Apache-2.0)",
    "boutique": "the boutique, rendered goods of its training split, for fine types (ours, from CC0 assets)",
    "luma": "Luma's trousers, training products, for fine types (AFL-3.0)",
}


def write_onnx(network: nn.Module, target: Path, outputs: list[str]) -> None:
    """Trace a network into an ONNX file that takes any number of uint8 "crops"."""
    crops = torch.zeros(2, CROP_SIZE, CROP_SIZE, 3, dtype=torch.uint8)
    axes = {name: {0: "articles"} for name in ("crops", *outputs)}
    trace_onnx(network, {"crops": crops}, target, outputs, axes)


def export_embedding(
    network: EmbeddingNetwork,
    crops: list[NDArray[np.uint8]],
    version: str,
    figures: dict[str, float],
    sources: Sequence[str],
    folder: Path = WEIGHTS,
) -> None:
    """Write `embedding.onnx` and its card.

    Args:
        network: trunk and fitted heads.
        crops: of real photos, on which the exported network must answer as torch does.
        version: for the card.
        figures: measured on held-out photos.
        sources: names of the data sets it learned from, keys of `DATA`.
        folder: where to.

    Raises:
        AssertionError: the exported network answers otherwise than torch.
    """
    with new_weights(NAME, folder) as weights:
        write_onnx(network, weights, ["vectors", "fine"])
        store_as_half(weights, weights)
        card = _card(weights, version, network, figures, sources)
        compare(network, OnnxEmbedder(Model(weights, card)), crops)
    save_card(card, folder)


def compare(network: EmbeddingNetwork, exported: OnnxEmbedder, crops: list[NDArray[np.uint8]]) -> Embeddings:
    """Embed the crops with both; what the export says of them.

    Raises:
        AssertionError: the two differ by more than half-precision weights explain.
    """
    with torch.inference_mode():
        vectors, fine = (output.numpy() for output in network.eval()(torch.from_numpy(np.stack(crops))))
    found = exported.embed(crops)
    cosine = float((vectors * found.vectors).sum(axis=1).min())
    shift = float(np.abs(fine - found.fine).max())
    if cosine < MIN_COSINE or shift > MAX_SHIFT:
        raise AssertionError(f"the export turns vectors to a cosine of {cosine:.5f} and shifts types by {shift:.3f}")
    return found


def _card(
    weights: Path, version: str, network: EmbeddingNetwork, figures: dict[str, float], sources: Sequence[str]
) -> ModelCard:
    never = [fine.name for fine, offset in zip(FINE_TYPES, network.heads.offset.tolist(), strict=True) if offset < 0]
    return ModelCard(
        name=NAME,
        version=version,
        task="Square crops in; unit vectors for cosine similarity and fine-type probabilities out.",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=["ImageNet weights of EfficientNet-Lite1, unchanged (Apache-2.0)", *(DATA[source] for source in sources)],
        command=f"python -m models.embedding train {' '.join(f'--{source} DIR' for source in sources)} --out DIR, "
        "then export",
        figures={name: round(value, 4) for name, value in figures.items()},
        measured_on="what training did not see: validation senders of clothing-dataset, validation photos of Clothing "
        "Co-Parsing with true masks; products held out of the boutique and of Luma",
        limits=[
            "The trunk was never taught what a shopper calls similar: colour and kind count more than cut and brand.",
            *([f"Never predicted, for want of training photos: {', '.join(never)}."] if never else []),
            "Labels such as Pants leave jeans, trousers and track pants open; the head learns from both sides.",
        ],
        settings={
            "size": CROP_SIZE,
            "dimension": network.heads.projection.out_features,
            "never": never,
        },
    )
