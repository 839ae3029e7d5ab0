"""Exports a trained similarity network to ONNX, and checks it against torch on real crops before it may ship."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from data.taxonomy import FINE_TYPES
from models.embedding.export import MAX_SHIFT, MIN_COSINE, write_onnx
from models.embedding.network import Heads
from models.onnx_files import new_weights, store_as_half
from models.similarity.attributes import ATTRIBUTES
from models.similarity.items import Item, Pixels
from models.similarity.network import ServedNetwork, SimilarityNetwork
from models.similarity.recipe import Recipe
from models.similarity.runs import FIGURES, crops_below, load_network
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.crops import CROP_SIZE
from pipeline.runtime import open_session

NAME = "embedding"
HEADS = "heads.pt"
"""Of a run of `models.embedding`."""
COMPARED = 16
OUTPUTS = ("vectors", "fine", "attributes")
MOST_BYTES = 16 * 10**6
MOST_DIMENSIONS = 512
DATA = {
    "boutique": "the boutique: rendered by this project (Apache-2.0)",
    "luma": "Luma, Magento's sample shop (AFL-3.0)",
    "clothing": "clothing-dataset (CC0)",
    "street": "Clothing Co-Parsing, pixel-labelled street photos (Apache-2.0)",
}


@dataclass(frozen=True)
class Told:
    """What the card of a trained network must say.

    Attributes:
        recipe: what it was trained with.
        sources: what it was trained on, keys of `DATA`.
        splits: which products.
        fold: the part of Luma that was held out.
        figures: measured on held-out products.
        types: what the fine-type head learned from.
        never: fine types that it never predicts.
    """

    recipe: Recipe
    sources: Sequence[str]
    splits: Sequence[str]
    fold: int
    figures: Mapping[str, float]
    types: Sequence[str]
    never: Sequence[str] = ()


def export_run(items: Sequence[Item], out: Path, version: str, cache: Path, folder: Path, types: Path) -> None:
    """Export the network of a run with the figures that the run measured.

    Args:
        items: some of real crops, on which the export is compared with torch.
        out: folder of a finished run.
        version: for the card.
        cache: folder of the crops.
        folder: where weights and card go.
        types: folder of a run of `models.embedding`, whose fine-type head is served: it learned from photos.

    Raises:
        FileNotFoundError: one of the runs is not finished.
    """
    network, recipe = load_network(out)
    kept = json.loads(_existing(out / FIGURES, "similarity").read_text("utf-8"))
    state = torch.load(_existing(types / HEADS, "embedding"), map_location="cpu", weights_only=True)
    heads = Heads(int(state["recipe"]["dimension"]))
    heads.load_state_dict(state["heads"])
    network.head.take_fine_types(heads)
    figures = {**kept["figures"], **{name: value for name, value in state["figures"].items() if "top-1" in name}}
    some = list(items)[:: max(1, len(items) // COMPARED)]
    crops = crops_below(cache)(some)
    never = [fine.name for fine, offset in zip(FINE_TYPES, heads.offset.tolist(), strict=True) if offset < 0]
    told = Told(recipe, kept["sources"], kept["splits"], kept["fold"], figures, state["sources"], never)
    export_similarity(network, told, [crops[row] for row in range(len(crops))], version, folder)


def _existing(file: Path, module: str) -> Path:
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: let `python -m models.{module} train` finish")
    return file


def export_similarity(
    network: SimilarityNetwork, told: Told, crops: list[Pixels], version: str, folder: Path = WEIGHTS
) -> None:
    """Write `embedding.onnx` and its card: the interface of `pipeline.embedding`, and the attributes besides.

    Args:
        network: trained.
        told: for the card.
        crops: real ones of serving's size, on which the exported network must answer as torch does.
        version: a new one for new weights, since vectors of two models cannot be compared.
        folder: where to.

    Raises:
        ValueError: the vectors or the file would be larger than what may be served.
        AssertionError: the exported network answers otherwise than torch.
    """
    dimension = told.recipe.dimension + told.recipe.frozen
    if dimension > MOST_DIMENSIONS:
        raise ValueError(f"{dimension} dimensions are more than the {MOST_DIMENSIONS} that may be served")
    served = ServedNetwork(network).eval()
    with new_weights(NAME, folder) as weights:
        write_onnx(served, weights, list(OUTPUTS))
        store_as_half(weights, weights)
        if weights.stat().st_size > MOST_BYTES:
            raise ValueError(f"{weights.stat().st_size / 1e6:.1f} MB are more than 16: fewer dimensions or one head")
        card = similarity_card(weights, told, version)
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


def options(told: Told) -> str:
    """What of a training was not left at its default, as the command line has it."""
    plain = asdict(Recipe())
    changed = {name: value for name, value in asdict(told.recipe).items() if value != plain[name]}
    flags = [f"--{name.replace('_', '-')} {value}" for name, value in changed.items() if not isinstance(value, bool)]
    flags += [f"--fold {told.fold}"] if told.fold else []
    return " ".join([*flags, *(["--with-validation"] if "validation" in told.splits else [])])


def similarity_card(weights: Path, told: Told, version: str) -> ModelCard:
    """What a user of the weights must know."""
    folders = " ".join(f"--{source} DIR" for source in told.sources)
    products = " and ".join(
        {"train": "training", "validation": "validation"}[split] for split in told.splits
    )  # fmt: skip
    return ModelCard(
        name=NAME,
        version=version,
        task="Square crops in; unit vectors for cosine similarity, probabilities of fine types and of attributes out.",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=[
            f"ImageNet weights of EfficientNet-{told.recipe.trunk.capitalize()}, unchanged (Apache-2.0)",
            *(f"{DATA[name]}; {products} products" for name in told.sources),
            f"{', '.join(told.types)}: training parts, for fine types (see models.embedding)",
        ],
        command=f"python -m models.similarity train {folders} {options(told)} --cache DIR --out DIR, then export",
        figures={name: round(value, 4) for name, value in told.figures.items()},
        measured_on="test products of the boutique (true masks) and of Luma, none of which was trained on",
        limits=[
            "Two of three Luma products are trained on: figures of one fold are from about 35 products.",
            "Attributes were learned from rendered goods for the most part.",
            *([f"Never predicted, for want of training photos: {', '.join(told.never)}."] if told.never else []),
        ],
        settings={
            "size": CROP_SIZE,
            "dimension": told.recipe.dimension + told.recipe.frozen,
            "learned": told.recipe.dimension,
            "attributes": [list(attribute) for attribute in ATTRIBUTES],
            "fine": len(FINE_TYPES),
            "fold": told.fold,
            "never": list(told.never),
        },
    )
