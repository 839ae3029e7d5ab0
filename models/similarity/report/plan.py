"""The runs that the papers' tables ask for; a folder of runs may hold any others besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SEEDS = 3
"""Trainings of each planned run and fold."""

TIERED: Mapping[str, Mapping[str, Any]] = {
    "triplet": {"loss": "triplet", "margin": 0.5},
    "multitask": {"loss": "multitask", "margin": 0.5},
    "agml-sw": {"loss": "agml", "guide": "weight"},
    "agml-sm": {"loss": "agml", "guide": "margin"},
}
"""*Tiered Deep Similarity Search*, Table 1. Plain triplets have AGML's margin: what is compared is the guiding."""

PLAN: Mapping[str, Mapping[str, Any]] = {
    "buy-me-that-look": {"loss": "weighted"},
    **TIERED,
    "served": {"loss": "agml", "margin": 0.2, "dimension": 128, "frozen": 256},
    **{f"brand-{name}": {**settings, "pairs": "brand"} for name, settings in TIERED.items()},
}
"""Name of the folder -> settings of `models.similarity.recipe.Recipe` that are not its defaults.

"brand-…" learn from that paper's pairs: any two goods of one category and brand. A shop knows more, its products.
"""

ABLATIONS: Mapping[str, Mapping[str, Any]] = {
    **{f"backbone-{trunk}": {"trunk": trunk} for trunk in ("lite0", "lite2")},
    **{f"dimension-{size}": {"dimension": size} for size in (64, 128, 512, 1024, 2048)},
    **{f"margin-{margin}": {"margin": margin} for margin in (0.1, 0.4, 0.8)},
    "heads-broad": {"heads": "broad"},
}
"""*Buy Me That Look*, figure 7, and a head a category (4.3): what each changes of the first run of the plan."""
