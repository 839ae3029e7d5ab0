"""The runs that the papers' tables ask for; a folder of runs may hold any others besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SEEDS = 3
"""Trainings of each planned run and fold."""

QUICK: Mapping[str, Any] = {"rate": 1e-3, "steps": 500}
"""Six seconds a run instead of a minute: what the many runs are compared with that are alike in this."""

TIERED: Mapping[str, Mapping[str, Any]] = {
    "triplet": {**QUICK, "loss": "triplet", "margin": 0.5},
    "multitask": {**QUICK, "loss": "multitask", "margin": 0.5},
    "agml-sw": {**QUICK, "loss": "agml", "guide": "weight"},
    "agml-sm": {**QUICK, "loss": "agml", "guide": "margin"},
}
"""*Tiered Deep Similarity Search*, Table 1. Plain triplets have AGML's margin: what is compared is the guiding."""

PLAN: Mapping[str, Mapping[str, Any]] = {
    "buy-me-that-look": {**QUICK, "loss": "weighted"},
    "buy-me-that-look-5e-5": {"loss": "weighted"},
    **TIERED,
    "served": {**QUICK, "loss": "agml", "margin": 0.2, "dimension": 128, "frozen": 256},
    **{f"brand-{name}": {**settings, "pairs": "brand"} for name, settings in TIERED.items()},
}
"""Name of the folder -> settings of `models.similarity.recipe.Recipe` that are not its defaults.

"…-5e-5" has the rate of *Buy Me That Look*, 4.3, and ten times the steps of the others. "brand-…" learn from the other
paper's pairs: any two goods of one category and brand. A shop knows more, its products.
"""

ABLATIONS: Mapping[str, Mapping[str, Any]] = {
    **{f"backbone-{trunk}": {**QUICK, "trunk": trunk} for trunk in ("lite0", "lite2")},
    **{f"dimension-{size}": {**QUICK, "dimension": size} for size in (64, 128, 512, 1024, 2048)},
    **{f"margin-{margin}": {**QUICK, "margin": margin} for margin in (0.1, 0.4, 0.8)},
    "heads-broad": {**QUICK, "heads": "broad"},
}
"""*Buy Me That Look*, figure 7, and a head a category (4.3): what each changes of the first run of the plan."""
