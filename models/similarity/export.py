"""Exports a trained similarity network to ONNX, and checks it against torch on real crops before it may ship."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from data.taxonomy import FINE_TYPES
from models.embedding.export import MAX_SHIFT, MIN_COSINE, write_onnx
from models.onnx_files import new_weights, store_as_half
from models.similarity.attributes import ATTRIBUTES
from models.similarity.items import Pixels
from models.similarity.network import ServedNetwork, SimilarityNetwork
from models.similarity.train import Recipe
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.crops import CROP_SIZE
from pipeline.runtime import open_session

NAME = "embedding"
OUTPUTS = ("vectors", "fine", "attributes")
MOST_BYTES = 16 * 10**6
MOST_DIMENSIONS = 512
DATA = {
    "boutique": "the boutique, training products: rendered by this project (Apache-2.0)",
    "luma": "Luma, Magento's sample shop, training products (AFL-3.0)",
    "clothing": "clothing-dataset, training senders (CC0)",
    "street": "Clothing Co-Parsing, pixel-labelled street photos, training split (Apache-2.0)",
}


def export_similarity(
    network: SimilarityNetwork,
    recipe: Recipe,
    crops: list[Pixels],
    version: str,
    figures: dict[str, float],
    sources: list[str],
    folder: Path = WEIGHTS,
) -> None:
    """Write `embedding.onnx` and its card: the interface of `pipeline.embedding`, and the attributes besides.

    Args:
        network: trained.
        recipe: what it was trained with.
        crops: real ones of serving's size, on which the exported network must answer as torch does.
        version: for the card; a new one for new weights, since vectors of two models cannot be compared.
        figures: measured on held-out products.
        sources: what it was trained on, keys of `DATA`.
        folder: where to.

    Raises:
        ValueError: the vectors or the file would be larger than what may be served.
        AssertionError: the exported network answers otherwise than torch.
    """
    if recipe.dimension > MOST_DIMENSIONS:
        raise ValueError(f"{recipe.dimension} dimensions are more than the {MOST_DIMENSIONS} that may be served")
    served = ServedNetwork(network).eval()
    with new_weights(NAME, folder) as weights:
        write_onnx(served, weights, list(OUTPUTS))
        store_as_half(weights, weights)
        if weights.stat().st_size > MOST_BYTES:
            raise ValueError(f"{weights.stat().st_size / 1e6:.1f} MB are more than 16: fewer dimensions or one head")
        card = similarity_card(weights, recipe, version, figures, sources)
        compare(served, Model(weights, card), crops)
    save_card(card, folder)


def compare(served: ServedNetwork, exported: Model, crops: list[Pixels]) -> None:
    """Give the crops to both.

    Raises:
        AssertionError: the two differ by more than half-precision weights explain.
    """
    batch = np.stack(crops)
    with torch.inference_mode():
        expected = [output.numpy() for output in served(torch.from_numpy(batch))]
    found = open_session(exported, None).run(list(OUTPUTS), {"crops": batch})
    cosine = float((expected[0] * found[0]).sum(axis=1).min())
    shift = max(float(np.abs(ours - theirs).max()) for ours, theirs in zip(expected[1:], found[1:], strict=True))
    if cosine < MIN_COSINE or shift > MAX_SHIFT:
        raise AssertionError(
            f"the export turns vectors to a cosine of {cosine:.5f} and shifts probabilities by {shift:.3f}"
        )


def similarity_card(
    weights: Path, recipe: Recipe, version: str, figures: dict[str, float], sources: list[str]
) -> ModelCard:
    """What a user of the weights must know."""
    folders = " ".join(f"--{source} DIR" for source in sources)
    return ModelCard(
        name=NAME,
        version=version,
        task="Square crops in; unit vectors for cosine similarity, probabilities of fine types and of attributes out.",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=["ImageNet weights of EfficientNet-Lite1, fine-tuned (Apache-2.0)", *(DATA[name] for name in sources)],
        command=f"python -m models.similarity train {folders} --loss {recipe.loss} --out DIR, then export",
        figures={name: round(value, 4) for name, value in figures.items()},
        measured_on="test products of the boutique (true masks) and of Luma, none of which was trained on",
        limits=[
            "Two of three Luma products are trained on: figures of fold 0 are from about 35 products.",
            "Attributes were learned from rendered goods for the most part.",
        ],
        settings={
            "size": CROP_SIZE,
            "dimension": recipe.dimension,
            "attributes": [list(attribute) for attribute in ATTRIBUTES],
            "fine": len(FINE_TYPES),
        },
    )
