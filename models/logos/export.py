"""Exports the two networks to ONNX, with what serving needs inside: pixels in; peaks, boxes and vectors out."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.logos.network import CROP, DIMENSION, PATCH, STRIDE, FinderNetwork, ReaderNetwork
from models.logos.train import load_finder, load_reader
from models.onnx_files import new_weights, store_as_half, trace_onnx
from models.zoo import WEIGHTS, Model, ModelCard, save_card, sha256_of
from pipeline.heatmaps import MIDDLE, RANGE
from pipeline.logos import FINDER, READER
from pipeline.runtime import open_session

MAX_CHANGE = 0.02
"""Of scores and vectors' components, by 16-bit weights."""
DATA = [
    "Articles and logos rendered by data/boutique, training products (ours; MakeHuman's CC0 geometry)",
    "Logos of 400 invented brands, drawn by models/logos (ours; the lettering is Aileron, CC0)",
    "Clothing Co-Parsing's training photos, whose articles are taken for bare (Apache-2.0)",
]
LIMITS = [
    "Measured on rendered logos of invented brands; on real logos nothing is measured.",
    "A photo that is mirrored has mirrored logos, which are not read.",
]


class ExportError(RuntimeError):
    """The exported network answers differently from the one that was trained."""


class ServedFinder(nn.Module):
    """Crops in, peaks of the heat and the boxes of all cells out."""

    def __init__(self, network: FinderNetwork) -> None:
        super().__init__()
        self.network = network
        places = (torch.arange(CROP // STRIDE, dtype=torch.float32) + 0.5) * STRIDE
        self.register_buffer("x", places[None, None, :])
        self.register_buffer("y", places[None, :, None])

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 256, 256, 3) uint8 -> (N, 64, 64) scores, 0 at cells that are no peak, and (N, 4, 64, 64) boxes."""
        logits, found = self.network(_normalised(crops))
        heat = logits.sigmoid()
        peaks = heat * (functional.max_pool2d(heat, 3, 1, 1) == heat)
        x, y = self.x + found[:, 0] * STRIDE, self.y + found[:, 1] * STRIDE
        half_width, half_height = (found[:, n].clamp(-3, 4.5).exp() * STRIDE / 2 for n in (2, 3))
        boxes = torch.stack([x - half_width, y - half_height, x + half_width, y + half_height], dim=1)
        return peaks[:, 0], boxes


class ServedReader(nn.Module):
    """Patches in, vectors out."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, patches: Tensor) -> Tensor:
        """(N, 64, 64, 3) uint8 -> (N, 64) of unit length."""
        vectors: Tensor = self.network(_normalised(patches))
        return vectors


def _normalised(pixels: Tensor) -> Tensor:
    return ((pixels.float() - MIDDLE) / RANGE).permute(0, 3, 1, 2)


def write_finder(network: FinderNetwork, target: Path) -> None:
    """Trace the finder into an ONNX file, for any number of crops."""
    crops = torch.randint(0, 256, (2, CROP, CROP, 3), dtype=torch.uint8)
    axes = {name: {0: "articles"} for name in ("crops", "heat", "boxes")}
    trace_onnx(ServedFinder(network), {"crops": crops}, target, ["heat", "boxes"], axes)
    store_as_half(target, target)


def write_reader(network: ReaderNetwork, target: Path) -> None:
    """Trace the reader into an ONNX file, for any number of patches."""
    patches = torch.randint(0, 256, (2, PATCH, PATCH, 3), dtype=torch.uint8)
    axes = {name: {0: "logos"} for name in ("patches", "vectors")}
    trace_onnx(ServedReader(network), {"patches": patches}, target, ["vectors"], axes)
    store_as_half(target, target)


def export_logos(finder: Path, reader: Path, version: str, folder: Path = WEIGHTS) -> tuple[ModelCard, ModelCard]:
    """Write `logo.onnx` and `logo_reader.onnx` and cards without figures; `models.logos.calibrate` completes them.

    Args:
        finder: checkpoint of its training.
        reader: likewise.
        version: for the cards.
        folder: where to write.

    Raises:
        ExportError: an exported network answers differently from torch's.
    """
    with new_weights(FINDER, folder) as finder_file, new_weights(READER, folder) as reader_file:
        found, read = load_finder(finder), load_reader(reader)
        write_finder(found, finder_file)
        write_reader(read, reader_file)
        cards = _finder_card(finder_file, finder, version), _reader_card(reader_file, reader, version)
        _compare(ServedFinder(found), Model(finder_file, cards[0]), "crops", CROP, "heat")
        _compare(ServedReader(read), Model(reader_file, cards[1]), "patches", PATCH, "vectors")
    for card in cards:
        save_card(card, folder)
    return cards


def _compare(network: nn.Module, exported: Model, name: str, side: int, output: str) -> None:
    """Hold an exported network against torch's on noise of all frequencies."""
    noise = torch.rand(8, 3, side // 8, side // 8) * 255
    pixels = functional.interpolate(noise, size=(side, side), mode="bicubic").clamp(0, 255).permute(0, 2, 3, 1).byte()
    with torch.no_grad():
        expected = network.eval()(pixels)
    expected = expected[0] if isinstance(expected, tuple) else expected
    (answer,) = open_session(exported).run([output], {name: pixels.numpy()})
    answered = torch.from_numpy(answer)
    if output == "heat":  # of two equal neighbours either may be the peak
        expected, answered = (each.flatten(1).amax(dim=1) for each in (expected, answered))
    changed = float((expected - answered).abs().max())
    if changed > MAX_CHANGE:
        raise ExportError(f"the export of {exported.card.name} changes {output} by {changed:.4f}")


def _finder_card(weights: Path, checkpoint: Path, version: str) -> ModelCard:
    return ModelCard(
        name=FINDER,
        version=version,
        task="An article's crop of 256 x 256 pixels in; peaks of a map of logos' centres, and boxes, out",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=DATA,
        command=_command("train-finder", checkpoint),
        limits=LIMITS,
        settings={"threshold": 0.5, "least": 0.5},
    )


def _reader_card(weights: Path, checkpoint: Path, version: str) -> ModelCard:
    return ModelCard(
        name=READER,
        version=version,
        task="A logo's patch of 64 x 64 pixels in, a vector of unit length out, near those of the same brand's logos",
        sha256=sha256_of(weights),
        licence="Apache-2.0",
        data=DATA,
        command=_command("train-reader", checkpoint),
        limits=LIMITS,
        settings={"dimension": DIMENSION, "temperature": 0.1, "unknown": 0.5},
    )


def _command(name: str, checkpoint: Path) -> str:
    recipe = torch.load(checkpoint, map_location="cpu", weights_only=True)["recipe"]
    return f"python -m models.logos {name} --boutique DIR --street DIR --out runs/{name}  # {recipe}"
