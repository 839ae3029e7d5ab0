"""Exports the view network to ONNX, and checks it against torch on real shots before it may ship."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from data.taxonomy import VIEWS
from models.onnx_files import new_weights, store_as_half, trace_onnx
from models.views.evaluate import TorchViews, evaluate, figures, held_out
from models.views.examples import ViewExample
from models.views.network import INPUT_HEIGHT, INPUT_WIDTH, ViewNetwork
from models.views.train import load_network
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.photo import Photo, open_photo
from pipeline.views import OnnxViews

NAME = "views"
# Half-precision weights change probabilities by less than this.
MAX_CHANGE = 0.03
COMPARED = 24
SOURCES = {
    "luma": "Luma product shots, training products (AFL-3.0)",
    "boutique": "Product pages rendered by data/boutique, training products (ours; MakeHuman's CC0 geometry)",
    "people": "People rendered by data/boutique, training pictures (likewise)",
}


class ExportError(RuntimeError):
    """The exported network answers differently from the one that was trained."""


def export_views(
    checkpoint: Path, examples: Sequence[ViewExample], version: str, folder: Path = WEIGHTS
) -> dict[str, float]:
    """Write `views.onnx` and its card, with the figures of the exported file itself.

    Args:
        checkpoint: of a run.
        examples: all shots of the sources that it was trained on.
        version: for the card.
        folder: where to write.

    Returns:
        The card's figures.

    Raises:
        ExportError: the exported network answers differently from torch's.
    """
    network = load_network(checkpoint)
    measured = held_out(examples)
    recipe = torch.load(checkpoint, map_location="cpu", weights_only=True)["recipe"]
    with new_weights(NAME, folder) as weights:
        write_onnx(network, weights)
        card = _card(weights, version, recipe, sorted({one.source for one in examples}))
        exported = OnnxViews(Model(weights, card))
        step = max(1, len(measured) // COMPARED)
        compare(TorchViews(network), exported, [open_photo(one.image) for one in measured[::step][:COMPARED]])
        found = figures(evaluate(exported, measured))
    save_card(card.model_copy(update={"figures": found}), folder)
    return found


def write_onnx(network: ViewNetwork, target: Path) -> None:
    """Trace the network into an ONNX file: photos (N, 3, 224, 160) -> logits (N, 5), for any N."""
    photos = torch.rand(2, 3, INPUT_HEIGHT, INPUT_WIDTH)
    axes = {"photos": {0: "shots"}, "logits": {0: "shots"}}
    trace_onnx(network, {"photos": photos}, target, ["logits"], axes)
    store_as_half(target, target)


def compare(reference: TorchViews, exported: OnnxViews, photos: Sequence[Photo]) -> None:
    """Hold the exported network against torch's.

    Raises:
        ExportError: a probability changed by more than 16-bit weights explain.
    """
    changed = float(np.abs(reference.classify(photos) - exported.classify(photos)).max(initial=0.0))
    if changed > MAX_CHANGE:
        raise ExportError(f"the export changes probabilities by {changed:.4f}")


def _card(weights: Path, version: str, recipe: dict[str, object], sources: Sequence[str]) -> ModelCard:
    folders = " ".join(f"--{source} DIR" for source in sources)
    return ModelCard(
        name=NAME,
        version=version,
        task="Photos of 224 x 160 pixels in, logits of the views front, back, left, right and detail out",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=["ImageNet weights of EfficientNet-Lite0 (Apache-2.0)", *(SOURCES[source] for source in sources)],
        command=f"python -m models.views train {folders} --out runs/views  # {recipe}",
        measured_on="held-out products: the boutique's test split; of the others a fifth, by hash",
        limits=[
            "Luma has five shots from the side in all: what left and right are worth on real photos is hardly known.",
            "A person turned half-way is called front or side, whichever is nearer.",
            "A garment without a wearer is called front, back or detail, whatever comes closest.",
        ],
        settings={"height": INPUT_HEIGHT, "width": INPUT_WIDTH, "classes": [view.value for view in VIEWS]},
    )
