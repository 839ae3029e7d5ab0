"""Train, validation and test: drawn by model, from the model's id alone, so that additions move nothing."""

from __future__ import annotations

import hashlib

SHARES = (("test", 0.2), ("validation", 0.15), ("train", 1.0))
"""The share of models in each split; `train` takes the rest."""
SALT = 278
"""Chosen so that every split has every broad category (tested)."""


def split_of(model: str, salt: int = SALT) -> str:
    """The split of a model and all its colours."""
    drawn = int(hashlib.sha256(f"{salt}/{model}".encode()).hexdigest()[:8], 16) / 2**32
    total = 0.0
    for name, share in SHARES:
        total += share
        if drawn < total:
            return name
    return SHARES[-1][0]
