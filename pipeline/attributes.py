"""What can be said of an article in words, such as its colour: linear heads over its embedding.

(The predicted attributes of *Tiered Deep Similarity Search*, 2.1, and the future work of *Buy Me That Look*.) The heads
are fitted by `python -m models.similarity attributes` and lie beside the weights whose vectors they read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from models.zoo import Model

SUFFIX = ".attributes.npz"


@dataclass(frozen=True)
class Head:
    """Probabilities of the values of one attribute.

    Attributes:
        name: such as "colour".
        values: its words.
        broads: categories that have it.
        weight: (V, D).
        bias: (V,).
    """

    name: str
    values: tuple[str, ...]
    broads: frozenset[Broad]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __call__(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, D) embeddings -> (N, V) probabilities; rows sum to one."""
        logits = vectors @ self.weight.T + self.bias
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Attributes:
    """All heads of an embedding.

    Attributes:
        model: "name@version" of the embedding.
        heads: in the order in which they are read out.
        least: probability below which nothing is said.
    """

    model: str
    heads: tuple[Head, ...]
    least: float = 0.5

    def __call__(self, vector: NDArray[np.float32], broad: Broad) -> dict[str, str]:
        """Attribute -> its most probable value, of those that a category has and that are probable enough.

        Args:
            vector: (D,) of one article.
            broad: its category.
        """
        found: dict[str, str] = {}
        for head in self.heads:
            (row,) = head(vector[None])
            if broad in head.broads and row.max() >= self.least:
                found[head.name] = head.values[int(row.argmax())]
        return found

    def save(self, file: Path) -> None:
        """Write what `read_attributes` reads."""
        heads = [{"name": h.name, "values": h.values, "broads": sorted(h.broads)} for h in self.heads]
        told = json.dumps({"model": self.model, "least": self.least, "heads": heads})
        arrays: dict[str, Any] = {"told": np.array(told)}
        for number, head in enumerate(self.heads):
            arrays |= {f"weight{number}": head.weight.astype(np.float16), f"bias{number}": head.bias}
        with file.open("wb") as target:
            np.savez_compressed(target, **arrays)


def read_attributes(model: Model) -> Attributes | None:
    """The heads beside some weights; None where there are none, or none for this version of them."""
    try:
        with np.load(model.path.with_suffix(SUFFIX), allow_pickle=False) as stored:
            told = json.loads(str(stored["told"]))
            heads = tuple(
                Head(
                    each["name"], tuple(each["values"]), frozenset(Broad(name) for name in each["broads"]),
                    stored[f"weight{number}"].astype(np.float32), stored[f"bias{number}"].astype(np.float32),
                )
                for number, each in enumerate(told["heads"])
            )  # fmt: skip
    except (OSError, ValueError, KeyError):
        return None
    return Attributes(told["model"], heads, told["least"]) if told["model"] == model.card.label else None
