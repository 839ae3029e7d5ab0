"""The networks that ship: where their weights lie, and the card that says what is known about each.

A card is a JSON file beside the weights: `weights/<name>.onnx` and `weights/<name>.json`. Nothing here imports a
framework; whoever asks for a model gets a path and opens it with ONNX Runtime.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

WEIGHTS = Path(__file__).parent / "weights"


class ModelError(RuntimeError):
    """The weights of a model are missing or are not those that its card describes."""


class ModelCard(BaseModel):
    """What a user of the weights must know.

    Attributes:
        name: file name of the weights without ".onnx".
        version: semantic version; changes with every new set of weights.
        task: one line: what goes in, what comes out.
        sha256: of the weights file.
        licence: of the weights themselves.
        data: what they were trained on, a line a source, with its licence.
        command: the command that made them.
        figures: measured values by name, on the data named in `measured_on`.
        measured_on: the data set and split of the figures.
        limits: what does not work, a line each.
        settings: what the serving code must know (input size, thresholds, class names).
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    version: str
    task: str
    sha256: str
    licence: str
    data: list[str]
    command: str
    figures: dict[str, float] = Field(default_factory=dict)
    measured_on: str = ""
    limits: list[str] = Field(default_factory=list)
    settings: dict[str, Any] = Field(default_factory=dict)

    @property
    def label(self) -> str:
        """ "name@version", as every look records it."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Model:
    """Weights on disk with their card."""

    path: Path
    card: ModelCard


@lru_cache(maxsize=16)
def load_model(name: str, folder: Path = WEIGHTS) -> Model:
    """As `read_model`, but read once in the life of the process."""
    return read_model(name, folder)


def read_model(name: str, folder: Path = WEIGHTS) -> Model:
    """Find a model by name and check its weights against its card.

    Raises:
        ModelError: weights or card are missing, or the weights are others than the card's.
    """
    weights, card_file = folder / f"{name}.onnx", folder / f"{name}.json"
    for file in (weights, card_file):
        if not file.is_file():
            raise ModelError(f"{file} is missing: restore it from the repository, or train and export {name!r} again")
    card = ModelCard.model_validate_json(card_file.read_text("utf-8"))
    if (found := sha256_of(weights)) != card.sha256:
        raise ModelError(f"{weights} has sha256 {found}, its card says {card.sha256}: export {name!r} again")
    return Model(weights, card)


def save_card(card: ModelCard, folder: Path = WEIGHTS) -> None:
    """Write a card beside its weights, whole or not at all."""
    target = folder / f"{card.name}.json"
    temporary = target.with_suffix(".json.part")
    temporary.write_text(card.model_dump_json(indent=2) + "\n", "utf-8")
    os.replace(temporary, target)


def sha256_of(path: Path) -> str:
    """Hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
